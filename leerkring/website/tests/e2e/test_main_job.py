"""The main job from end to end: three people, phone and desktop, real web, worker and beat processes.

A coordinator sets up a leerkring; a student and a lecturer join and answer; the student logs a case and a
reflection; the lecturer publishes a paper; reminders and a digest really go out.
"""

import email.policy
import io
import json
import urllib.request
from datetime import date, timedelta

import icalendar
import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect

from .people import DESKTOP, PHONE, Person, person
from .portal import PATIENCE, Portal, link_in, wait_until

pytestmark = pytest.mark.e2e

COORDINATOR = "marit.hoekstra@example.nl"
STUDENT = "sanne.proef@example.nl"
LECTURER = "wim.proef@example.nl"
# Of the demo: has not answered to a meeting next week.
REMINDED = "yusuf.aydin@example.nl"
QUESTION = "Hoe vinden jonge mantelzorgers in Bemmel elkaar?"
CASE_CANARY = "zeldzame-kanarie"
REFLECTION_CANARY = "stille-merel"
PAPER = "Samen zorgen, samen leren"
# As if the beat had last looked three days ago, at a meeting in five days: the brief of a week before it became due in
# between, and no later one.
LOOK_BACK = """
from datetime import time, timedelta
from django.utils import timezone
from meetings.models import Meeting
now = timezone.now()
coming = Meeting.objects.planned().filter(starts_at__gt=now).earliest("starts_at")
# That of the demo, on the Thursday of next week: from Monday that is in ten days.
assert timezone.localtime(coming.starts_at).date() <= timezone.localdate() + timedelta(days=10)
coming.set_times(timezone.localdate() + timedelta(days=5), time(9, 30), time(16, 30))
coming.next_reminder_at = now - timedelta(days=3)
coming.save()
"""


def test_main_job_from_set_up_to_digest(browser: Browser, portal: Portal):
    with (
        person(browser, portal, DESKTOP) as coordinator,
        person(browser, portal, PHONE, has_touch=True, is_mobile=True) as student,
        person(browser, portal, DESKTOP) as lecturer,
    ):
        coordinator.log_in_by_code(COORDINATOR)
        circle = set_up_circle(coordinator)
        join(student, STUDENT, "Sanne")
        join(lecturer, LECTURER, "Wim")
        meeting = answer_on_the_site(lecturer, LECTURER, circle)
        answer_on_the_site(student, STUDENT, circle)
        answer_from_the_mail(browser, portal)
        bring_case(student, circle)
        coordinator_releases_case(coordinator, circle)
        lecturer_reads_case(lecturer, circle)
        write_reflection(student, circle, share_with="Wim Proef")
        read_reflection(lecturer)
        paper = publish_paper(lecturer, circle)
        read_paper(browser, portal, paper)
        receive_digest(portal)
        see_who_comes(coordinator, meeting)
    assert_nothing_leaked(portal)


def set_up_circle(coordinator: Person) -> str:
    """Walk the four steps, go back once, and start; return the address part of the circle."""
    page = coordinator.go("/leerkringen/nieuw/")
    expect(page.locator("[name='theme']")).to_be_hidden()
    coordinator.fill(name="Bemmel", question=QUESTION, common_interest="Niemand zorgt alleen.", area="Lingewaard")
    coordinator.press_main()
    page.wait_for_url("**/bijeenkomsten/opzetten/**")
    slug = page.url.rstrip("/").rsplit("/", 1)[-1]
    proposed = [field.input_value() for field in page.locator("main [name$='-date']").all()]
    assert len(proposed) == 4
    assert all(date.fromisoformat(day) > date.today() for day in proposed)
    coordinator.fill(learning_goal="Zien wie er zorgt voordat het te veel wordt.")
    coordinator.press_main()
    page.wait_for_url("**/opzetten/mensen/")
    page.locator("[name='people']").fill(f"Sanne Proef <{STUDENT}>\nWim Proef <{LECTURER}>\nnietgoed@\n")
    page.locator("[name='role']").select_option("student")
    page.locator("button[value='add']").click()
    expect(page.locator("[name='people']")).to_have_value("nietgoed@")
    page.get_by_label("Rol: Wim Proef").select_option("lecturer")
    page.locator("[name='people']").fill("")
    coordinator.press_main()
    page.wait_for_url(f"**/opzetten/{slug}/")
    coordinator.sees(QUESTION)
    coordinator.go(f"/leerkringen/{slug}/opzetten/")
    expect(page.locator("[name='question']")).to_have_value(QUESTION)
    coordinator.go(f"/opzetten/{slug}/")
    expect(page.locator("main .btn-primary")).to_contain_text("2")
    coordinator.press_main()
    page.wait_for_url(f"**/leerkringen/{slug}/")
    return slug


def join(newcomer: Person, address: str, name: str) -> None:
    """Follow the invitation mail and make an account in one step."""
    mail = newcomer.portal.mailbox.wait_for(address, "Bemmel")
    page = newcomer.page
    page.goto(link_in(mail, "/uitnodiging/"))
    newcomer.sees("Marit Hoekstra")
    expect(page.locator("h1")).to_contain_text(QUESTION)
    newcomer.fill(given_name=name, family_name="Proef")
    newcomer.press_main()
    page.wait_for_url("**/leerkringen/bemmel*/")
    expect(page.locator("h1")).to_contain_text(QUESTION)
    page.goto(link_in(mail, "/uitnodiging/"))
    assert page.locator("main form [name='given_name']").count() == 0, "a used invitation asks nothing"
    newcomer.faults.clear()  # a used invitation answers 404 or 410, and the browser says so


def answer_on_the_site(member: Person, address: str, circle: str) -> str:
    """Say yes to the first meeting on its own page; return its path."""
    page = member.go(f"/bijeenkomsten/leerkring/{circle}/")
    page.locator("main a[href^='/bijeenkomsten/']:not([href*='leerkring'])").first.click()
    page.wait_for_url("**/bijeenkomsten/*/")
    path = page.url.removeprefix(member.portal.url)
    page.locator("button.answer[value='yes']").click()
    expect(page.locator("button.answer[value='yes']")).to_have_attribute("aria-pressed", "true")
    mail = wait_until(lambda: with_calendar(member.portal, address), PATIENCE, "a confirmation with a calendar file")
    event = next(iter(icalendar.Calendar.from_ical(mail).walk("VEVENT")))
    assert event["DTSTART"].dt.tzinfo is not None
    assert (event["DTEND"].dt - event["DTSTART"].dt) == timedelta(hours=7)
    return path.split("#")[0].split("?")[0]


def with_calendar(portal: Portal, address: str) -> bytes | None:
    """Return the newest calendar file that was mailed to ``address``."""
    for mail in reversed(portal.mailbox.to(address)):
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                return part.get_payload(decode=True)
    return None


def answer_from_the_mail(browser: Browser, portal: Portal) -> None:
    """The beat reminds of a meeting next week; the link in that mail answers without logging in, on any device."""
    portal.manage("shell", "--no-imports", "-c", LOOK_BACK)
    reminder = portal.mailbox.wait_for(REMINDED, "Voorbereiden op")
    with person(browser, portal, PHONE) as elsewhere:
        elsewhere.page.goto(link_in(reminder, "/bijeenkomsten/antwoord/"))
        elsewhere.sees("Yusuf")
        expect(elsewhere.page.locator("main [name='answer']:checked")).to_have_value("yes")
        elsewhere.press_main()
        expect(elsewhere.page.locator("main [name='answer']")).to_have_count(0)
    wait_until(lambda: with_calendar(portal, REMINDED), PATIENCE, "the confirmation of the answer")


def has_link(mail: email.message.EmailMessage, fragment: str) -> bool:
    body = mail.get_body(("plain",))
    return body is not None and fragment in body.get_content()


def bring_case(student: Person, circle: str) -> None:
    """Prepare a case on a phone, one question per screen, and bring it in."""
    page = student.go(f"/casussen/leerkring/{circle}/nieuw/")
    texts = {
        "title": "Steeds weer koffie",
        "situation": f"Een bewoner van tachtig schenkt koffie. {CASE_CANARY}",
        "my_role": "Ik was stagiair.",
        "my_acting": "Ik praatte mee en durfde niets te vragen.",
        "difficulty": "Ik kom niet voorbij het praatje.",
        "question": "Hoe vraag ik door zonder opdringerig te zijn?",
    }
    for name, text in texts.items():
        student.fill(**{name: text})
        page.locator("[data-steps-next]").click()
    page.locator("label:has([name='wanted'][value='insight'])").click()
    for _screen in ("wanted", "method", "meeting"):
        page.locator("[data-steps-next]").click()
    page.locator("label:has([name='grade'][value='circle'])").click()
    page.locator("[data-steps-next]").click()
    for check in ("is_anonymous", "is_unrecognisable", "is_about_me"):
        page.locator(f"[name='{check}']").check()
    page.locator("button[name='submit']").click()
    page.wait_for_url("**/casussen/*/")
    student.sees("Steeds weer koffie")


def coordinator_releases_case(coordinator: Person, circle: str) -> None:
    """The coordinator reads first: a mail without a word of the case, then the agreement, the case, its release."""
    mail = coordinator.portal.mailbox.wait_for(COORDINATOR, "Lees jij als eerste")
    page = coordinator.page
    page.goto(link_in(mail, "/casussen/"))
    page.locator("[name='agreed']").check()
    coordinator.press_main()
    page.wait_for_url("**/casussen/*/")
    coordinator.sees(CASE_CANARY)
    page.get_by_role("button", name="Casus vrijgeven").click()
    coordinator.sees("vrijgegeven")


def lecturer_reads_case(lecturer: Person, circle: str) -> None:
    """Who is in the circle finds the case as soon as they have accepted the agreement."""
    page = lecturer.go(f"/casussen/leerkring/{circle}/")
    expect(page.get_by_text("Steeds weer koffie")).to_have_count(0)
    lecturer.press_main()
    page.locator("[name='agreed']").check()
    lecturer.press_main()
    page.get_by_role("link", name="Steeds weer koffie").click()
    lecturer.sees(CASE_CANARY)


def write_reflection(student: Person, circle: str, *, share_with: str) -> None:
    """Write what one learned; private until it is shared with one person."""
    page = student.go(f"/reflecties/leerkring/{circle}/nieuw/")
    student.fill(title="Durven doorvragen")
    for _screen in range(12):
        forward = page.locator("[data-steps-next]")
        if not forward.is_visible():
            break
        field = page.locator("main textarea:visible")
        if field.count():
            field.first.fill(f"Ik leerde {REFLECTION_CANARY}.")
        forward.click()
    page.locator("button[name='save']").click()
    page.wait_for_url("**/reflecties/*/")
    page.locator("[name='person']").select_option(label=share_with)
    page.locator("form:has([name='person']) button").last.click()
    student.sees(share_with)


def read_reflection(lecturer: Person) -> None:
    """The one person it was shared with finds and reads it."""
    page = lecturer.go("/reflecties/")
    page.get_by_role("link", name="Durven doorvragen").first.click()
    lecturer.sees(REFLECTION_CANARY)


def publish_paper(lecturer: Person, circle: str) -> str:
    """Write in the editor with a co-author, and publish version 1.0; return the path of the paper."""
    page = lecturer.go(f"/opbrengsten/leerkring/{circle}/nieuw/")
    lecturer.fill(title=PAPER, abstract="Wat vier gesprekken ons leerden.")
    write_in_editor(page)
    co_author = page.locator("[name$='-person']").nth(1)
    co_author.select_option(label="Sanne Proef")
    lecturer.press_main()
    page.wait_for_url(f"{lecturer.portal.url}/opbrengsten/samen-zorgen*/")
    path = page.url.removeprefix(lecturer.portal.url).split("?")[0].replace("werktekst/", "").replace("wijzigen/", "")
    lecturer.go(f"{path}publiceren/")
    lecturer.fill(next_step="Twee andere kringen proberen het.", unsigned_why="Sanne las mee en is op reis.")
    for check in ("has_consent", "is_unrecognisable"):
        page.locator(f"[name='{check}']").check()
    lecturer.press_main()
    page.wait_for_url(f"**{path}")
    expect(page.locator("h1")).to_contain_text(PAPER)
    return path


def write_in_editor(page: Page) -> None:
    """Type as in a word processor: what stands in the field is Markdown."""
    area = page.locator(".ProseMirror")
    area.click()
    page.keyboard.type("Jonge mantelzorgers zoeken elkaar niet vanzelf.")
    page.keyboard.press("Enter")
    page.keyboard.type("## Wat wij deden")
    page.keyboard.press("Enter")
    page.keyboard.type("Wij gingen naast hen zitten.")
    stored = page.locator("textarea[name='body']")
    assert "## Wat wij deden" in stored.input_value()


def read_paper(browser: Browser, portal: Portal, path: str) -> None:
    """Anybody reads the paper and takes it along as an accessible PDF."""
    with person(browser, portal, DESKTOP) as visitor:
        visitor.go(path)
        visitor.sees("Wim Proef")
        visitor.sees("Sanne Proef")
        visitor.sees("Wat wij deden")
        visitor.go("/")
        visitor.sees(PAPER)
    pdf = wait_until(lambda: fetch(f"{portal.url}{path}v/1.0/pdf/", "application/pdf"), PATIENCE, "the PDF")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "nl"


def fetch(url: str, content_type: str) -> bytes | None:
    """Return what is at ``url`` when it is of this type already."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read() if answer.headers.get_content_type() == content_type else None


def receive_digest(portal: Portal) -> None:
    """A quarter of an hour later it is time for the student's digest: the beat sends it, with the paper in it."""
    portal.manage(
        "shell",
        "--no-imports",
        "-c",
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "from casework.models import Outcome, OutcomeVersion\n"
        "from leerkring.accounts.models import User\n"
        "from leerkring.notifications.models import Preference\n"
        "earlier = timezone.now() - timedelta(minutes=15)\n"
        f"Outcome.objects.filter(title='{PAPER}').update(published_at=earlier)\n"
        f"OutcomeVersion.objects.filter(title='{PAPER}').update(frozen_at=earlier)\n"
        f"student = User.objects.get(email='{STUDENT}')\n"
        "before = earlier - timedelta(minutes=15)\n"
        "User.objects.filter(pk=student.pk).update(date_joined=before)\n"
        "Preference.objects.update_or_create(user=student, defaults={'next_digest_at': earlier})\n",
    )
    digest = wait_until(
        lambda: next((m for m in portal.mailbox.to(STUDENT) if has_link(m, "/opbrengsten/")), None),
        PATIENCE,
        "the digest",
    )
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def see_who_comes(coordinator: Person, meeting: str) -> None:
    """Who comes stands on the page of the meeting."""
    coordinator.go(meeting)
    coordinator.sees("Wim Proef")
    coordinator.sees("Sanne Proef")


def assert_nothing_leaked(portal: Portal) -> None:
    """No mail holds a word of a case or a reflection, nobody got the same mail twice, and the portal is well."""
    mails = portal.mailbox.all()
    assert mails
    for mail in mails:
        whole = "".join(str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text")
        assert CASE_CANARY not in whole
        assert REFLECTION_CANARY not in whole
    identities = [mail["Message-ID"] for mail in mails]
    assert len(identities) == len(set(identities))
    with urllib.request.urlopen(f"{portal.url}/health/", timeout=10) as answer:
        assert json.load(answer)["ok"] is True
