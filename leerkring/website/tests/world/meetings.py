"""Meetings of the running circle, and what is made at them."""

import uuid
from datetime import time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from communities.models import Organisation
from leerkring.files.actions import store_bytes
from leerkring.files.purposes import PNG
from leerkring.files.tests.samples import picture
from meetings.actions.calendar import make_feed
from meetings.actions.certificate import issue_certificates
from meetings.actions.date_poll import Option, start_poll
from meetings.actions.guest import invite_guest
from meetings.actions.guest_visit import add_guest_file, answer_as_guest
from meetings.actions.photo import PHOTOS
from meetings.calendar_tokens import feed_token
from meetings.hosting import LINES
from meetings.models import (
    ActionItem,
    Attendance,
    CertificateBatch,
    DatePoll,
    DateVote,
    Guest,
    HostSwap,
    HostTask,
    Meeting,
    Needs,
    NewsItem,
    Presence,
    ProgrammeItem,
    Report,
)
from meetings.tokens import poll_token, value_token


def published_programme(meeting, guest):
    """Publish a programme with an item of the host and one of the guest."""
    facts = {"meeting": meeting, "title": "I", "minutes": 30}
    item = ProgrammeItem.objects.create(position=1, pillar="opening", responsible="host", **facts)
    guest_item = ProgrammeItem.objects.create(
        position=80, pillar="deepening", responsible="guest", guest=guest, materials="M", **facts
    )
    groups = ProgrammeItem.objects.create(position=90, pillar="consultation", tables=2, **facts)
    Meeting.objects.filter(pk=meeting.pk).update(programme_published_at=timezone.now())
    return {"item": item.pk, "guest_item": guest_item.pk, "groups": groups.pk}


def agreed(meeting, author, host):
    """Let the author have written down something that the host will do, and put news forward."""
    circle = meeting.cycle.community
    item = ActionItem.objects.create(community=circle, meeting=meeting, what="A", owner=host, created_by=author)
    return {"action_item": item.pk, "news": NewsItem.objects.create(meeting=meeting, title="N", author=author).pk}


def feed(author):
    """Let the author have an address for the calendar of a phone."""
    row = make_feed(None, by=author)
    return {"feed": row.pk, "feed_token": feed_token(row)}


def harvest(cycle, author):
    """Return a meeting that is over with one of each in its harvest, all by the author, and one with a report."""
    over, reported = [Meeting(cycle=cycle, number=number, status="planned", theme="T") for number in (91, 92)]
    for meeting in (over, reported):
        meeting.set_times(timezone.localdate() - timedelta(days=1), time(9, 30), time(16, 30))
        meeting.programme_published_at = timezone.now()
        meeting.save()
    facts = {"text": "V", "approved_at": timezone.now(), "summary": "S", "summary_published_at": timezone.now()}
    Report.objects.create(meeting=reported, status="approved", **facts)
    picture_file = store_bytes(picture("PNG"), name="a.png", content_type=PNG, by=author, purpose=PHOTOS)
    return {
        "harvested": over.pk,
        "reported": reported.pk,
        "harvest_item": over.items.create(position=1, pillar="opening", title="I", minutes=30).pk,
        "note": over.notes.create(about="Weg", text="N", changed_by=author).pk,
        "insight": over.insights.create(kind="insight", text="I", author=author).pk,
        "photo": over.photos.create(file=picture_file, caption="P", added_by=author).pk,
        "value_moment": over.value_moments.create(user=author, text="M", page=uuid.uuid4()).pk,
        "value_token": value_token(over.pk),
    }


def presence(cycle, member, coordinator):
    """Return a meeting that goes on, with the member on its list, and one whose list is signed and was corrected."""
    now = timezone.now()
    begun = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=3)}
    been = {"starts_at": now - timedelta(days=2), "ends_at": now - timedelta(days=1), "presence_signed_at": now}
    clock = {"date": timezone.localdate(), "start_time": time(9, 30), "end_time": time(16, 30)}
    facts = {"cycle": cycle, "status": "planned", "theme": "T"} | clock
    running = Meeting.objects.create(number=93, **facts, **begun)
    signed = Meeting.objects.create(number=94, presence_signed_by=coordinator, **facts, **been)
    for meeting in (running, signed):
        _is_there(meeting, member, coordinator)
    certified = certificates(signed, member, coordinator)
    return {"running": running.pk, "signed": signed.pk, "presence_key": f"u{member.pk}", **certified}


def certificates(signed, member, coordinator):
    """Let everybody on the signed list have a certificate, with the papers that the coordinator had made of them."""
    certificate = issue_certificates(signed, by=coordinator)[0][0]
    batch = CertificateBatch.objects.create(meeting=signed, by=coordinator, status="done", total=1)
    batch.copies.create(certificate=certificate, user=member, pdf=b"%PDF-")
    return {
        "own_presence": certificate.presence_id,
        "certificate": certificate.pk,
        "certificate_token": certificate.token,
        "certificate_batch": batch.pk,
    }


def _is_there(meeting, person, coordinator):
    """Put somebody on the list of a meeting, and correct their row once."""
    row = Presence.objects.create(
        meeting=meeting, user=person, source="list", from_time=time(9, 30), until_time=time(16, 30)
    )
    facts = {"is_there": True, "from_time": "09:30", "until_time": "16:30", "way": "location"}
    row.corrections.create(before={"is_there": False}, after=facts, reason="R", corrected_by=coordinator)


def one_more_comes(world, person, number):
    """Let somebody come and need something, tick a line of the host, and stand on the lists of two meetings."""
    now = timezone.now()
    answer = Attendance.objects.create(meeting_id=world.meeting, user=person, answer="yes", answered_at=now)
    Needs.objects.create(attendance=answer, diet=f"geen noten {number}")
    HostTask.objects.create(meeting_id=world.meeting, task=LINES[number].name, done_by=person, done_at=now)
    for pk in (world.running, world.signed):
        _is_there(Meeting.objects.get(pk=pk), person, world.people["coordinator"])


def host_swap(meeting, author):
    """Let another organisation host a second meeting, and be asked to change turns."""
    there = Organisation.objects.create(name="Gastvrij", kind=Organisation.Kind.CARE)
    facts = {"status": "planned", "date": meeting.date, "start_time": meeting.start_time, "end_time": meeting.end_time}
    moments = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    other = Meeting.objects.create(cycle=meeting.cycle, number=90, host=there, **facts, **moments)
    ends = {"meeting": meeting, "other": other, "host": meeting.host, "other_host": there}
    return HostSwap.objects.create(**ends, offered_by=author, offered_at=timezone.now())


def date_poll(meeting, coordinator, member):
    """Let the circle be asked for another date, and the member have a link to answer."""
    days = [meeting.date + timedelta(days=number) for number in (0, 7)]
    options = [Option(day, meeting.start_time, meeting.end_time) for day in days]
    tomorrow = timezone.localdate() + timedelta(days=1)
    poll = start_poll(meeting, by=coordinator, options=options, closes_on=tomorrow)
    return {"date_poll": poll.pk, "poll_token": poll_token(poll.pk, member.pk)}


def more_dates(world, meeting, person):
    """Ask about another meeting too, and let one more answer what is asked already."""
    date_poll(meeting, world.people["coordinator"], person)
    poll = DatePoll.objects.get(pk=world.date_poll)
    DateVote.objects.bulk_create(
        DateVote(option=option, user=person, answer="yes", answered_at=timezone.now()) for option in poll.options.all()
    )


def guest_with_slides(meeting, coordinator):
    facts = {"name": "Ronald Vos", "email": "r.vos@example.nl", "kind": "expert"}
    guest = answer_as_guest(invite_guest(meeting, by=coordinator, **facts), is_coming=True)
    return guest, add_guest_file(guest, SimpleUploadedFile("dia.png", picture("PNG")))


def one_more(world, community, meeting, person, number):
    """One more of what is made at the first meeting, and a question about the date of ``meeting``."""
    more_dates(world, meeting, person)
    one_more_comes(world, person, number)
    due = {"due_on": timezone.localdate(), "meeting_id": world.meeting}
    for owner in (world.people["author"], world.people["coordinator"], person):
        ActionItem.objects.create(community=community, what="A", owner=owner, **due)
    NewsItem.objects.create(meeting_id=world.meeting, title="N", author=person)
    ProgrammeItem.objects.create(meeting_id=world.meeting, position=number, pillar="opening", title="I", minutes=30)
    more_guests(world, number)
    more_harvest(world, person, number)


def more_guests(world, number):
    """Let one more guest come, and two bring something."""
    facts = {"name": "Gast", "email": f"gast{number}@example.nl", "kind": "expert"}
    asked = invite_guest(Meeting.objects.get(pk=world.meeting), by=world.people["coordinator"], **facts)
    for one in (answer_as_guest(asked, is_coming=True), Guest.objects.get(pk=world.guest)):
        image = picture("PNG", colour=(number, one.pk % 250, 9))
        add_guest_file(one, SimpleUploadedFile("dia.png", image))


def more_harvest(world, person, number):
    """Add one of each to what was kept of the meeting that is over."""
    over = Meeting.objects.get(pk=world.harvested)
    item = over.items.create(position=number + 1, pillar="closing", title="J", minutes=30)
    over.notes.create(item=item, about=item.title, text="N", changed_by=person)
    over.insights.create(kind="question", text="I", author=person)
    image = picture("PNG", colour=(number, 3, 3))
    file = store_bytes(image, name="b.png", content_type=PNG, by=person, purpose=PHOTOS)
    over.photos.create(file=file, caption="P", added_by=person)
    over.value_moments.create(user=person, text="M", page=uuid.uuid4())
