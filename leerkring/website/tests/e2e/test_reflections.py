"""A student writes on a phone without a connection, shares, hears something back, and takes a portfolio along."""

import io
import json
import re
import zipfile

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from .people import DESKTOP, PHONE, Person, code_in, person
from .portal import Portal, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.later]

STUDENT, LECTURER = "daan.willems@example.nl", "loes.wennekes@example.nl"
IN_THE_TUNNEL = "Dit typte ik in de tunnel"


def test_student_writes_offline_shares_revokes_and_takes_a_portfolio_along(browser: Browser, portal: Portal):
    with person(browser, portal, PHONE) as student, person(browser, portal, DESKTOP) as lecturer:
        student.log_in(STUDENT)
        lecturer.log_in(LECTURER)
        address = write_without_connection(student)
        share(student, address, "Loes Wennekes")
        give_feedback(lecturer, address)
        answer(student, address)
        revoke_while_the_lecturer_looks(student, lecturer, address)
        compose(student)
        take_along(student)
        lend(browser, portal, student)
        assert_content(student)
        assert_content(lecturer)


def assert_content(somebody: Person) -> None:
    """Say which complaint it was, while the page is still there."""
    assert somebody.faults == [], somebody.faults


def forgive(somebody: Person, fault: str) -> None:
    """Forget what a browser complains of when the test cut its connection, or closed a page to it."""
    assert any(fault in line for line in somebody.faults), somebody.faults
    somebody.faults[:] = [line for line in somebody.faults if fault not in line]


def write_without_connection(student: Person) -> str:
    """Lose the connection half-way, reload, find everything back, and save; return the path of the reflection."""
    page = student.go(circle_of(student) + "nieuw/?model=rolfe")
    expect(page.locator("form[data-draft-ready]")).to_be_attached()
    student.fill(title="Zonder bereik")
    forward = page.locator("[data-steps-next]")
    forward.click()
    student.fill(what="De trein reed de tunnel in.")
    page.wait_for_url("**/wijzigen/")
    expect(page.locator("[data-saved]")).to_contain_text(re.compile(r"\d\d:\d\d"))

    student.context.set_offline(True)
    forward.click()
    student.fill(so_what=IN_THE_TUNNEL)
    expect(page.locator("[data-saved]")).to_contain_text("verbinding")
    kept = page.evaluate("Object.entries(localStorage).filter(([name]) => name.startsWith('draft:'))")
    assert len(kept) == 1 and IN_THE_TUNNEL not in json.dumps(kept)

    student.context.set_offline(False)
    forgive(student, "ERR_INTERNET_DISCONNECTED")
    forgive(student, "htmx:")
    page.reload()
    expect(page.locator("[data-draft-note]")).to_be_visible()
    expect(page.locator("[name='so_what']")).to_have_value(IN_THE_TUNNEL)
    expect(page.locator("[data-saved]")).to_contain_text(re.compile(r"\d\d:\d\d"))
    # Forgotten a moment after the page says that it is saved.
    page.wait_for_function("Object.keys(localStorage).every((name) => !name.startsWith('draft:'))")
    while forward.is_visible():
        forward.click()
    page.locator("button[name='save']").click()
    page.wait_for_url("**/reflecties/*/")
    student.sees(IN_THE_TUNNEL)
    return page.url.removeprefix(student.portal.url)


def circle_of(student: Person) -> str:
    """Return where a circle of this student stands, as their own page leads there."""
    page = student.go("/reflecties/")
    link = page.locator("a[href*='/reflecties/leerkring/lingewaard/']").first.get_attribute("href")
    assert link
    return link.replace("nieuw/", "")


def share(student: Person, address: str, name: str) -> None:
    page = student.go(address)
    page.locator("[name='person']").select_option(label=name)
    page.locator("form:has([name='person']) button").click()
    student.sees(name)


def give_feedback(lecturer: Person, address: str) -> None:
    """It waits on the desk; what is said is for the author alone, and may be quoted."""
    page = lecturer.go("/reflecties/begeleiding/")
    page.locator(f"a[href='{address}']").first.click()
    lecturer.sees(IN_THE_TUNNEL)
    lecturer.fill(text="Wat hoorde je in het donker?")
    page.locator("[name='may_be_quoted']").check()
    page.locator("form:has([name='may_be_quoted']) button").click()
    lecturer.sees("Wat hoorde je in het donker?")


def answer(student: Person, address: str) -> None:
    page = student.go(address)
    student.sees("Wat hoorde je in het donker?")
    page.locator("#responses summary").click()
    student.fill(text="Mijn eigen adem.")
    page.locator("#responses form button").click()
    student.sees("Mijn eigen adem.")


def revoke_while_the_lecturer_looks(student: Person, lecturer: Person, address: str) -> None:
    """The page that is open shows nothing more."""
    seen = lecturer.go(address)
    lecturer.sees("Mijn eigen adem.")
    student.go(address).locator("form[action$='/stoppen/'] button").first.click()
    expect(seen.locator("main")).not_to_contain_text(IN_THE_TUNNEL, timeout=30_000)
    expect(seen.locator("main")).not_to_contain_text("Mijn eigen adem.")
    forgive(lecturer, "404")
    gone = seen.goto(address)
    assert gone and gone.status == 404
    forgive(lecturer, "404")


def compose(student: Person) -> None:
    """Choose, see it at once, and save."""
    page = student.go("/portfolio/nieuw/")
    student.fill(title="Wat ik leerde", introduction="Ik ben Daan.")
    page.locator(".compose-row", has_text="Zonder bereik").locator("input").fill("1")
    expect(page.locator("#preview")).to_contain_text(IN_THE_TUNNEL)
    student.press_main()
    page.wait_for_url(re.compile(r"/portfolio/\d+/$"))
    student.sees("Wat hoorde je in het donker?")


def take_along(student: Person) -> None:
    """A worker makes the three forms; each opens by itself."""
    page = student.page
    page.locator("form[action$='/maken/'] button").click()
    links = page.locator("a[href*='/bestand/']")
    expect(links).to_have_count(3, timeout=60_000)
    got = {}
    for kind in ("pdf", "zip", "json"):
        with page.expect_download() as download:
            page.locator(f"a[href$='/bestand/{kind}/']").click()
        got[kind] = download.value.path().read_bytes()
    with pikepdf.open(io.BytesIO(got["pdf"])) as pdf:
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang) == "nl"
    with zipfile.ZipFile(io.BytesIO(got["zip"])) as archive:
        assert IN_THE_TUNNEL in archive.read("portfolio/index.html").decode()
    item = json.loads(got["json"])["items"][0]
    assert [quote["text"] for quote in item["feedback"]] == ["Wat hoorde je in het donker?"]


def lend(browser: Browser, portal: Portal, student: Person) -> None:
    """Somebody without account reads by the link, and no more once it was stopped."""
    page = student.page
    page.locator("form[action$='/link/'] button").click()
    address = page.locator("#links input[readonly]").input_value().removeprefix(portal.url)
    with person(browser, portal, DESKTOP) as stranger:
        stranger.go(address)
        stranger.sees(IN_THE_TUNNEL)
        page.locator("form[action$='/stoppen/'] button").click()
        gone = stranger.page.goto(address)
        assert gone and gone.status == 404
        forgive(stranger, "404")


def test_logging_out_leaves_no_draft_behind(browser: Browser, portal: Portal):
    with person(browser, portal, DESKTOP) as student:
        student.log_in(STUDENT)
        page = student.go(circle_of(student) + "nieuw/")
        expect(page.locator("form[data-draft-ready]")).to_be_attached()
        student.context.set_offline(True)
        student.fill(title="Nog niet bewaard")
        drafts = "Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length"
        wait_until(lambda: page.evaluate(drafts) == 1, 15, "a draft")
        student.context.set_offline(False)
        page.evaluate("document.querySelector('#logout-form').requestSubmit()")
        page.wait_for_url(lambda address: "/reflecties/" not in address)
        assert page.evaluate(drafts) == 0
        portal.cookies.pop(STUDENT, None)
        faults = ("ERR_INTERNET_DISCONNECTED", "htmx:")
        student.faults[:] = [line for line in student.faults if not any(fault in line for fault in faults)]


def test_a_minute_after_a_meeting_leads_through_logging_in_back_to_the_form(browser: Browser, portal: Portal):
    number = portal.manage(
        "shell",
        "--no-imports",
        "-c",
        "from meetings.models import Meeting\n"
        "print(Meeting.objects.filter(cycle__community__slug='lingewaard', status='planned').order_by('date')[0].pk)",
    ).strip()
    with person(browser, portal, PHONE) as student:
        page = student.page
        page.goto(f"/reflecties/bijeenkomst/{number}/kort/")
        before = len(portal.mailbox.to(STUDENT))
        student.fill(login=STUDENT)
        student.press_main()
        expect(page.locator("[name='code']")).to_be_visible()
        student.fill(code=code_in(portal, STUDENT, after=before))
        student.press_main()
        page.wait_for_url("**/kort/")
        student.fill(what="Eén zin", now_what="Twee zinnen")
        page.locator("button[name='save']").click()
        page.wait_for_url(re.compile(r"/reflecties/\d+/$"))
        student.sees("Twee zinnen")
