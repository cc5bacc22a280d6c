"""What tests of meetings share."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.models import Community
from leerkring.core.robots import FEWEST_SECONDS
from leerkring.files.tests import samples
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message
from meetings.actions.guest import invite_guest
from meetings.actions.holiday import load_holidays, read_holidays
from meetings.actions.meeting import MeetingPlan, change_meeting
from meetings.actions.photo import add_photo
from meetings.actions.presence import Facts, Tick, correct_presence, key_of
from meetings.actions.programme import add_item
from meetings.forms.meeting import initial_of
from meetings.management.commands.load_holidays import TABLE
from meetings.models import ActionItem, Meeting, Presence, ProgrammeItem, Report


@pytest.fixture
def school_holidays(db):
    """The table that came with the portal, also after a test that emptied the database."""
    load_holidays(read_holidays(TABLE.read_text().splitlines()))


@pytest.fixture
def plan():
    """Return a function that makes a plan; a day is enough."""

    def build(day: date, **fields) -> MeetingPlan:
        return MeetingPlan(**({"date": day, "start_time": time(9, 30), "end_time": time(16, 30)} | fields))

    return build


@pytest.fixture
def change(coordinator):
    """Return a function that changes some fields of a meeting as its coordinator would."""

    def save(meeting, **fields):
        meeting.refresh_from_db()
        return change_meeting(
            meeting, by=coordinator, version=meeting.version, plan=MeetingPlan(**(initial_of(meeting) | fields))
        )

    return save


@pytest.fixture
def draft_circle(community, coordinator) -> Community:
    """The circle before it started."""
    Community.objects.filter(pk=community.pk).update(status=Community.Status.DRAFT, started_at=None)
    community.refresh_from_db()
    return community


@pytest.fixture
def deliver():
    """Return a function that sends what is due, and gives the mails by whom they are for."""

    def send() -> dict[str, mail.EmailMultiAlternatives]:
        mail.outbox.clear()
        deliver_due()
        dead = Message.objects.filter(state__in=[Message.State.DEAD, Message.State.UNCERTAIN]).values_list("reason")
        assert not list(dead)
        assert not list(Message.objects.filter(attempts__gt=1).values_list("reason"))
        return {message.to[0].partition("<")[2].rstrip(">"): message for message in mail.outbox}

    return send


@pytest.fixture
def reasons():
    """Return a function that gives why messages of a kind were not sent."""
    return lambda kind: sorted(
        Message.objects.filter(kind=kind, state=Message.State.SKIPPED).values_list("reason", flat=True)
    )


@pytest.fixture
def queries():
    """Return a function that gives how many queries a call asks, but that for the session (a cache may answer it)."""

    def count(call) -> int:
        call()
        with CaptureQueriesContext(connection) as seen:
            call()
        return sum("django_session" not in query["sql"] for query in seen.captured_queries)

    return count


@pytest.fixture
def invite(meeting, coordinator):
    """Return a function that asks a guest as the coordinator would."""

    def ask(name="Ronald Vos", **fields):
        fields = {"email": "r.vos@example.nl", "kind": "expert", "organisation": "Universiteit Rijn & Waal"} | fields
        return invite_guest(fields.pop("meeting", meeting), by=coordinator, name=name, **fields)

    return ask


@pytest.fixture
def held(cycle, make) -> Meeting:
    """A meeting of yesterday, with a programme that members saw."""
    return make.meeting(cycle, 9, days=-1, programme_published_at=timezone.now() - timedelta(days=9))


@pytest.fixture
def items(meeting, coordinator) -> list[ProgrammeItem]:
    """Three items of a programme that is not published."""
    parts = [("Inloop", 30), ("Intervisie", 90), ("Lunch", 60)]
    return [
        add_item(meeting, by=coordinator, pillar="opening", title=title, minutes=minutes) for title, minutes in parts
    ]


@pytest.fixture
def now(meeting):
    """Let the meeting have begun ten minutes ago, and the clock stand still."""
    with time_machine.travel(meeting.starts_at + timedelta(minutes=10), tick=False) as clock:
        yield clock


@pytest.fixture
def harvested(held, member, coordinator, invite, meeting):
    """The meeting with one of each."""
    item = held.items.create(position=1, pillar="current", title="Ronde *nieuws*", minutes=45)
    held.items.create(position=2, pillar="break", title="Lunch", minutes=45)
    held.notes.create(item=item, text="# Kop\n\nDrie dingen", changed_by=member)
    held.notes.create(about="Wandeling", text="Ging niet door", changed_by=member)
    held.notes.create(text="Open sfeer", changed_by=member)
    held.insights.create(kind="insight", text="Een zin helpt", author=member)
    held.insights.create(kind="question", text="Wie belt terug?", author=member)
    held.value_moments.create(user=member, text="Ik bel", page="00000000-0000-4000-8000-000000000001")
    facts = {"from_time": held.start_time, "until_time": held.end_time, "source": "list"}
    for who in ({"user": member}, {"user": coordinator}, {"name": "Els Vonk"}):
        Presence.objects.create(meeting=held, **who, **facts)
    Presence.objects.create(meeting=held, name="Weg", removed_at=timezone.now(), **facts)
    circle = held.cycle.community
    ActionItem.objects.create(community=circle, meeting=held, what="Bord | kopen", owner=member)
    ActionItem.objects.create(community=circle, meeting=held, what="Zaal", owner_name="Gemeente")
    Report.objects.create(meeting=held, introduction="Een **goede** dag")
    return held


@pytest.fixture
def pictured(harvested, member) -> Meeting:
    """The meeting with one of each, and two pictures."""
    add_photo(
        harvested,
        samples.upload(samples.picture(), "a.jpg", "image/jpeg"),
        by=member,
        caption="Het bord",
        is_public=False,
    )
    png = samples.picture("PNG", colour="red")
    add_photo(harvested, samples.upload(png, "b.png", "image/png"), by=member, caption="De tuin", is_public=False)
    return harvested


@pytest.fixture
def mails(deliver):
    """Return a function that sends what is due, and gives the mails by address."""

    def send():
        # Forms are sent a few seconds from now.
        with time_machine.travel(timezone.now() + timedelta(seconds=2 * FEWEST_SECONDS)):
            deliver()
        return {message.to[0]: message for message in mail.outbox}

    return send


DAY = [
    ("opening", "Inloop", 30, ""),
    ("current", "Actualiteiten", 45, "round"),
    ("consultation", "De koffie van mevrouw", 90, ""),
    ("break", "Lunch", 60, "meal"),
    ("deepening", "Eenzaamheid is geen agendaprobleem", 90, "work_session"),
    ("visit", "De Kersentuin", 75, "visit"),
    ("closing", "Oogst", 30, ""),
]


@pytest.fixture
def signed(cycle, make, member, coordinator) -> Meeting:
    """A meeting of last month with a full programme, of which the coordinator signed the list: two were there."""
    meeting = make.meeting(cycle, 8, days=-30, place="De Kersentuin", presence_signed_by=coordinator)
    Meeting.objects.filter(pk=meeting.pk).update(presence_signed_at=meeting.ends_at + timedelta(minutes=20))
    meeting.refresh_from_db()
    for position, (pillar, title, minutes, form) in enumerate(DAY, start=1):
        meeting.items.create(position=position, pillar=pillar, title=title, minutes=minutes, working_form=form)
    for person in (member, coordinator):
        be_there(meeting, user=person)
    return meeting


def be_there(meeting, start=time(9, 30), end=time(16, 30), **person) -> Presence:
    """Put somebody on the list."""
    return Presence.objects.create(meeting=meeting, source="list", from_time=start, until_time=end, **person)


@pytest.fixture
def correct(coordinator):
    """Return a function that corrects the presence of somebody as the coordinator would."""

    def save(row, *, is_there=True, start=None, end=None, way=None):
        row.refresh_from_db()
        facts = Facts(is_there, start or row.from_time, end or row.until_time, way or row.way)
        tick = Tick(key_of(row), row.version, facts)
        return correct_presence(row.meeting, by=coordinator, tick=tick, reason="Ging eerder weg")

    return save
