"""Somebody who was told no address finds a circle near home and asks to join it, and finds a paper by a wrong word."""

import pytest
from playwright.sync_api import Browser, expect

from .people import PHONE, person
from .portal import Portal

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("has_scripts", [True, False], ids=["phone", "without-javascript"])
def test_newcomer_finds_a_circle_near_gemert_and_a_mistyped_paper(browser: Browser, portal: Portal, has_scripts):
    with person(browser, portal, PHONE, java_script_enabled=has_scripts) as newcomer:
        page = newcomer.go("/")
        page.get_by_role("link", name="Op de kaart").click()
        page.locator("[name='plaats']").fill("Gemert")
        page.locator("[name='plaats']").press("Enter")
        page.locator(".map-list .row-title").first.click()
        page.wait_for_url("**/leerkringen/gemert/")
        page.locator("main a[href$='/leerkringen/gemert/aanmelden/']").first.click()
        page.wait_for_url("**/leerkringen/gemert/aanmelden/")
        newcomer.fill(motivation="Ik zorg zelf voor mijn buurvrouw, en wil meedenken.")
        page.locator("main select[name='role']").select_option("resident")
        newcomer.press_main()
        # Who has no account makes one on the way.
        page.wait_for_url("**/account/**")

        page = newcomer.go("/zoeken/")
        newcomer.fill(q="eenzaamhijd")
        page.locator("[name='q']:visible").last.press("Enter")
        page.get_by_role("link", name="Van praatje naar plan").click()
        expect(page.locator("h1")).to_contain_text("eenzaamheid")
