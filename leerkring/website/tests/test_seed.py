from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F

from casework.models import Outcome, OutcomeVersion
from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.notifications.models import Message, Preference
from leerkring.search.models import Entry
from leerkring.search.sources import all_sources, fill_empty
from leerkring.website import seed as seeding
from leerkring.website import seed_rows
from leerkring.website.seed import seed
from meetings.models import Attendance, Meeting

NOW = datetime(2027, 1, 6, 12, tzinfo=UTC)


@pytest.fixture
def seeded(db, monkeypatch):
    monkeypatch.setattr(seed_rows, "CHUNK", 7)
    seed(communities=4, members=40, now=NOW)


def test_seed_makes_what_was_asked(seeded):
    assert (Community.objects.count(), User.objects.count()) == (4, 40)
    assert Membership.objects.filter(role="coordinator").count() == 4
    assert Meeting.objects.count() == 16
    assert Attendance.objects.count() == 2 * Membership.objects.count()
    assert Outcome.objects.published().count() == OutcomeVersion.objects.count() == 4
    assert not Message.objects.exists()


def test_seed_keeps_every_sort_of_value_as_it_was(seeded):
    """What goes by COPY on PostgreSQL: text with line breaks, nothing, JSON, moments."""
    assert Outcome.objects.first().body == seeding.TEXT
    assert seeding.TEXT.count("\n") == 2
    [preference] = Preference.objects.all()[:1]
    assert (preference.channels, preference.last_digest_at, preference.digest) == ({}, None, "weekly")
    assert preference.next_digest_at == datetime(2027, 1, 11, 6, tzinfo=UTC)
    assert Preference.objects.count() == 40
    assert User.objects.create_user("later@example.nl").pk not in set(Preference.objects.values_list("pk", flat=True))


def test_seed_keeps_counters_true_and_answers_among_members(seeded):
    counted = Community.objects.annotate(people=Count("memberships"))
    assert not counted.exclude(people=F("member_count")).exists()
    for row in Attendance.objects.select_related("meeting__cycle"):
        assert Membership.objects.filter(user=row.user, community=row.meeting.cycle.community).exists()


def test_seed_lets_everything_be_found(seeded):
    """As many entries as there are things of each kind; nothing is left for the next start to find out."""
    found = dict(Entry.objects.values_list("source").annotate(number=Count("pk")))

    assert found == {source.name: len(ids) for source in all_sources() if (ids := source.ids())}
    assert found["communities.person"] == 40 and found["meetings.meeting"] == 16
    assert fill_empty() == 0


def test_seed_gives_each_meeting_a_calendar_id_and_days_around_today(seeded):
    assert len(set(Meeting.objects.values_list("uid", flat=True))) == 16
    assert Meeting.objects.filter(starts_at__lt=NOW).count() == 8
    for meeting in Meeting.objects.select_related("cycle"):
        assert meeting.starts_at.astimezone(meeting.zone).date() == meeting.date
        assert (meeting.next_reminder_at or NOW) >= NOW


@pytest.mark.grown
def test_add_refuses_rows_that_name_other_columns(db):
    rows = [{"email": "a@example.nl"}, {"email": "b@example.nl", "given_name": "B"}]
    with pytest.raises(ValueError, match="User"):
        seed_rows.add(User, rows)


def test_seed_gives_the_same_rows_for_the_same_numbers():
    memberships = [seeding.circles_of(person, 4) for person in range(40)]
    assert memberships[0] == [0]
    assert sum(len(circles) == 2 for circles in memberships) == 7


def test_seed_puts_one_person_in_twenty_circles_where_there_are_enough():
    assert seeding.circles_of(seeding.busy_person(25), 25) == list(range(20))
    assert seeding.circles_of(seeding.busy_person(4), 4) == [2, 3]


def test_seed_refused_when_done_before(seeded):
    with pytest.raises(CommandError, match="before"):
        call_command("seed", communities=1, members=1)


@pytest.mark.parametrize(("communities", "members"), [(0, 10), (5, 4)])
def test_seed_refused_when_numbers_make_no_sense(communities, members, db):
    with pytest.raises(CommandError, match="at least"):
        call_command("seed", communities=communities, members=members)


def test_seed_refused_when_grown_unless_forced(db, settings):
    settings.GROWN = True
    with pytest.raises(CommandError, match="--force"):
        call_command("seed", communities=1, members=1)
