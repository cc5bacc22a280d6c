"""Answers that calendars send by mail: what is taken over, and what nobody gets done with a mail."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone
from icalendar import Calendar

from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.accounts.models import User
from leerkring.notifications.inbound import receive
from leerkring.notifications.models import Message
from meetings.actions.attendance import answer_meeting
from meetings.calendar_tokens import read_reply_token, reply_address, reply_token
from meetings.exports.meeting import calendar_file
from meetings.models import Attendance, CalendarReply, Guest, Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _receiving(settings):
    settings.REPLY_ADDRESS = "antwoord@kring.example"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def calendar(meeting, member, now):
    """Return a function that writes what a calendar answers to the invitation of the member."""

    def write(
        partstat="ACCEPTED", *, method="REPLY", written=None, sequence=0, uid=None, attendee=None, more="", events=1
    ):
        stamp = f"{written or now:%Y%m%dT%H%M%SZ}"
        lines = [
            "BEGIN:VEVENT",
            f"UID:{uid or f'{meeting.uid}@leerkring'}",
            f"DTSTAMP:{stamp}" if written is not False else "",
            f"SEQUENCE:{sequence}" if sequence is not None else "",
            attendee if attendee is not None else f"ATTENDEE;PARTSTAT={partstat}:mailto:{member.email}",
            more,
            "END:VEVENT",
        ]
        event = [line for line in lines if line]
        head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", f"METHOD:{method}"]
        return "\r\n".join([*head, *event * events, "END:VCALENDAR", ""])

    return write


@pytest.fixture
def send(meeting, member):
    """Return a function that lets a mail come in, and gives what became of it."""

    def arrive(text="", *, to=None, sender="iemand@elders.example", kind="text/calendar", **headers):
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, to or reply_address(meeting.pk, member.pk)
        mail["Subject"] = "kanarieonderwerp"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content("kanarietekst")
        if text:
            maintype, subtype = kind.split("/")
            mail.add_attachment(text.encode(), maintype=maintype, subtype=subtype)
        return receive(mail.as_bytes()).outcome

    return arrive


def answer_of(person):
    return Attendance.objects.filter(user=person).values_list("answer", "channel").first()


def told(person):
    rows = Message.objects.filter(recipient=person, kind="meetings.reply")
    return [context["reason"] for context in rows.order_by("pk").values_list("context", flat=True)]


# --- What is taken over -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("partstat, answer", [("ACCEPTED", "yes"), ("TENTATIVE", "maybe"), ("declined", "no")])
def test_reply_is_taken_over_and_confirmed(partstat, answer, send, calendar, member):
    assert send(calendar(partstat)) == "taken"
    assert answer_of(member) == (answer, "calendar")
    assert Message.objects.get().kind == "meetings.answer"
    assert CalendarReply.objects.get().outcome == "taken"


@pytest.mark.parametrize("kind", ["text/calendar", "application/ics"])
def test_reply_is_found_in_the_part_for_calendars_or_as_a_file(kind, send, calendar, member):
    assert send(calendar(), kind=kind) == "taken"


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Cc", "Envelope-To"])
def test_reply_is_found_by_the_address_in_any_header(header, send, calendar, meeting, member):
    address = reply_address(meeting.pk, member.pk).upper()
    assert send(calendar(), to="lijst@elders.example", **{header: f"Antwoord <{address}>"}) == "taken"
    assert answer_of(member) == ("yes", "calendar")


def test_reply_answers_what_calendar_file_asks(send, meeting, member, now):
    asked = Calendar.from_ical(calendar_file(meeting, method="REQUEST", person=member))
    event = next(iter(asked.walk("VEVENT")))
    assert event["attendee"].params["RSVP"] == "TRUE"

    asked["method"] = "REPLY"
    event["attendee"].params["PARTSTAT"] = "ACCEPTED"
    to = str(event["organizer"]).removeprefix("mailto:")
    assert send(asked.to_ical().decode(), to=to) == "taken"
    assert answer_of(member) == ("yes", "calendar")


def test_reply_waits_when_all_places_are_taken(send, calendar, meeting, member, host):
    Meeting.objects.update(capacity=1)
    answer_meeting(meeting, by=host, answer="yes")
    assert send(calendar()) == "taken"
    assert Attendance.objects.get(user=member).waits


def test_reply_without_sequence_or_stamp_counts_by_what_the_mail_says(send, calendar, member, now):
    text = calendar(written=False, sequence=None)
    assert send(text, Date="Mon, 2 Nov 2026 10:00:00 +0100") == "taken"
    assert send(text) == "unclear"


def test_reply_of_several_people_counts_for_the_one_who_was_invited(send, calendar, member):
    both = (
        f"ATTENDEE;PARTSTAT=DECLINED:mailto:x@example.nl\r\nATTENDEE;PARTSTAT=ACCEPTED:MAILTO:{member.email.upper()}"
    )
    assert send(calendar(attendee=both)) == "taken"
    assert answer_of(member)[0] == "yes"


# --- Who says so ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sender", ["host", "coordinator", "outsider"])
def test_reply_answers_for_whose_address_it_was_whoever_says_to_send_it(sender, send, calendar, member, request):
    other = request.getfixturevalue(sender)
    attendee = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{other.email}"

    assert send(calendar(attendee=attendee), sender=other.email, Sender=other.email, Reply_To=other.email) == "taken"
    assert answer_of(member) == ("no", "calendar")
    assert answer_of(other) is None


def test_forged_sender_changes_nothing_without_the_signed_address(send, calendar, member, meeting):
    token = reply_token(meeting.pk, member.pk)
    forged = ["m-1-1-aaaaaaaaaaaaaaaaaaaaaaaaaa", f"{token[:-1]}{'b' if token[-1] == 'a' else 'a'}", "x", f"{token}a"]
    forged += [token.replace(f"-{member.pk}-", f"-{member.pk + 1}-")]
    addresses = [f"antwoord+{part}@kring.example" for part in forged]
    addresses += ["antwoord@kring.example", f"antwoord+{token}@elders.example", f"x.antwoord+{token}@kring.example"]

    assert {send(calendar(), to=address, sender=member.email) for address in addresses} == {"for nobody"}
    assert not Attendance.objects.exists() and not Message.objects.exists()


def test_address_is_of_one_person_and_one_meeting_and_fits_a_mail_server(meeting, member, host, settings):
    token = reply_token(meeting.pk, member.pk)
    assert read_reply_token(token.upper()) == (meeting.pk, member.pk)
    assert token != reply_token(meeting.pk, host.pk)
    assert len(reply_address(10**9, 10**9).partition("@")[0]) <= 64
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key of the portal"
    assert read_reply_token(token) == (meeting.pk, member.pk)
    settings.SECRET_KEY_FALLBACKS = []
    assert read_reply_token(token) is None


def test_file_asks_for_no_answer_when_no_mail_comes_in_or_for_a_guest(meeting, member, settings):
    guest = Guest(meeting=meeting, name="Ronald Vos", email="r.vos@example.nl", pk=member.pk)
    for person, address in [(guest, "antwoord@kring.example"), (member, "")]:
        settings.REPLY_ADDRESS = address
        text = calendar_file(meeting, method="REQUEST", person=person)
        [event] = Calendar.from_ical(text).walk("VEVENT")
        assert event["attendee"].params["RSVP"] == "FALSE" and b"antwoord+" not in text


# --- In which order ---------------------------------------------------------------------------------------------


def test_reply_delivered_twice_is_one_answer(send, calendar, member):
    assert [send(calendar()), send(calendar())] == ["taken", "known"]
    assert CalendarReply.objects.count() == 1
    assert Attendance.objects.get().revision == 1
    assert Message.objects.count() == 1


def test_replies_without_end_are_not_all_kept(send, calendar, member, now, monkeypatch):
    monkeypatch.setattr("meetings.actions.calendar_reply.MOST_REPLIES", 2)
    said = [send(calendar("DECLINED", written=now + timedelta(minutes=number))) for number in range(4)]
    assert said == ["taken", "taken", "too many", "too many"]
    assert CalendarReply.objects.count() == 2


def test_older_reply_changes_nothing(send, calendar, member, now):
    assert send(calendar("DECLINED", written=now)) == "taken"
    assert send(calendar("ACCEPTED", written=now - timedelta(minutes=1))) == "older"
    assert answer_of(member) == ("no", "calendar")
    assert send(calendar("ACCEPTED", written=now + timedelta(minutes=1))) == "taken"
    assert answer_of(member) == ("yes", "calendar")


def test_reply_from_before_an_answer_on_the_site_changes_nothing(send, calendar, meeting, member, now):
    answer_meeting(meeting, by=member, answer="no")
    assert send(calendar("ACCEPTED", written=now - timedelta(minutes=5))) == "older"
    assert answer_of(member) == ("no", "site")
    assert send(calendar("ACCEPTED", written=now + timedelta(seconds=2))) == "taken"


def test_reply_of_a_clock_that_is_ahead_does_not_block_later_answers(send, calendar, member, now):
    assert send(calendar("ACCEPTED", written=now + timedelta(days=900))) == "taken"
    assert send(calendar("DECLINED", written=timezone.now() + timedelta(seconds=2))) == "taken"
    assert answer_of(member) == ("no", "calendar")


def test_reply_to_a_meeting_that_moved_since_is_not_taken_over_and_the_member_is_told(
    send, calendar, meeting, member, change, deliver
):
    change(meeting, date=meeting.date + timedelta(days=7))
    Message.objects.all().delete()
    assert send(calendar(sequence=0)) == "older"
    assert answer_of(member) is None
    assert told(member) == ["moved"]
    mail = deliver()[member.email]
    assert "is niet overgenomen" in mail.subject
    assert "antwoord nog een keer" in mail.body and "kanarie" not in mail.message().as_string()
    assert send(calendar(sequence=1)) == "taken"


def test_two_answers_that_could_not_be_read_are_told_of_once(send, calendar, member):
    assert [send(), send("junk"), send()] == ["unclear"] * 3
    assert told(member) == ["unclear"]


# --- Too late, and not any more ---------------------------------------------------------------------------------


def cancel(meeting, member):
    Meeting.objects.update(status=Meeting.Status.CANCELLED)


def let_pass(meeting, member):
    Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1))


def close(meeting, member):
    Community.objects.update(**CLOSED)


def become_alumnus(meeting, member):
    Membership.objects.filter(user=member).update(alumnus_since=timezone.now())


@pytest.mark.parametrize("deed", [cancel, let_pass, close, become_alumnus])
def test_reply_is_refused_and_the_member_told_when_it_is_too_late(deed, send, calendar, meeting, member):
    deed(meeting, member)
    assert send(calendar()) == "refused"
    assert answer_of(member) is None
    assert CalendarReply.objects.get().outcome == "refused"
    assert told(member) == ["closed"]


def leave(meeting, member):
    Membership.objects.filter(user=member).update(left_at=timezone.now())


def lock_out(meeting, member):
    User.objects.filter(pk=member.pk).update(is_active=False)


def take_back(meeting, member):
    Meeting.objects.update(status=Meeting.Status.DRAFT)


@pytest.mark.parametrize("deed", [leave, lock_out, take_back])
def test_reply_of_who_may_not_see_the_meeting_does_and_tells_nothing(deed, send, calendar, meeting, member):
    deed(meeting, member)
    assert send(calendar()) == "for nobody"
    assert not Attendance.objects.exists() and not Message.objects.exists() and not CalendarReply.objects.exists()


def test_member_who_is_told_reads_why_and_how_to_answer(send, member, deliver):
    send()
    mail = deliver()[member.email]
    assert "vonden er geen antwoord in" in mail.body and "/antwoord/" in mail.body


def test_member_is_told_nothing_who_left_in_between(send, member, meeting, deliver, reasons):
    send()
    leave(meeting, member)
    assert deliver() == {}
    assert reasons("meetings.reply") == ["not a member any more"]


# --- Whatever else comes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "COUNTER"},
        {"method": "REQUEST"},
        {"method": "REFRESH"},
        {"partstat": "DELEGATED"},
        {"partstat": "NEEDS-ACTION"},
        {"partstat": ""},
        {"uid": "iets-anders@leerkring"},
        {"uid": "x"},
        {"events": 2},
        {"events": 0},
        {"attendee": ""},
        {"attendee": "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.nl\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:c@d.nl"},
        {"sequence": -1},
        {"sequence": 2**40},
        {"sequence": "x"},
        {"more": "RECURRENCE-ID:20270101T090000Z"},
        {"more": "DTSTAMP:20270101T090000Z"},
        {"written": datetime(1, 1, 1)},
    ],
)
def test_reply_that_is_not_clear_changes_nothing(changed, send, calendar, member):
    assert send(calendar(**changed)) == "unclear"
    assert answer_of(member) is None and not CalendarReply.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "\x00" * 500,
        "BEGIN:VCALENDAR",
        "BEGIN:A\r\n" * 6000,
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nEND:VCALENDAR",
        "A" * 60000,
        "BEGIN:VCALENDAR\r\n" + "X-A:" + "b" * 100000,
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nRRULE:FREQ=SECONDLY\r\nDTSTART:x\r\nEND:VEVENT\r\nEND:VCALENDAR",
        "METHOD:REPLY\ufffe\u202e",
    ],
)
def test_junk_changes_nothing(text, send, member):
    assert send(text) == "unclear"
    assert answer_of(member) is None


def test_reply_with_a_rule_that_never_ends_is_read_at_once(send, calendar, member):
    assert send(calendar(more="RRULE:FREQ=SECONDLY\r\nDTSTART:20270101T090000Z")) == "taken"


@pytest.mark.parametrize(
    "name, value", [("Auto-Submitted", "auto-replied"), ("Precedence", "bulk"), ("X-Autoreply", "1")]
)
def test_notice_of_absence_is_not_answered(name, value, send, member):
    assert send("", **{name: value}) == "automatic"
    assert not Message.objects.exists()


def test_log_and_database_hold_nothing_of_the_mail(send, calendar, member, caplog):
    caplog.set_level("DEBUG")
    send(calendar(more="COMMENT:kanarieopmerking"))
    send("kanarierommel")
    kept = f"{list(CalendarReply.objects.values())}{list(Message.objects.values())}{list(Attendance.objects.values())}"
    assert "kanarie" not in caplog.text + kept
    assert "A mail came in: taken." in caplog.text
