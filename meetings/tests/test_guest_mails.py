"""What guests are told by mail."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail as post
from django.utils import timezone
from icalendar import Calendar

from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.notifications.kinds import get_kind
from leerkring.notifications.models import Message
from meetings.actions.guest import change_guest, resend_guest, withdraw_guest
from meetings.actions.guest_visit import answer_as_guest, describe_guest
from meetings.actions.meeting import cancel_meeting
from meetings.actions.programme import add_item
from meetings.actions.reminder import remind
from meetings.models import Guest, Meeting
from meetings.tokens import guest_token

pytestmark = pytest.mark.django_db


def calendar_of(mail):
    parts = [part for part in mail.attachments if hasattr(part, "get_content_type")]
    files = [Calendar.from_ical(part.get_payload(decode=True)) for part in parts]
    return (str(files[0]["method"]), next(iter(files[0].walk("VEVENT")))) if files else None


@pytest.fixture
def guest(invite):
    return invite()


@pytest.fixture
def later(deliver):
    """Return a function that delivers when all folding is over."""

    def send():
        with time_machine.travel(timezone.now() + timedelta(minutes=3)):
            return deliver()

    return send


@pytest.fixture
def to_guest(later, guest):
    """Return a function that gives the mail to the guest that is sent now; None when there is none."""
    return lambda: {mail.to[0]: mail for mail in _sent(later)}.get(guest.email)


def _sent(later):
    later()
    return list(post.outbox)


# --- Inviting ---------------------------------------------------------------------------------------------------


def test_invitation_holds_the_link_the_programme_part_and_who_asks(guest, meeting, coordinator, to_guest):
    add_item(meeting, by=coordinator, pillar="deepening", title="Lezing", minutes=60, guest=guest)
    mail = to_guest()

    assert guest_token(guest) in mail.body and "9.30–10.30 Lezing" in mail.body
    assert "Marit Hoekstra vraagt je als gastexpert" in mail.body and "De Kersentuin" in mail.alternatives[0][0]
    assert "afmelden" not in mail.body.lower() and "List-Unsubscribe" not in mail.extra_headers


def test_invitation_speaks_the_language_that_was_chosen(invite, later, meeting, coordinator):
    guest = invite("Jane Doe", email="jane@example.nl", language="en")
    add_item(meeting, by=coordinator, pillar="deepening", title="Talk", minutes=60, guest=guest)
    mail = next(mail for mail in _sent(later) if mail.to == ["jane@example.nl"])
    assert "guest expert" in mail.body and "Hello Jane Doe" in mail.body and "9:30–10:30 Talk" in mail.body


@pytest.mark.parametrize("what", ["resent", "withdrawn", "corrected", "cancelled", "closed"])
def test_invitation_is_not_sent_when_it_no_longer_holds(what, guest, coordinator, community, meeting, later):
    if what == "resent":
        resend_guest(guest, by=coordinator)
    if what == "withdrawn":
        withdraw_guest(guest, by=coordinator)
    if what == "corrected":
        facts = {name: getattr(guest, name) for name in ["kind", "name", "organisation", "language"]}
        change_guest(guest, by=coordinator, version=1, email="ander@example.nl", **facts)
    if what == "cancelled":
        Meeting.objects.update(status=Meeting.Status.CANCELLED)
    if what == "closed":
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    invited = [mail for mail in _sent(later) if "Wil je onze gast zijn?" in mail.alternatives[0][0]]
    sent = {"resent": [["r.vos@example.nl"]], "corrected": [["ander@example.nl"]]}.get(what, [])
    assert [mail.to for mail in invited] == sent


# --- Answering --------------------------------------------------------------------------------------------------


def test_answer_is_confirmed_with_a_calendar_file_without_the_link(guest, to_guest):
    to_guest()
    answer_as_guest(guest, is_coming=True)
    method, event = calendar_of(to_guest())

    assert (method, event["attendee"].params["PARTSTAT"]) == ("REQUEST", "ACCEPTED")
    assert str(event["attendee"]) == f"mailto:{guest.email}"
    assert guest_token(guest) not in event.to_ical().decode() and "url" not in event


def test_no_takes_out_of_the_calendar_only_what_was_in_it(guest, to_guest):
    to_guest()
    answer_as_guest(guest, is_coming=False)
    assert calendar_of(to_guest()) is None
    answer_as_guest(guest, is_coming=True)
    to_guest()
    answer_as_guest(guest, is_coming=False)
    assert calendar_of(to_guest())[0] == "CANCEL"


def test_news_of_a_guest_goes_to_coordinators_as_one_mail_without_what_they_wrote(guest, coordinator, member, later):
    later()
    row = answer_as_guest(guest, is_coming=True, remark="Ik ben slechtziend")
    describe_guest(guest, version=row.version, bio="", needs="Een rolstoelplek")
    mails = later()

    assert Message.objects.filter(kind="meetings.guest_news", state="sent").count() == 1
    assert member.email not in mails and "Ronald Vos komt naar" in mails[coordinator.email].body
    assert "slechtziend" not in mails[coordinator.email].body and "rolstoel" not in mails[coordinator.email].body


def test_news_is_not_told_to_who_coordinates_no_more(guest, coordinator, later):
    answer_as_guest(guest, is_coming=True)
    Membership.objects.filter(user=coordinator).update(role="professional")
    assert coordinator.email not in later()


# --- Changes ----------------------------------------------------------------------------------------------------


def test_change_reaches_guests_as_one_mail_and_a_moved_one_asks_again(guest, change, meeting, to_guest):
    answer_as_guest(guest, is_coming=True)
    to_guest()
    change(meeting, place="Elst")
    change(meeting, date=meeting.date + timedelta(days=7))
    mail = to_guest()

    assert "Elst" in mail.body and "Kun je dan ook?" in mail.body and guest_token(guest) in mail.body
    assert calendar_of(mail)[0] == "REQUEST"
    assert Message.objects.filter(kind="meetings.guest_changed", state="sent").count() == 1


def test_change_is_told_without_asking_when_only_the_place_is_another(guest, change, meeting, to_guest):
    answer_as_guest(guest, is_coming=True)
    to_guest()
    change(meeting, place="Elst")
    assert "Je hoeft niets te doen" in to_guest().body


@pytest.mark.parametrize("what", ["declined", "withdrawn", "changed_back"])
def test_change_is_not_told_when_it_does_not_matter(what, guest, change, meeting, coordinator, to_guest):
    to_guest()
    change(meeting, place="Elst")
    if what == "declined":
        answer_as_guest(guest, is_coming=False)
    if what == "withdrawn":
        withdraw_guest(guest, by=coordinator)
    if what == "changed_back":
        change(meeting, place=meeting.place)
    to_guest()
    assert not Message.objects.filter(kind="meetings.guest_changed", state="sent").exists()


def test_cancellation_reaches_guests_with_the_reason(guest, meeting, coordinator, to_guest):
    answer_as_guest(guest, is_coming=True)
    to_guest()
    cancel_meeting(meeting, by=coordinator, reason="De zaal is dicht.")
    mail = to_guest()
    assert "De zaal is dicht." in mail.body and calendar_of(mail)[0] == "CANCEL"


def test_cancellation_is_not_told_to_who_declined(guest, meeting, coordinator, to_guest):
    answer_as_guest(guest, is_coming=False)
    to_guest()
    cancel_meeting(meeting, by=coordinator, reason="De zaal is dicht.")
    assert to_guest() is None


def test_withdrawal_is_told_without_a_link(guest, coordinator, to_guest):
    token = guest_token(guest)
    answer_as_guest(guest, is_coming=True)
    to_guest()
    withdraw_guest(guest, by=coordinator)
    mail = to_guest()
    assert "niet meer verwacht" in mail.body and token not in mail.body and calendar_of(mail)[0] == "CANCEL"


# --- Reminding --------------------------------------------------------------------------------------------------


@pytest.fixture
def two_days_before(meeting, deliver):
    """Return a function that lets the tick of two days before come, and gives who was reminded."""

    def tick():
        with time_machine.travel(timezone.localtime(meeting.starts_at) - timedelta(days=2) + timedelta(seconds=1)):
            deliver()
            remind(timezone.now())
            remind(timezone.now())
            deliver()
        rows = Message.objects.filter(kind="meetings.guest_reminder", state="sent")
        return list(rows.values_list("address", flat=True))

    return tick


def test_reminder_tells_guests_the_practical_things_once(guest, meeting, two_days_before, mailoutbox):
    Meeting.objects.update(travel="Bus 33 vanaf Arnhem")
    answer_as_guest(guest, is_coming=True)
    assert two_days_before() == [guest.email]
    mail = next(mail for mail in mailoutbox if mail.to == [guest.email])
    assert "Bus 33" in mail.body and "ben je onze gast" in mail.body


@pytest.mark.parametrize("what", ["declined", "withdrawn", "closed"])
def test_reminder_is_not_sent_to_who_does_not_come(what, guest, coordinator, community, two_days_before):
    if what == "declined":
        answer_as_guest(guest, is_coming=False)
    if what == "withdrawn":
        withdraw_guest(guest, by=coordinator)
    if what == "closed":
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    assert two_days_before() == []


def test_reminder_seven_days_before_is_for_members_only(guest, meeting, member):
    Meeting.objects.update(next_reminder_at=timezone.localtime(meeting.starts_at) - timedelta(days=7))
    remind(timezone.localtime(meeting.starts_at) - timedelta(days=7))
    assert Message.objects.filter(kind="meetings.rhythm_prepare").exists()
    assert not Message.objects.filter(kind="meetings.guest_reminder").exists()


KINDS = ["invited", "answer", "changed", "cancelled", "reminder", "withdrawn", "news"]


@pytest.mark.parametrize("name", KINDS)
def test_prepare_asks_a_fixed_number_of_queries(name, invite, coordinator, django_assert_max_num_queries):
    guests = [invite(email=f"g{number}@example.nl") for number in range(5)]
    context = {"version": 1, "revision": 0, "starts_at": "x", "nonce": "x"}
    recipient = coordinator if name == "news" else None
    kind = f"meetings.guest_{name}"
    rows = [
        Message(
            pk=guest.pk, kind=kind, recipient=recipient, address=guest.email, context=context | {"guest": guest.pk}
        )
        for guest in guests
    ]
    with django_assert_max_num_queries(3):
        assert len(get_kind(kind).prepare(rows)) == 5


@pytest.mark.parametrize("name", KINDS)
def test_prepare_tells_nothing_of_a_guest_who_is_gone(name, coordinator):
    row = Message(pk=1, kind="x", recipient=coordinator, context={"guest": 987, "version": 1, "revision": 1})
    assert hasattr(get_kind(f"meetings.guest_{name}").prepare([row])[1], "reason")


def test_mail_is_not_sent_with_a_link_of_another_key(guest, to_guest, settings):
    Guest.objects.update(token_hash="anders")
    assert to_guest() is None
