"""Meetings in the browser: a guest from outside is asked, answers and brings slides; a moved meeting asks again."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from leerkring.files.tests.samples import PDF

from .people import DESKTOP, PHONE, Person, person
from .portal import Portal, link_in

pytestmark = [pytest.mark.e2e, pytest.mark.later]

GUEST = "jan.proefgast@example.nl"


def test_guest_expert_confirms_and_brings_slides_without_an_account(browser: Browser, portal: Portal):
    with (
        person(browser, portal, DESKTOP) as coordinator,
        person(browser, portal, PHONE, java_script_enabled=False) as guest,
    ):
        coordinator.log_in("marit.hoekstra@example.nl")
        meeting = ask_guest(coordinator)
        page = guest.go(link_in(portal.mailbox.wait_for(GUEST, "Ben je onze gast"), "/gast/").removeprefix(portal.url))
        answer_and_bring(guest)
        guest.go(meeting_seen_by_guest := page.url.removeprefix(portal.url))
        portal.mailbox.wait_for(GUEST, "Je bent onze gast")
        coordinator.go(f"{meeting}gasten/")
        coordinator.sees("Een beamer met geluid")
        coordinator.sees("dia.pdf")
        move_a_week(coordinator, meeting)
        guest.go(meeting_seen_by_guest)
        guest.sees("De bijeenkomst is verplaatst")


def ask_guest(coordinator: Person) -> str:
    """Ask a guest to the second meeting to come of Lingewaard; return the path of that meeting."""
    page = coordinator.go("/bijeenkomsten/leerkring/lingewaard/")
    page.locator("main a[href^='/bijeenkomsten/']:not([href*='leerkring'])").nth(1).click()
    page.wait_for_url("**/bijeenkomsten/*/")
    path = page.url.removeprefix(coordinator.portal.url)
    page.locator("main a[href$='/gasten/']").click()
    coordinator.fill(name="Jan Proefgast", email=GUEST, organisation="Kenniscentrum")
    coordinator.press_main()
    coordinator.sees("Jan Proefgast")
    return path


def answer_and_bring(guest: Person) -> None:
    """Say yes, tell what is needed, add slides; a file that is no slides is explained first."""
    page = guest.page
    page.locator("main [name='answer'][value='yes']").check()
    guest.press_main()
    guest.sees("Je komt")
    guest.fill(needs="Een beamer met geluid", bio="Onderzoekt eenzaamheid.")
    page.locator("#tell button").click()
    send_file(guest, "virus.exe", b"MZ\x90\x00")
    guest.sees("Dit soort bestand kan hier niet")
    guest.faults.clear()  # a refusal answers 422, and the browser says so
    send_file(guest, "dia.pdf", PDF)
    guest.sees("dia.pdf")


def send_file(guest: Person, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/pdf", "buffer": content}
    guest.page.locator("main [name='file']").set_input_files(files=[file])
    guest.page.locator("#files form:has([name='file']) button").click()


def move_a_week(coordinator: Person, meeting: str) -> None:
    """Move the meeting, and let the rest of the cycle follow."""
    page = coordinator.go(f"{meeting}wijzigen/")
    day = date.fromisoformat(page.locator("main [name='date']").input_value())
    coordinator.fill(date=(day + timedelta(days=7)).isoformat())
    coordinator.press_main()
    page.wait_for_url("**/doorschuiven/**")
    expect(page.locator("main [name='meetings']:checked")).to_have_count(2)
    coordinator.press_main()
    page.wait_for_url("**/bijeenkomsten/cyclus/*/")
