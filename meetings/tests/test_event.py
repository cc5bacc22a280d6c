"""Preparing, publishing, changing and cancelling events; who may do what."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.utils import timezone

from communities.models import Community, Membership, ProgrammeMember
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.models import Message
from meetings.actions.event import (
    EventChangedMeanwhile,
    cancel_event,
    change_event,
    create_event,
    discard_event,
    kinds_for,
    publish_event,
)
from meetings.actions.event_reminder import remind_of_events
from meetings.forms.event import EventForm, initial_of
from meetings.models import Event
from meetings.models.event_kind import FIELDS_OF

from .event_rows import FACTS, make_event, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker(programme, make):
    user = make.user("Yusuf", "Aydin")
    ProgrammeMember.objects.create(programme=programme, user=user, role=ProgrammeMember.Role.BROKER)
    return user


@pytest.fixture
def event(community):
    return make_event(community)


def facts(days=10, **fields):
    day = timezone.localdate() + timedelta(days=days)
    return FACTS | {"title": "Café over mantelzorg", "date": day, "last_date": day} | fields


def save(event, by, *, version=None, **fields):
    """Change some fields of an event as its organiser would."""
    event.refresh_from_db()
    known = {name: value for name, value in initial_of(event).items() if name in FIELDS_OF[Event.Kind(event.kind)]}
    known |= {"start_time": event.start_time, "end_time": event.end_time, "last_date": event.last_date} | fields
    if "date" in fields:
        known["last_date"] = fields["date"]
    return change_event(event, by=by, version=version or event.version, **known)


def told(kind):
    return sorted(Message.objects.filter(kind=kind).values_list("address", flat=True))


@pytest.fixture
def mails(deliver):
    """Return a function that sends what is due, and gives the mails by address: who signs up may have no account."""

    def send():
        deliver()
        return {message.to[0]: message for message in mail.outbox}

    return send


# --- Making -------------------------------------------------------------------------------------------------------


def test_create_event_makes_a_draft_once_with_an_address_from_its_title(community, coordinator):
    twice = [create_event(community, by=coordinator, kind="cafe", **facts()) for _press in range(2)]
    assert twice[0].pk == twice[1].pk
    assert (twice[0].status, twice[0].slug, twice[0].community) == ("draft", "cafe-over-mantelzorg", community)


def test_create_event_finds_another_address_when_it_is_taken_or_ours(programme, broker, event):
    Event.objects.update(slug="cafe-over-mantelzorg")
    made = [
        create_event(programme, by=broker, kind="cafe", **facts(title=title))
        for title in ("Café over mantelzorg", "Nieuw", "!!")
    ]
    assert [row.slug for row in made] == ["cafe-over-mantelzorg-2", "nieuw-2", "evenement"]


def test_circle_has_the_kinds_of_the_modules_it_switched_on(community, programme):
    everybody = ["cafe", "masterclass", "safari", "feedback"]
    assert kinds_for(programme) == kinds_for(community) == everybody
    community.modules = ["training", "research"]
    assert kinds_for(community) == [*everybody, "training", "research"]


def test_create_event_refuses_a_kind_whose_module_is_off(community, coordinator):
    with pytest.raises(Refused):
        create_event(community, by=coordinator, kind="training", **facts())


# --- Publishing ---------------------------------------------------------------------------------------------------


def test_publish_event_shows_it_and_reminds_two_days_before(community, coordinator):
    event = make_event(community, status="draft")
    assert not Event.objects.permitted(AnonymousUser(), "meetings.view_event")
    publish_event(event, by=coordinator)
    event = Event.objects.permitted(AnonymousUser(), "meetings.view_event").get()
    assert event.next_reminder_at == timezone.localtime(event.starts_at) - timedelta(days=2)
    assert publish_event(event, by=coordinator).version == event.version


def test_publish_event_is_refused_once_it_has_begun(community, coordinator):
    event = make_event(community, status="draft", days=0)
    with time_machine.travel(event.starts_at + timedelta(minutes=1)), pytest.raises(Refused):
        publish_event(event, by=coordinator)


def test_publish_event_is_refused_while_its_programme_is_a_draft(programme, broker):
    event = make_event(programme, status="draft")
    type(programme).objects.update(status="draft")
    with pytest.raises(Refused):
        publish_event(event, by=broker)


# --- Changing -----------------------------------------------------------------------------------------------------


def test_change_event_tells_who_signed_up_once_for_what_changes_within_two_minutes(event, coordinator, mails):
    sign_up(event)
    mails()
    save(event, coordinator, place="De Kersentuin")
    save(event, coordinator, costs="€ 5")
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        sent = mails()
    assert list(sent) == ["noor@example.nl"]
    text = sent["noor@example.nl"].body
    assert ("De Kersentuin" in text, "€ 5" in text) == (True, True)
    assert "lista" not in text and sent["noor@example.nl"].attachments


def test_change_event_tells_nobody_when_it_is_changed_back(event, coordinator, mails, reasons):
    sign_up(event)
    mails()
    save(event, coordinator, place="De Kersentuin")
    save(event, coordinator, place="")
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert mails() == {}
    assert reasons("meetings.event_changed") == ["a later mail tells this too", "everything is as it was"]


def test_change_event_moves_calendar_and_reminder(event, coordinator):
    Event.objects.update(next_reminder_at=None)
    row = save(event, coordinator, date=event.date + timedelta(days=7))
    assert (row.sequence, row.next_reminder_at) == (1, timezone.localtime(row.starts_at) - timedelta(days=2))
    assert save(event, coordinator, description="Meer tekst").sequence == 1


def test_change_event_keeps_what_somebody_else_saved(event, coordinator):
    save(event, coordinator, place="Hier")
    with pytest.raises(EventChangedMeanwhile) as caught:
        change_event(event, by=coordinator, version=1, **facts())
    assert caught.value.current.place == "Hier"


def test_change_event_by_a_button_pressed_twice_is_no_conflict(event, coordinator):
    row = save(event, coordinator, place="Hier")
    assert save(event, coordinator, version=1, place="Hier").version == row.version == 2


def test_change_event_refuses_fewer_places_than_people_who_have_one(event, coordinator):
    for name in ("Anna", "Bram"):
        sign_up(event, name)
    with pytest.raises(Refused, match="2"):
        save(event, coordinator, capacity=1)
    assert save(event, coordinator, capacity=2).capacity == 2


def test_change_event_with_more_places_gives_them_to_who_waits(community, coordinator):
    event = make_event(community, capacity=1)
    rows = [sign_up(event, name) for name in ("Anna", "Bram", "Chris")]
    assert [row.status for row in rows] == ["confirmed", "waiting", "waiting"]
    save(event, coordinator, capacity=2)
    assert [event.registrations.get(pk=row.pk).status for row in rows] == ["confirmed", "confirmed", "waiting"]
    assert told("meetings.event_place") == ["bram@example.nl"]


def test_change_event_is_refused_when_it_is_over(event, coordinator):
    with time_machine.travel(event.ends_at + timedelta(minutes=1)), pytest.raises(Refused):
        save(event, coordinator, place="Hier")


# --- Cancelling and throwing away ---------------------------------------------------------------------------------


def test_cancel_event_tells_everybody_who_signed_up_once(community, coordinator, mails):
    event = make_event(community, capacity=1)
    for name in ("Anna", "Bram"):
        sign_up(event, name)
    mails()
    for _press in range(2):
        cancel_event(event, by=coordinator, reason="De zaal is dicht.")
    sent = mails()
    assert sorted(sent) == ["anna@example.nl", "bram@example.nl"]
    assert "De zaal is dicht." in sent["anna@example.nl"].body
    assert [len(sent[f"{name}@example.nl"].attachments) for name in ("anna", "bram")] == [1, 0]


def test_cancel_event_is_refused_for_a_draft(community, coordinator):
    with pytest.raises(Refused):
        cancel_event(make_event(community, status="draft"), by=coordinator, reason="Nee")


def test_discard_event_takes_a_draft_and_refuses_what_was_published(community, event, coordinator):
    draft = make_event(community, status="draft", slug="concept")
    discard_event(draft, by=coordinator)
    discard_event(draft, by=coordinator)
    with pytest.raises(Refused):
        discard_event(event, by=coordinator)
    assert list(Event.objects.all()) == [event]


# --- Reminding ----------------------------------------------------------------------------------------------------


def test_reminder_goes_once_to_who_has_a_place(community, mails):
    event = make_event(community, capacity=1, online_url="https://overleg.example.nl/x")
    Event.objects.update(next_reminder_at=event.starts_at - Event.REMINDER)
    for name in ("Anna", "Bram"):
        sign_up(event, name)
    mails()
    with time_machine.travel(event.starts_at - timedelta(days=1)):
        assert [remind_of_events(timezone.now()) for _tick in range(2)] == [1, 0]
        sent = mails()
    assert list(sent) == ["anna@example.nl"]
    assert "overleg.example.nl" in sent["anna@example.nl"].body


def test_reminder_of_a_moved_event_is_not_sent(event, coordinator, mails, reasons):
    Event.objects.update(next_reminder_at=timezone.now())
    sign_up(event)
    mails()
    remind_of_events(timezone.now())
    save(event, coordinator, date=event.date + timedelta(days=3))
    assert mails() == {}
    assert reasons("meetings.event_reminder") == ["the event starts at another moment"]


# --- Who may ------------------------------------------------------------------------------------------------------

SEES = "meetings.view_event"
ORGANISES = ["meetings.manage_event", "meetings.change_event"]


@pytest.mark.parametrize(
    ("status", "visibility", "seen"),
    [
        ("published", "public", {"visitor", "outsider", "member", "coordinator", "broker", "student"}),
        ("published", "members", {"member", "coordinator"}),
        ("cancelled", "public", {"visitor", "outsider", "member", "coordinator", "broker", "student"}),
        ("draft", "public", {"coordinator"}),
        ("draft", "members", {"coordinator"}),
    ],
)
def test_event_of_a_circle_is_seen_by(
    status, visibility, seen, community, member, coordinator, outsider, broker, make
):
    event = make_event(community, status=status, visibility=visibility)
    facts = {"kind": "regional", "area": community.area, "question": "?", "status": "active"}
    facts |= {"slug": "x", "name": "X", "started_at": timezone.now()}
    other = Community.objects.create(programme=community.programme, **facts)
    student = make.user("Siem")
    make.join(student, other, Membership.Role.STUDENT)
    people = {
        "visitor": AnonymousUser(), "outsider": outsider, "member": member, "coordinator": coordinator,
        "broker": broker, "student": student,
    }  # fmt: skip
    assert {name for name, person in people.items() if has_permission(person, SEES, event)} == seen
    allowed = {"coordinator"}
    assert {
        name for name, person in people.items() if has_permission(person, "meetings.manage_event", event)
    } == allowed


@pytest.mark.parametrize(
    ("status", "visibility", "seen"),
    [
        ("published", "public", {"visitor", "outsider", "member", "coordinator", "broker", "editor"}),
        ("published", "members", {"member", "coordinator", "broker", "editor"}),
        ("draft", "public", {"broker"}),
    ],
)
def test_event_of_a_programme_is_seen_by(
    status, visibility, seen, programme, member, coordinator, outsider, broker, make
):
    event = make_event(programme, status=status, visibility=visibility)
    editor = make.user("Eva")
    ProgrammeMember.objects.create(programme=programme, user=editor, role=ProgrammeMember.Role.EDITOR)
    people = {
        "visitor": AnonymousUser(), "outsider": outsider, "member": member, "coordinator": coordinator,
        "broker": broker, "editor": editor,
    }  # fmt: skip
    assert {name for name, person in people.items() if has_permission(person, SEES, event)} == seen
    assert {name for name, person in people.items() if has_permission(person, "meetings.change_event", event)} == {
        "broker"
    }


def test_event_of_a_closed_circle_or_of_a_programme_that_does_not_run_is_not_public(
    community, programme, member, broker
):
    of_circle, of_programme = make_event(community), make_event(programme, slug="p")
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    type(programme).objects.update(status="withdrawn", withdrawn_at=timezone.now())
    assert not Event.objects.permitted(AnonymousUser(), SEES)
    assert has_permission(member, SEES, of_circle)
    assert has_permission(broker, "meetings.manage_event", of_programme)
    assert not has_permission(broker, "meetings.change_event", of_programme)


def test_nobody_changes_what_is_cancelled_or_over(community, coordinator):
    cancelled = make_event(community, status="cancelled")
    over = make_event(community, slug="over", days=-3)
    assert not Event.objects.permitted(coordinator, "meetings.change_event")
    assert set(Event.objects.permitted(coordinator, "meetings.manage_event")) == {cancelled, over}
    assert list(Event.objects.permitted(coordinator, "meetings.change_event_materials")) == [over]


# --- The form -----------------------------------------------------------------------------------------------------


def form_of(kind, **fields):
    day = timezone.localdate() + timedelta(days=9)
    data = {"title": "T", "date": day, "start_time": "13:00", "end_time": "15:00", "visibility": "public"} | fields
    # How long after the first day.
    later = {name: day + value for name, value in fields.items() if isinstance(value, timedelta)}
    return EventForm({name: str(value) for name, value in (data | later).items()}, kind=kind)


@pytest.mark.parametrize("kind", [kind.value for kind in Event.Kind])
def test_form_shows_only_the_fields_of_its_kind(kind):
    assert set(EventForm(kind=kind).fields) == {*FIELDS_OF[Event.Kind(kind)], "version"}
    shown = [field.name for _title, fields, _row in EventForm(kind=kind).groups for field in fields]
    assert sorted(shown) == sorted(FIELDS_OF[Event.Kind(kind)])


@pytest.mark.parametrize(
    ("kind", "fields", "wrong"),
    [
        ("cafe", {"end_time": "12:00"}, {"end_time"}),
        ("cafe", {"date": "2020-01-01"}, {"date"}),
        ("cafe", {"date": "30-02-2027"}, {"date"}),
        ("cafe", {"registration_until": timedelta(days=1)}, {"registration_until"}),
        ("cafe", {"capacity": "0"}, {"capacity"}),
        ("cafe", {"municipality": "Nergenshuizen"}, {"municipality"}),
        ("cafe", {"online_url": "javascript:alert(1)"}, {"online_url"}),
        ("cafe", {"title": ""}, {"title"}),
        ("masterclass", {}, {"lecturer"}),
        ("feedback", {}, {"document_title", "document_version", "audience"}),
        ("training", {"last_date": timedelta(days=-9)}, {"last_date"}),
        ("research", {}, {"question", "last_date"}),
        ("cafe", {}, set()),
    ],
)
def test_form_says_what_is_wrong(kind, fields, wrong):
    assert set(form_of(kind, **fields).errors) == wrong


@pytest.mark.parametrize("audience", ["researchers", "practice", "policy", "residents", "everybody"])
def test_feedback_session_is_for_one_audience(audience):
    form = form_of("feedback", document_title="Position paper", document_version="2.0", audience=audience)
    assert form.is_valid() and form.facts()["audience"] == audience


def test_research_may_have_begun_and_has_whole_days():
    form = form_of("research", date="2025-01-01", last_date="2027-01-01", question="Wat?", start_time="", end_time="")
    assert form.is_valid(), form.errors
    assert form.facts()["start_time"] == Event.WHOLE_DAY[0]
