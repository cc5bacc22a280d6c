"""Certificates in the browser: somebody downloads theirs, a stranger checks it, a correction replaces it."""

import pytest
from playwright.sync_api import Browser, expect

from .people import DESKTOP, PHONE, Person, person
from .portal import Portal

pytestmark = pytest.mark.e2e

COORDINATOR, PROFESSIONAL = "marit.hoekstra@example.nl", "samira.elidrissi@example.nl"
NAME = "Samira El Idrissi"


def test_certificate_is_downloaded_checked_by_a_stranger_and_replaced_by_a_correction(
    browser: Browser, portal: Portal
):
    with (
        person(browser, portal, PHONE, java_script_enabled=False) as professional,
        person(browser, portal, DESKTOP) as coordinator,
        person(browser, portal, PHONE) as stranger,
    ):
        professional.log_in(PROFESSIONAL)
        number, address, title = download(professional)
        stranger.go(address)
        stranger.sees("Dit bewijs is geldig.")
        stranger.sees(NAME)
        by_number(stranger, number)
        stranger.sees("Dit bewijs is geldig.")
        expect(stranger.page.locator("main")).not_to_contain_text(NAME)

        coordinator.log_in(COORDINATOR)
        correct(coordinator, title)
        stranger.go(address)
        stranger.sees("Het is niet meer geldig.")
        expect(stranger.page.locator("main")).not_to_contain_text(NAME)
        fresh, other, _title = download(professional)
        assert (fresh, other) != (number, address)
        stranger.sees(fresh)
        stranger.go(other)
        stranger.sees("Dit bewijs is geldig.")


def download(professional: Person) -> tuple[str, str, str]:
    """Fill in a register and download the newest certificate; return its number, its address and the meeting."""
    page = professional.go("/bewijzen/")
    professional.fill(register="Kwaliteitsregister V&V", register_number="29041187302")
    page.locator("#keuzes button").click()
    professional.sees("6 uur")
    row = page.locator("main .rows > li").first
    if not row.get_by_text("Bewijs downloaden").count():
        row.locator("button").click()
    row = page.locator("main .rows > li").first
    with page.expect_download() as waiting:
        row.locator("a[href$='bewijs.pdf']").click()
    name = waiting.value.suggested_filename
    content = waiting.value.path().read_bytes()
    pdf_title = f"Bewijs van deelname: {NAME}"
    number = name.removeprefix("bewijs-").removesuffix(".pdf")
    assert pdf_title.encode("utf-16-be") in content or pdf_title.encode() in content
    address = row.locator("a[href^='/bewijs/']").get_attribute("href") or ""
    return number, address, row.locator(".row-title").inner_text()


def by_number(stranger: Person, number: str) -> None:
    """Type the number as it stands on paper."""
    stranger.go("/bewijs/")
    stranger.fill(serial=f" {number.lower()} ")
    stranger.press_main()


def correct(coordinator: Person, title: str) -> None:
    """Let the professional have left at two, on the list of the meeting that was signed."""
    page = coordinator.go("/bewijzen/")
    page.locator("main .rows .row-title a", has_text=title).first.click()
    page.locator("main a[href$='/presentielijst/']").first.click()
    page.locator("main .rows > li", has_text=NAME).locator("a").click()
    page.locator("main [name$='until_time']").fill("14:00")
    page.locator("main [name$='reason']").fill("Ging om twee uur naar een cliënt.")
    coordinator.press_main()
    coordinator.sees("ondertekend")


def test_coordinator_makes_all_of_a_meeting_and_takes_them_along(browser: Browser, portal: Portal):
    with person(browser, portal, DESKTOP) as coordinator:
        coordinator.log_in(COORDINATOR)
        page = coordinator.go("/bewijzen/")
        page.locator("main .rows .row-title a").first.click()
        page.locator("main a[href^='/bewijzen/bijeenkomst/']").first.click()
        page.locator("main .card form button").click()
        page.wait_for_url("**/bewijzen/stapel/*/")
        # The page looks by itself how far it is, until the worker is done.
        download_all = page.locator("main a[href$='bewijzen.zip']")
        expect(download_all).to_be_visible(timeout=60_000)
        with page.expect_download() as waiting:
            download_all.click()
        assert waiting.value.path().read_bytes().startswith(b"PK")
