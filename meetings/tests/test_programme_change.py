"""The mail about a published programme that was changed."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core import mail as post
from django.utils import timezone

from leerkring.notifications.models import Message
from meetings.actions.guest_visit import answer_as_guest
from meetings.actions.meeting import cancel_meeting
from meetings.actions.programme import add_item, change_item, order_items, remove_item
from meetings.actions.programme_change import publish_programme
from meetings.mails.programme import prepare_programme_changes
from meetings.models import Meeting, ProgrammeChange, ProgrammeItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(meeting, coordinator):
    parts = [("Inloop", 30), ("Intervisie", 90), ("Lunch", 60)]
    made = [
        add_item(meeting, by=coordinator, pillar="opening", title=title, minutes=minutes) for title, minutes in parts
    ]
    publish_programme(meeting, by=coordinator)
    return made


@pytest.fixture
def later(deliver):
    """Return a function that delivers when all folding is over."""

    def send():
        with time_machine.travel(timezone.now() + timedelta(minutes=3)):
            return deliver()

    return send


def lines(mail):
    return [line.removeprefix("- ") for line in mail.body.splitlines() if line.startswith("- ")]


def reorder(meeting, by, *items):
    meeting.refresh_from_db()
    order_items(meeting, by=by, version=meeting.programme_version, order=[item.pk for item in items])


def test_draft_programme_changes_in_silence(meeting, coordinator, member, later):
    item = add_item(meeting, by=coordinator, pillar="opening", title="Inloop", minutes=30)
    publish_programme(meeting, by=coordinator)
    Meeting.objects.update(programme_published_at=None)
    change_item(item, by=coordinator, title="Ontvangst")
    assert later() == {} and not ProgrammeChange.objects.exists()


def test_publishing_tells_nobody_by_mail(items, later):
    assert later() == {}


def test_change_tells_members_what_is_different_in_one_mail(meeting, items, coordinator, member, host, later):
    change_item(items[0], by=coordinator, title="Ontvangst", responsible="host")
    remove_item(items[1], by=coordinator)
    add_item(meeting, by=coordinator, pillar="closing", title="Oogst", minutes=30)

    mails = later()

    assert set(mails) == {coordinator.email, member.email, host.email}
    assert lines(mails[member.email]) == [
        "‘Inloop’ heet nu ‘Ontvangst’",
        "‘Ontvangst’ wordt nu verzorgd door: gastorganisatie",
        "‘Lunch’ is nu van 10.00 tot 11.00 uur (was om 11.30 uur)",
        "Nieuw: ‘Oogst’, 11.00–11.30 uur",
        "Vervallen: ‘Intervisie’ (was om 10.00 uur)",
    ]
    assert "programma" in mails[member.email].subject and meeting.get_absolute_url() in mails[member.email].body
    assert "Ontvangst" in mails[member.email].alternatives[0][0]


def test_order_and_minutes_are_told_as_times(meeting, items, coordinator, member, later):
    reorder(meeting, coordinator, items[1], items[0], items[2])
    change_item(items[2], by=coordinator, minutes=45)
    assert lines(later()[member.email]) == [
        "‘Intervisie’ is nu van 9.30 tot 11.00 uur (was om 10.00 uur)",
        "‘Inloop’ is nu van 11.00 tot 11.30 uur (was om 9.30 uur)",
        "‘Lunch’ duurt nu tot 12.15 uur",
    ]


def test_changes_within_two_minutes_are_one_mail_and_later_ones_another(items, coordinator, member, deliver):
    change_item(items[0], by=coordinator, title="Ontvangst")
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        change_item(items[0], by=coordinator, title="Koffie")
        assert deliver() == {}
    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        assert lines(deliver()[member.email]) == ["‘Inloop’ heet nu ‘Koffie’"]
        change_item(items[0], by=coordinator, title="Thee")
    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        assert lines(deliver()[member.email]) == ["‘Koffie’ heet nu ‘Thee’"]
        assert deliver() == {}


def test_change_back_sends_nothing(meeting, items, coordinator, later, reasons):
    change_item(items[0], by=coordinator, title="Ontvangst")
    change_item(items[0], by=coordinator, title="Inloop")
    reorder(meeting, coordinator, *items[::-1])
    reorder(meeting, coordinator, *items)
    assert later() == {}
    assert "everything is as it was" in reasons("meetings.programme_changed")


@pytest.mark.parametrize(
    "facts",
    [
        {"materials": "Geheim spul"},
        {"working_form": "round"},
        {"pillar": "closing"},
        {"tables": 3},
        {"title": "Inloop"},
    ],
)
def test_what_nobody_plans_by_is_not_told(facts, items, coordinator, later):
    change_item(items[0], by=coordinator, **facts)
    assert later() == {} and not Message.objects.exists()


def test_no_name_and_no_materials_stand_in_a_mail(items, coordinator, member, later):
    member.family_name = "Kanarienaam"
    member.save()
    facts = {"responsible": "member", "member": member, "materials": "Kanariespul"}
    change_item(items[0], by=coordinator, title="Nieuws", **facts)
    mail = later()[coordinator.email]
    text = mail.body + mail.alternatives[0][0]
    assert "verzorgd door: lid" in text and "Kanarie" not in text
    assert "Kanarie" not in str(list(ProgrammeChange.objects.values_list("before", flat=True)))


def test_another_person_of_the_same_party_is_told(items, coordinator, member, host, later):
    change_item(items[0], by=coordinator, responsible="member", member=member)
    later()
    change_item(items[0], by=coordinator, member=host)
    assert len(ProgrammeChange.objects.all()) == 2


def test_expected_guests_are_told_and_others_not(items, coordinator, invite, later):
    comes, declined = invite(), invite("Ilse Bos", email="i.bos@example.nl")
    answer_as_guest(declined, is_coming=False)
    Message.objects.all().delete()
    change_item(items[0], by=coordinator, title="Ontvangst", guest=comes, responsible="guest")
    later()
    mails = {mail.to[0]: mail for mail in post.outbox}
    assert declined.email not in mails
    assert lines(mails[comes.email])[0] == "‘Inloop’ heet nu ‘Ontvangst’" and "/gast/" in mails[comes.email].body


def test_guest_who_declines_meanwhile_is_not_told(items, coordinator, invite, later, reasons):
    guest = invite()
    change_item(items[0], by=coordinator, title="Ontvangst")
    answer_as_guest(guest, is_coming=False)
    later()
    assert all("Ontvangst" not in mail.body for mail in post.outbox if guest.email in mail.to)
    assert reasons("meetings.guest_programme_changed") == ["answered not to come"]


@pytest.mark.parametrize("state", ["cancelled", "over"])
def test_programme_of_a_meeting_that_is_off_or_over_is_not_told(state, meeting, items, coordinator, member, later):
    change_item(items[0], by=coordinator, title="Ontvangst")
    if state == "cancelled":
        cancel_meeting(meeting, by=coordinator, reason="Ziek.")
    else:
        Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=8), ends_at=timezone.now())
    assert "Ontvangst" not in "".join(mail.body for mail in later().values())
    assert Message.objects.filter(kind="meetings.programme_changed", state="skipped").count() == 2


def test_moved_meeting_is_no_change_of_its_programme(items, change, meeting, later):
    change(meeting, date=meeting.date + timedelta(days=7))
    later()
    assert not Message.objects.filter(kind__contains="programme").exists()


def test_who_left_is_not_told(items, coordinator, member, later):
    change_item(items[0], by=coordinator, title="Ontvangst")
    member.memberships.update(left_at=timezone.now())
    assert set(later()) == {coordinator.email}


def test_mails_cost_the_same_number_of_queries_for_more_people(items, community, coordinator, make, later, queries):
    def told(number):
        for place in range(number):
            make.join(make.user(f"Truus{number}{place}"), community, "resident", sector="residents")
        change_item(items[0], by=coordinator, title=f"Inloop {number}")
        with time_machine.travel(timezone.now() + timedelta(minutes=3)):
            messages = list(Message.objects.filter(kind="meetings.programme_changed", state="due"))
            return queries(lambda: prepare_programme_changes(messages))

    assert told(1) == told(3) == 5


def test_known_programmes_are_published_once_by_the_migration(meeting, cycle, make, invite):
    fill = import_module("meetings.migrations.0011_publish_known_programmes").fill
    planned = timezone.now() - timedelta(days=9)
    Meeting.objects.filter(pk=meeting.pk).update(planned_at=planned)
    guest, other = invite(), invite("Ilse Bos", email="i.bos@example.nl", kind="co_organiser")
    draft, empty = make.meeting(cycle, 2, status="draft"), make.meeting(cycle, 3)
    for place, owner in enumerate([None, guest, other]):
        meeting.items.create(position=place, pillar="opening", title="I", minutes=30, guest=owner)
    draft.items.create(position=1, pillar="opening", title="I", minutes=30)

    fill(apps, None)
    fill(apps, None)

    known = dict(Meeting.objects.values_list("pk", "programme_published_at"))
    assert known == {meeting.pk: planned, draft.pk: None, empty.pk: None}
    parties = list(ProgrammeItem.objects.filter(meeting=meeting).values_list("responsible", flat=True))
    assert parties == ["", "guest", "co_organiser"]
