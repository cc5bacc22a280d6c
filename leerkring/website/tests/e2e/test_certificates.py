"""Certificates in the browser: somebody downloads theirs, a stranger checks it, a correction replaces it."""

import io

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from .people import DESKTOP, PHONE, Person, person
from .portal import Portal

pytestmark = [pytest.mark.e2e, pytest.mark.later]

COORDINATOR, PROFESSIONAL = "marit.hoekstra@example.nl", "samira.elidrissi@example.nl"
NAME, THEME = "Samira El Idrissi", "Onze vraag voor het komende jaar"


def test_certificate_is_downloaded_checked_by_a_stranger_and_replaced_by_a_correction(
    browser: Browser, portal: Portal
):
    with (
        person(browser, portal, PHONE, java_script_enabled=False) as professional,
        person(browser, portal, DESKTOP) as coordinator,
        person(browser, portal, PHONE) as stranger,
    ):
        professional.log_in(PROFESSIONAL)
        number, address, meeting = download(professional)
        stranger.go(address)
        stranger.sees("Dit bewijs is geldig.")
        stranger.sees(NAME)
        by_number(stranger, number)
        stranger.sees("Dit bewijs is geldig.")
        expect(stranger.page.locator("main")).not_to_contain_text(NAME)

        coordinator.log_in(COORDINATOR)
        correct(coordinator, meeting)
        stranger.go(address)
        stranger.sees("Het is niet meer geldig.")
        expect(stranger.page.locator("main")).not_to_contain_text(NAME)
        fresh, other, _meeting = download(professional)
        assert (fresh, other) != (number, address)
        stranger.sees(fresh)
        stranger.go(other)
        stranger.sees("Dit bewijs is geldig.")


def download(professional: Person) -> tuple[str, str, str]:
    """Fill in a register and download a certificate; return its number, where it is checked, and its meeting."""
    page = professional.go("/bewijzen/")
    professional.fill(register="Kwaliteitsregister V&V", register_number="29041187302")
    page.locator("#keuzes button").click()
    professional.sees(THEME)
    row = page.locator("main .rows > li", has_text=THEME)
    with page.expect_download() as waiting:
        row.locator("a[href$='bewijs.pdf']").click()
    name = waiting.value.suggested_filename
    content = waiting.value.path().read_bytes()
    number = name.removeprefix("bewijs-").removesuffix(".pdf")
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"].startswith(f"Bewijs van deelname: {NAME}, ")
        assert metadata["pdfuaid:part"] == "1"
    address = row.locator("a[href^='/bewijs/']").get_attribute("href") or ""
    return number, address, row.locator(".row-title a").get_attribute("href") or ""


def by_number(stranger: Person, number: str) -> None:
    """Type the number as it stands on paper."""
    stranger.go("/bewijs/")
    stranger.fill(serial=f" {number.lower()} ")
    stranger.press_main()


def correct(coordinator: Person, meeting: str) -> None:
    """Let the professional have left at two, on the list of the meeting that was signed."""
    page = coordinator.go(f"{meeting}presentielijst/")
    page.locator("main .rows > li", has_text=NAME).locator("a").click()
    page.locator("main [name$='until_time']").fill("14:00")
    page.locator("main [name$='reason']").fill("Ging om twee uur naar een cliënt.")
    coordinator.press_main()
    coordinator.sees("9.30–14.00")


def test_coordinator_makes_all_of_a_meeting_and_takes_them_along(browser: Browser, portal: Portal):
    with person(browser, portal, DESKTOP) as coordinator:
        coordinator.log_in(COORDINATOR)
        coordinator.go("/bewijzen/")
        page = coordinator.page
        page.locator("main .rows .row-title a", has_text=THEME).click()
        # All of its cycle: more than are made at once.
        page.locator("main .kicker a").click()
        page.locator("main a[href^='/bewijzen/cyclus/']").click()
        page.locator("main .card form button").click()
        page.wait_for_url("**/bewijzen/stapel/*/")
        # The page looks by itself how far it is, until the worker is done.
        download_all = page.locator("main a[href$='bewijzen.zip']")
        expect(download_all).to_be_visible(timeout=60_000)
        with page.expect_download() as waiting:
            download_all.click()
        assert waiting.value.path().read_bytes().startswith(b"PK")
