"""A whole cycle in the browser: planned, prepared, held and harvested, by a coordinator, two members and a guest."""

import io
import re
import zipfile
from datetime import date, timedelta

import icalendar
import pikepdf
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from .networks import join, send, start_circle
from .people import DESKTOP, PHONE, Person, person
from .portal import Portal, link_in

pytestmark = [pytest.mark.e2e, pytest.mark.later]

COORDINATOR = "marit.hoekstra@example.nl"
ANNA, BRAM, GUEST = "anna.oogst@example.nl", "bram.oogst@example.nl", "dr.gast@example.nl"
NOTE, INSIGHT = "Bewoners kennen de weg niet", "Wie belt, wordt geholpen"
ACTION = "Bel de woningcorporatie"

# What no browser can do: let the day of a meeting come. Its zone is one where it is about noon, so that the test
# may run at any hour.
LET_IT_BE = """
from datetime import UTC, datetime, time, timedelta
from meetings.models import Meeting
meeting = Meeting.objects.get(pk={pk})
now = datetime.now(UTC)
ahead = 12 - now.hour
meeting.time_zone = "UTC" if not ahead else f"Etc/GMT{{-ahead:+d}}"
noon = now + timedelta(hours=ahead)
start, end = {start}, {end}
meeting.set_times(noon.date(), time(start), time(end))
meeting.save()
"""
# Changes of one meeting are told together, two minutes after the last; nobody needs to wait for that here.
TELL_NOW = """
from django.utils import timezone
from leerkring.notifications.models import Message
from leerkring.notifications.tasks import wake_delivery
Message.objects.filter(state="due").update(send_after=timezone.now(), try_after=timezone.now())
wake_delivery(using="default")
"""


def test_cycle_from_plan_to_report(browser: Browser, portal: Portal):
    with (
        person(browser, portal, DESKTOP) as coordinator,
        person(browser, portal, PHONE, has_touch=True, is_mobile=True) as anna,
        person(browser, portal, PHONE) as guest,
    ):
        coordinator.log_in(COORDINATOR)
        meetings = plan_four(coordinator)
        join(anna, ANNA, "Doornenburg", "Anna", "Oogst")
        with person(browser, portal, DESKTOP) as bram:
            join(bram, BRAM, "Doornenburg", "Bram", "Oogst")
        publish_programme(coordinator, meetings[0])
        confirm_as_guest(coordinator, guest, meetings[0])
        answer_on_the_site(anna, meetings[0])
        move_and_cancel(coordinator, meetings)
        answer_from_the_mail(browser, portal)
        # The day has come.
        let_it_be(portal, meetings[0], start="noon.hour - 2", end="noon.hour + 4")
        # Opened long before it is sent: no person fills it in within three seconds.
        scan_value_code(coordinator, guest, meetings[0])
        be_there(coordinator, anna, meetings[0])
        harvest(anna, meetings[0])
        agree(coordinator, meetings[0])
        take_along(guest)
        close_the_day(coordinator, meetings[0])
        read_report(anna, meetings[0])
        find_action_again(anna, meetings[1])


def number_of(meeting: str) -> int:
    return int(meeting.rstrip("/").rsplit("/", 1)[-1])


def plan_four(coordinator: Person) -> list[str]:
    """Set up a circle with four meetings and two people; return the paths of the meetings."""
    people = f"Anna Oogst <{ANNA}>\nBram Oogst <{BRAM}>"
    circle = start_circle(
        coordinator,
        "Krachtige Leerkringen",
        people,
        "Zien wie de weg niet kent.",
        name="Doornenburg",
        question="Hoe vinden nieuwe bewoners in Doornenburg de weg?",
        area="Lingewaard",
    )
    page = coordinator.go(f"/bijeenkomsten/leerkring/{circle.strip('/').rsplit('/', 1)[-1]}/")
    links = page.locator("main a[href^='/bijeenkomsten/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    found = [link for link in dict.fromkeys(links) if re.fullmatch(r"/bijeenkomsten/\d+/", link)]
    assert len(found) == 4
    return found


def publish_programme(coordinator: Person, meeting: str) -> None:
    """Take the example day, add to it, and show it to everybody."""
    page = coordinator.go(f"{meeting}programma/")
    coordinator.press_main()
    page.locator(f"main a[href='{meeting}programma/publiceren/']").click()
    page.locator("dialog .btn-primary:visible, main form .btn-primary:visible").first.click()
    page.wait_for_url(f"**{meeting}**")
    coordinator.go(meeting)
    coordinator.sees("Projectbezoek")


def confirm_as_guest(coordinator: Person, guest: Person, meeting: str) -> None:
    """Ask a guest, who says yes without an account and sees the programme."""
    send(coordinator, f"{meeting}gasten/", name="Dr. Gast", email=GUEST, organisation="Kenniscentrum")
    link = link_in(coordinator.portal.mailbox.wait_for(GUEST, "Ben je onze gast"), "/gast/")
    guest.go(link.removeprefix(coordinator.portal.url))
    guest.sees("Projectbezoek")
    guest.page.locator("main [name='answer'][value='yes']").check()
    guest.press_main()
    guest.sees("Je komt")


def answer_on_the_site(anna: Person, meeting: str) -> None:
    page = anna.go(meeting)
    anna.sees("Projectbezoek")
    page.locator("button.answer[value='yes']").click()
    expect(page.locator("button.answer[value='yes']")).to_have_attribute("aria-pressed", "true")


def move_and_cancel(coordinator: Person, meetings: list[str]) -> None:
    """Move the third meeting a week, alone, and cancel the fourth."""
    page = coordinator.go(f"{meetings[2]}wijzigen/")
    day = date.fromisoformat(page.locator("main [name='date']").input_value())
    coordinator.fill(date=(day + timedelta(days=7)).isoformat())
    coordinator.press_main()
    page.wait_for_load_state("load")
    coordinator.go(f"{meetings[3]}afgelasten/")
    coordinator.fill(reason="De zaal is dicht.")
    page.locator("main form .btn-danger").click()
    coordinator.sees("De zaal is dicht.")
    mail = coordinator.portal.mailbox.wait_for(BRAM, "Gaat niet door")
    files = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(files[0].get_payload(decode=True))
    assert (calendar["METHOD"], calendar.walk("VEVENT")[0]["STATUS"]) == ("CANCEL", "CANCELLED")


def answer_from_the_mail(browser: Browser, portal: Portal) -> None:
    """The mail about the moved meeting asks again; its link answers without logging in."""
    portal.manage("shell", "--no-imports", "-c", TELL_NOW)
    mail = portal.mailbox.wait_for(BRAM, "Verplaatst")
    with person(browser, portal, PHONE) as bram:
        bram.page.goto(link_in(mail, "/bijeenkomsten/antwoord/"))
        bram.sees("Bram")
        bram.press_main()
        expect(bram.page.locator("main [name='answer']")).to_have_count(0)


def let_it_be(portal: Portal, meeting: str, *, start: str, end: str) -> None:
    """Let the meeting begin and end at these whole hours of today (``noon`` is now)."""
    portal.manage("shell", "--no-imports", "-c", LET_IT_BE.format(pk=number_of(meeting), start=start, end=end))


def be_there(coordinator: Person, anna: Person, meeting: str) -> None:
    """The code stands on the wall, and a phone scans it."""
    wall = coordinator.go(f"{meeting}presentielijst/code/")
    anna.page.goto(scan(wall.locator("main .qr").screenshot()))
    anna.press_main()
    anna.sees("aanwezigheid")
    page = coordinator.go(f"{meeting}presentielijst/")
    expect(page.locator("main")).to_contain_text("Anna Oogst")
    row = page.locator("main li, main tr, main fieldset").filter(has_text="Anna Oogst").last
    expect(row.locator("[name$='-is_there']")).to_be_checked()


def scan(picture: bytes) -> str:
    """Return what the code in a picture says, as the camera of a phone reads it."""
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return code.text


def harvest(anna: Person, meeting: str) -> None:
    """Write along with the first item, and keep an insight."""
    page = anna.go(f"{meeting}oogst/")
    page.locator("#notes a[href*='/oogst/onderdeel/']").first.click()
    page.wait_for_url("**/oogst/onderdeel/**")
    page.locator("main [contenteditable='true'], main textarea[name='text']:visible").first.fill(NOTE)
    anna.press_main()
    page.wait_for_url("**/oogst/**")
    anna.sees(NOTE)
    page.locator("#insights [name='text']").fill(INSIGHT)
    page.locator("#insights form .btn-primary").click()
    anna.sees(INSIGHT)


def agree(coordinator: Person, meeting: str) -> None:
    """Agree who does what, in four weeks."""
    due = (date.today() + timedelta(weeks=4)).isoformat()
    send(coordinator, f"{meeting}actiepunten/", what=ACTION, owner="Bram Oogst", due_on=due)
    coordinator.sees(ACTION)
    coordinator.portal.manage("shell", "--no-imports", "-c", TELL_NOW)
    coordinator.portal.mailbox.wait_for(BRAM, "ctiepunt")


def scan_value_code(coordinator: Person, guest: Person, meeting: str) -> None:
    """The guest scans the code that leads to writing what one takes along."""
    page = coordinator.go(f"{meeting}meenemen/code/")
    guest.page.goto(scan(page.locator("main .qr").screenshot()))


def take_along(guest: Person) -> None:
    """Say in a minute, without account, what one takes along."""
    guest.fill(text="Dat ik vaker moet bellen", name="Els")
    guest.press_main()
    guest.sees("Dank")


def close_the_day(coordinator: Person, meeting: str) -> None:
    """The meeting is over: sign the list, and approve the report."""
    let_it_be(coordinator.portal, meeting, start="noon.hour - 6", end="noon.hour - 1")
    send(coordinator, f"{meeting}presentielijst/ondertekenen/")
    page = coordinator.go(f"{meeting}verslag/")
    for words in [NOTE, INSIGHT, ACTION, "Dat ik vaker moet bellen"]:
        coordinator.sees(words)
    page.locator(f"main a[href^='{meeting}verslag/goedkeuren/']").click()
    page.locator("dialog .btn-primary:visible, main form .btn-primary:visible").first.click()
    page.wait_for_load_state("load")
    coordinator.portal.mailbox.wait_for(ANNA, "erslag")


def read_report(anna: Person, meeting: str) -> None:
    """A member reads the report, and takes it along as PDF and as Word."""
    anna.go(f"{meeting}verslag/")
    anna.sees(NOTE)
    pdf = anna.context.request.get(f"{meeting}verslag/verslag.pdf")
    with pikepdf.open(io.BytesIO(pdf.body())) as document:
        assert str(document.Root.Lang) == "nl" and document.Root.MarkInfo.Marked
    word = anna.context.request.get(f"{meeting}verslag/verslag.docx")
    with zipfile.ZipFile(io.BytesIO(word.body())) as document:
        text = document.read("word/document.xml").decode()
    assert NOTE in text and ACTION in text


def find_action_again(anna: Person, meeting: str) -> None:
    """What is open stands in the next meeting."""
    anna.go(meeting)
    anna.sees(ACTION)
