"""What a guest sees and does behind their link."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from casework.models import Case
from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.files.models import File
from leerkring.files.tests import samples
from leerkring.notifications.models import Message
from meetings.actions.attendance import answer_meeting
from meetings.actions.guest import withdraw_guest
from meetings.actions.guest_visit import add_guest_file, answer_as_guest, describe_guest, remove_guest_file
from meetings.actions.programme import add_item
from meetings.models import Guest, Meeting
from meetings.tokens import guest_token

pytestmark = pytest.mark.django_db

PPTX = ("[Content_Types].xml", "ppt/presentation.xml")


@pytest.fixture
def guest(invite):
    return invite()


@pytest.fixture
def coming(guest):
    return answer_as_guest(guest, is_coming=True)


@pytest.fixture
def url(guest):
    def address(name="guest_visit", **parts):
        return reverse(f"meetings:{name}", kwargs={"token": guest_token(guest)} | parts)

    return address


def news():
    rows = Message.objects.filter(kind="meetings.guest_news")
    return sorted(rows.values_list("recipient__given_name", flat=True))


def slides(content=samples.PDF, name="dia's.pdf"):
    return samples.upload(content, name, "application/pdf")


def test_nothing_is_changed_in_a_circle_closed_meanwhile(coming, community):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    deeds = [
        lambda: describe_guest(coming, version=coming.version, bio="Anders", needs=""),
        lambda: add_guest_file(coming, slides()),
        lambda: answer_as_guest(coming, is_coming=False),
    ]
    for deed in deeds:
        with pytest.raises(Refused):
            deed()
    assert (Guest.objects.get().bio, Guest.objects.get().status) == ("", "confirmed")


# --- Answering --------------------------------------------------------------------------------------------------


def test_answer_is_kept_confirmed_and_told_to_coordinators(guest, member, host):
    row = answer_as_guest(guest, is_coming=True, remark="Ik kom per trein")

    assert (row.status, row.remark, row.is_confirmed) == ("confirmed", "Ik kom per trein", True)
    assert list(Message.objects.filter(kind="meetings.guest_answer").values_list("address")) == [(guest.email,)]
    assert news() == ["Marit"]


def test_answer_again_tells_nobody_and_another_answer_counts(guest):
    answer_as_guest(guest, is_coming=True)
    answer_as_guest(guest, is_coming=True)
    assert Message.objects.filter(kind="meetings.guest_answer").count() == 1
    row = answer_as_guest(guest, is_coming=False, remark="Ziek")
    assert (row.status, row.revision, row.confirmed_for) == ("declined", 2, None)


def test_answer_does_not_hold_for_another_moment(coming, change, meeting):
    change(meeting, date=meeting.date + timedelta(days=7))
    row = Guest.objects.get()
    assert (row.is_confirmed, row.is_asked_again) == (False, True)
    assert answer_as_guest(row, is_coming=True).is_confirmed


def test_answer_holds_when_the_meeting_moves_back_or_only_words_change(coming, change, meeting):
    change(meeting, place="Elst")
    assert Guest.objects.get().is_confirmed
    change(meeting, date=meeting.date + timedelta(days=7))
    change(meeting, date=meeting.date)
    assert Guest.objects.get().is_confirmed


@pytest.mark.parametrize("state", ["past", "cancelled", "closed"])
def test_answer_is_refused_when_it_is_too_late(state, guest, meeting, community):
    if state == "past":
        Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=8), ends_at=timezone.now())
    if state == "cancelled":
        Meeting.objects.update(status=Meeting.Status.CANCELLED)
    if state == "closed":
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        answer_as_guest(guest, is_coming=True)


def test_answer_is_refused_when_withdrawn_meanwhile(guest, coordinator):
    withdraw_guest(guest, by=coordinator)
    with pytest.raises(Refused):
        answer_as_guest(guest, is_coming=True)


# --- Telling ----------------------------------------------------------------------------------------------------


def test_describe_keeps_both_texts_and_tells_coordinators_once(guest):
    row = describe_guest(guest, version=1, bio="Hoogleraar", needs="Beamer")
    again = describe_guest(guest, version=1, bio="Hoogleraar", needs="Beamer")
    assert (row.bio, row.needs, again.version) == ("Hoogleraar", "Beamer", 2)
    assert news() == ["Marit"]


def test_describe_is_refused_when_overtaken(guest):
    describe_guest(guest, version=1, bio="Hoogleraar", needs="")
    with pytest.raises(Overtaken):
        describe_guest(guest, version=1, bio="Lector", needs="")


# --- Bringing ---------------------------------------------------------------------------------------------------


def test_file_is_seen_by_members_and_by_nobody_else(
    coming, meeting, member, outsider, former_member, as_user, visitor
):
    file = add_guest_file(coming, slides()).file
    address = file.get_absolute_url()

    assert file.owner is None and file.name == "dia's.pdf"
    assert as_user(member).get(address).status_code == 200
    assert {browser.get(address).status_code for browser in (as_user(outsider), as_user(former_member), visitor)} == {
        404
    }
    assert "dia&#x27;s.pdf" in as_user(member).get(meeting.get_absolute_url()).content.decode()


def test_file_twice_is_kept_once_and_only_a_few_are_taken(coming):
    assert add_guest_file(coming, slides()) == add_guest_file(coming, slides())
    for number in range(Guest.MOST_FILES - 1):
        add_guest_file(coming, slides(samples.PDF + b"%" * number + b"%%EOF"))
    with pytest.raises(Refused):
        add_guest_file(coming, slides(samples.picture("PNG"), "laatste.png"))
    assert coming.files.count() == Guest.MOST_FILES


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "leeg.pdf"),
        (b"<script>alert(1)</script>", "dia.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "plaatje.png"),
        (b"MZ\x90\x00", "dia.pptx"),
        (samples.PDF.replace(b"/Catalog", b"/JavaScript"), "dia.pdf"),
        (samples.archive(*PPTX, "ppt/vbaProject.bin"), "macro.pptx"),
        (samples.png_bomb(), "bom.png"),
        (samples.archive("[Content_Types].xml", "xl/workbook.xml"), "lijst.xlsx"),
        (b"%PDF-1.7" + b"0" * (20 * 1024 * 1024), "groot.pdf"),
    ],
)
def test_hostile_file_is_refused(content, name, coming):
    with pytest.raises(Refused):
        add_guest_file(coming, slides(content, name))
    assert not File.objects.exists()


def test_file_is_refused_before_a_yes_and_taken_after_the_meeting(guest, meeting):
    with pytest.raises(Refused):
        add_guest_file(guest, slides())
    Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=8), ends_at=timezone.now())
    assert add_guest_file(guest, slides(samples.archive(*PPTX), "dia.pptx")).file.name == "dia.pptx"


def test_file_that_is_removed_is_gone_with_its_bytes(coming, django_capture_on_commit_callbacks):
    kept = add_guest_file(coming, slides())
    with django_capture_on_commit_callbacks(execute=True):
        remove_guest_file(coming, kept)
        remove_guest_file(coming, kept)
    assert not File.objects.exists() and not default_storage.exists(kept.file.blob.name)


def test_file_of_a_withdrawn_guest_is_hidden_from_members(coming, coordinator, member, as_user):
    address = add_guest_file(coming, slides()).file.get_absolute_url()
    withdraw_guest(coming, by=coordinator)
    assert as_user(member).get(address).status_code == 404


# --- Pages ------------------------------------------------------------------------------------------------------


def test_page_shows_this_meeting_and_nothing_else_of_the_circle(
    guest, url, visitor, meeting, cycle, make, member, coordinator, community
):
    add_item(meeting, by=coordinator, pillar="deepening", title="Lezing over eenzaamheid", minutes=60, guest=guest)
    answer_meeting(meeting, by=member, answer="yes", remark="Ik eet geen vlees")
    make.meeting(cycle, 2, days=30, theme="Visie")
    checked = dict.fromkeys(Case.CHECKS, True)
    Case.objects.create(
        community=community, owner=member, meeting=meeting, title="Steeds weer koffie", status="submitted",
        submitted_at=timezone.now(), **checked,
    )  # fmt: skip
    page = visitor.get(url()).content.decode()

    assert "Lezing over eenzaamheid" in page and "dit verzorg jij" in page and "9.30–16.30 uur" in page
    hidden = ["Daan", "Willems", "vlees", "koffie", "Visie", cycle.learning_goal, meeting.get_absolute_url()]
    assert [word for word in hidden if word in page] == []


def test_pages_answer_tell_bring_and_take_back(url, visitor, guest):
    assert visitor.post(url("guest_answer"), {"answer": "yes", "remark": ""}).status_code == 302
    told = {"bio": "Hoogleraar", "needs": "Beamer", "version": 2}
    assert visitor.post(url("guest_tell"), told).status_code == 302
    assert visitor.post(url("guest_file_add"), {"file": slides()}).status_code == 302
    file = File.objects.get()
    assert b"".join(visitor.get(url("guest_file", file=file.pk)).streaming_content) == samples.PDF
    page = visitor.get(url()).content.decode()
    assert "Je komt" in page and "Hoogleraar" in page and "dia&#x27;s.pdf" in page

    assert visitor.post(url("guest_file_remove", file=file.pk)).status_code == 302
    assert not File.objects.exists()


def test_get_changes_nothing(url, visitor, guest):
    for name in ["guest_answer", "guest_tell", "guest_file_add"]:
        assert visitor.get(url(name)).status_code == 405
    assert visitor.head(url()).status_code == visitor.get(url()).status_code == 200
    assert vars(Guest.objects.get()).get("status") == "invited" and news() == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("guest_answer", {"answer": "misschien"}),
        ("guest_tell", {"bio": "x" * 1001, "version": 1}),
        ("guest_file_add", {}),
    ],
)
def test_pages_say_what_is_wrong(name, data, url, visitor):
    response = visitor.post(url(name), data)
    assert response.status_code == 422 and "error-summary" in response.content.decode()


def test_page_says_why_a_file_is_refused(url, visitor, coming):
    response = visitor.post(url("guest_file_add"), {"file": slides(b"<script>", "dia.pdf")})
    assert response.status_code == 422 and "PDF, PNG, PPTX" in response.content.decode()


def test_page_shows_both_texts_when_told_elsewhere_meanwhile(url, visitor, guest):
    describe_guest(guest, version=1, bio="Hoogleraar", needs="Beamer")
    response = visitor.post(url("guest_tell"), {"bio": "Lector", "needs": "Tolk", "version": 1})
    page = response.content.decode()
    assert response.status_code == 409 and "Hoogleraar" in page and "Lector" in page
    assert [each["stored"] for each in response.context["tell_form"].differences] == ["Beamer", "Hoogleraar"]
    assert visitor.post(url("guest_tell"), {"bio": "Lector", "needs": "Tolk", "version": 2}).status_code == 302


# Per state: what the page answers, and what a yes, and after it a file, get.
STATES = {
    "invited": (200, 302, 302),
    "confirmed": (200, 302, 302),
    "declined": (200, 302, 302),
    "withdrawn": (404, 404, 404),
    "cancelled": (200, 422, 422),
    "past": (200, 422, 302),
    "month_past": (404, 404, 404),
    "closed": (200, 422, 422),
    "archived": (404, 404, 404),
}


def bring_about(state, guest, coordinator):
    if state in ("confirmed", "declined"):
        answer_as_guest(guest, is_coming=state == "confirmed")
    if state == "withdrawn":
        withdraw_guest(guest, by=coordinator)
    if state == "cancelled":
        Meeting.objects.update(status=Meeting.Status.CANCELLED, cancel_reason="Ziek")
    if state in ("past", "month_past"):
        end = timezone.now() - timedelta(days=31 if state == "month_past" else 1)
        Meeting.objects.update(starts_at=end - timedelta(hours=7), ends_at=end)
    if state in ("closed", "archived"):
        Community.objects.update(**CLOSED | {"status": state})


@pytest.mark.parametrize("state", STATES)
def test_link_by_state(state, guest, url, visitor, coordinator):
    bring_about(state, guest, coordinator)
    answers = (
        visitor.get(url()),
        visitor.post(url("guest_answer"), {"answer": "yes"}),
        visitor.post(url("guest_file_add"), {"file": slides()}),
    )
    assert tuple(answer.status_code for answer in answers) == STATES[state]
    assert all("no-store" in answer["Cache-Control"] for answer in answers)


@pytest.mark.parametrize("token", ["x", "a" * 43, "é", "../..", "a" * 2000])
def test_link_that_never_was_looks_like_one_that_ended(token, visitor, guest, url, coordinator):
    withdraw_guest(guest, by=coordinator)
    ended = visitor.get(url())
    never = visitor.get(f"/bijeenkomsten/gast/{token}/")
    assert never.status_code == ended.status_code == 404


def test_link_of_one_guest_opens_no_file_of_another(url, visitor, coming, invite):
    other = answer_as_guest(invite("Ilse Bos", email="ilse@example.nl"), is_coming=True)
    file = add_guest_file(other, slides()).file
    assert visitor.get(url("guest_file", file=file.pk)).status_code == 404
    assert visitor.post(url("guest_file_remove", file=file.pk)).status_code == 404


def test_page_asks_the_same_number_of_queries_for_three_files(url, visitor, coming, queries):
    add_guest_file(coming, slides())
    one = queries(lambda: visitor.get(url()))
    for number in range(2):
        add_guest_file(coming, slides(samples.PDF + b"%" * number + b"%%EOF"))
    assert queries(lambda: visitor.get(url())) == one == 3
