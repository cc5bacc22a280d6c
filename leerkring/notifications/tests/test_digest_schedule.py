"""Who is due for a digest, once, and that its windows leave no hole."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from leerkring.accounts.actions import change_profile
from leerkring.accounts.models import User
from leerkring.notifications import digest_schedule
from leerkring.notifications.digest_schedule import FIRST_WINDOW, SETTLED, find_due_digests
from leerkring.notifications.models import Message, Preference
from leerkring.notifications.moments import KIND
from leerkring.notifications.preferences import save_preference, unsubscribe

# A Monday; 7.00 in Amsterdam is 6.00 UTC in winter.
MONDAY = datetime(2027, 1, 11, 6, 0, tzinfo=UTC)
SUNDAY = MONDAY - timedelta(days=1)


@pytest.fixture
def reader(db):
    return User.objects.create_user("lezer@example.nl", given_name="Lezer", date_joined=MONDAY - timedelta(days=40))


def windows(user):
    contexts = Message.objects.filter(recipient=user, kind=KIND).order_by("pk").values_list("context", flat=True)
    return [
        (datetime.fromisoformat(context["since"]), datetime.fromisoformat(context["until"])) for context in contexts
    ]


def test_digest_is_written_on_its_day_and_once(reader):
    assert find_due_digests(SUNDAY) == 0
    assert find_due_digests(MONDAY) == 1
    assert find_due_digests(MONDAY + timedelta(minutes=1)) == 0
    assert len(windows(reader)) == 1


def test_windows_join_without_hole_or_overlap(reader):
    for week in range(3):
        find_due_digests(MONDAY + timedelta(days=7 * week))

    [first, second, third] = windows(reader)
    assert first == (MONDAY - SETTLED - FIRST_WINDOW, MONDAY - SETTLED)
    assert (second[0], third[0]) == (first[1], second[1])


def test_window_covers_the_whole_outage(reader):
    find_due_digests(MONDAY)
    find_due_digests(MONDAY + timedelta(days=23))

    [first, second] = windows(reader)
    assert second == (first[1], MONDAY + timedelta(days=23) - SETTLED)
    assert Preference.objects.get().next_digest_at == MONDAY + timedelta(days=28)


def test_window_does_not_move_when_the_row_is_not_written(reader, monkeypatch):
    find_due_digests(SUNDAY)
    monkeypatch.setattr(digest_schedule, "notify_all", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        find_due_digests(MONDAY)
    monkeypatch.undo()

    assert Preference.objects.get().last_digest_at is None
    assert find_due_digests(MONDAY + timedelta(minutes=1)) == 1


def test_newcomer_gets_the_first_digest_from_the_day_they_joined(db):
    joined = MONDAY - timedelta(hours=20)
    newcomer = User.objects.create_user("nieuw@example.nl", given_name="Nieuw", date_joined=joined)
    find_due_digests(MONDAY)
    assert windows(newcomer) == [(joined, MONDAY - SETTLED)]


def test_newcomer_just_before_the_moment_is_not_missed(reader):
    find_due_digests(MONDAY - timedelta(minutes=30))
    late = User.objects.create_user("laat@example.nl", given_name="Laat", date_joined=MONDAY - timedelta(minutes=20))

    find_due_digests(MONDAY)
    find_due_digests(MONDAY + timedelta(minutes=31))
    assert windows(late) == [(late.date_joined, MONDAY + timedelta(minutes=29))]


def test_closed_account_and_who_wants_none_get_no_digest(reader, make):
    closed = make.user("Weg", date_joined=SUNDAY)
    unsubscribe(reader, KIND)
    find_due_digests(SUNDAY)
    User.objects.filter(pk=closed.pk).update(is_active=False)

    find_due_digests(MONDAY)
    assert not Message.objects.exists()


def test_clock_that_ran_ahead_and_back_doubles_and_loses_nothing(reader):
    """What was planned by the clock of next year is planned again; the news of the meantime is in the next window."""
    find_due_digests(SUNDAY)
    find_due_digests(MONDAY + timedelta(days=364))
    find_due_digests(SUNDAY + timedelta(minutes=5))
    find_due_digests(MONDAY)

    preference = Preference.objects.get()
    assert windows(reader)[1] == (SUNDAY + timedelta(minutes=5) - SETTLED, MONDAY - SETTLED)
    assert (preference.last_digest_at, preference.next_digest_at) == (MONDAY - SETTLED, MONDAY + timedelta(days=7))


def test_clock_that_goes_back_a_little_tells_nothing_twice(reader):
    find_due_digests(MONDAY)
    find_due_digests(MONDAY - timedelta(minutes=30))
    find_due_digests(MONDAY + timedelta(seconds=1))
    found = windows(reader)
    assert [later[0] for later in found[1:]] == [earlier[1] for earlier in found[:-1]]


def test_outage_of_three_hours_over_the_hour_gives_one_digest_with_all_news(reader):
    find_due_digests(MONDAY - timedelta(days=7))
    find_due_digests(MONDAY + timedelta(hours=3))
    [first, second] = windows(reader)
    assert second == (first[1], MONDAY + timedelta(hours=3) - SETTLED)
    assert Preference.objects.get().next_digest_at == MONDAY + timedelta(days=7)


def test_pause_keeps_the_news_for_the_day_of_return(reader, time_machine):
    find_due_digests(MONDAY)
    time_machine.move_to(MONDAY + timedelta(hours=1))
    save_preference(reader, version=1, paused_until=date(2027, 2, 1))

    for week in range(1, 4):
        find_due_digests(MONDAY + timedelta(days=7 * week))

    [first, second] = windows(reader)
    assert second == (first[1], MONDAY + timedelta(days=21) - SETTLED)


@pytest.mark.parametrize("choice", [{"digest_weekday": 3}, {"digest": "daily"}, {"digest_hour": 22}])
def test_other_day_in_between_leaves_no_hole_and_no_overlap(reader, time_machine, choice):
    find_due_digests(MONDAY)
    time_machine.move_to(MONDAY + timedelta(days=2))
    save_preference(reader, version=1, **choice)
    for hour in range(0, 24 * 9, 6):
        find_due_digests(MONDAY + timedelta(days=2, hours=hour))

    found = windows(reader)
    assert len(found) >= 2
    assert [later[0] for later in found[1:]] == [earlier[1] for earlier in found[:-1]]


def test_other_zone_in_between_moves_the_hour_and_leaves_no_hole(reader, time_machine):
    find_due_digests(MONDAY)
    time_machine.move_to(MONDAY + timedelta(days=6, hours=23))
    change_profile(reader, time_zone="America/Paramaribo")

    assert find_due_digests(MONDAY + timedelta(days=7)) == 0
    assert find_due_digests(MONDAY + timedelta(days=7, hours=4)) == 1
    [first, second] = windows(reader)
    assert second[0] == first[1]


def test_deleted_person_leaves_nothing_that_is_due(reader):
    find_due_digests(SUNDAY)
    reader.delete()
    assert find_due_digests(MONDAY) == 0
    assert not Preference.objects.exists()


def test_looking_when_nothing_is_due_walks_over_nobody(reader, make, django_assert_num_queries):
    find_due_digests(SUNDAY)
    for number in range(3):
        make.user(f"Nog {number}")
    with django_assert_num_queries(4):  # the hourly gate, and one look between BEGIN and COMMIT
        find_due_digests(SUNDAY + timedelta(minutes=1))


def test_finding_takes_the_same_queries_for_one_and_for_many(reader, make, django_assert_num_queries):
    find_due_digests(SUNDAY)
    with django_assert_num_queries(8) as few:
        find_due_digests(MONDAY)
    for number in range(3):
        make.user(f"Nog {number}", date_joined=MONDAY + timedelta(hours=1))
    find_due_digests(MONDAY + timedelta(hours=2))
    with django_assert_num_queries(8) as many:
        find_due_digests(MONDAY + timedelta(days=7))
    assert len(few) == len(many)
    assert Message.objects.count() == 5


def test_newcomers_are_found_by_when_they_joined_and_not_by_walking_over_everybody(reader, make):
    find_due_digests(SUNDAY)
    later = SUNDAY + timedelta(hours=2)
    before = make.user("Lang", date_joined=SUNDAY - timedelta(days=30))
    # Its transaction lasted, so that it comes to light after the look that should have found it.
    slow = make.user("Traag", date_joined=SUNDAY - timedelta(minutes=5))

    find_due_digests(later)

    assert not Preference.objects.filter(user=before).exists()
    assert Preference.objects.filter(user=slow).exists()


def test_newcomers_of_an_outage_are_enrolled_after_it(reader, make):
    find_due_digests(SUNDAY)
    newcomer = make.user("Nieuw", date_joined=SUNDAY + timedelta(days=2))

    find_due_digests(SUNDAY + timedelta(days=20))
    assert Preference.objects.filter(user=newcomer).exists()


def test_account_that_was_closed_when_it_joined_is_enrolled_and_hears_when_it_opens(reader, make):
    find_due_digests(SUNDAY)
    closed = make.user("Dicht", date_joined=SUNDAY + timedelta(minutes=1), is_active=False)
    find_due_digests(MONDAY)
    assert windows(closed) == []

    User.objects.filter(pk=closed.pk).update(is_active=True)
    find_due_digests(MONDAY + timedelta(days=7))
    assert len(windows(closed)) == 1


def test_everybody_is_enrolled_when_there_are_many(make, db, monkeypatch):
    monkeypatch.setattr(digest_schedule, "BATCH", 2)
    for number in range(5):
        make.user(f"Lid {number}", date_joined=SUNDAY)

    find_due_digests(MONDAY)
    assert Preference.objects.count() == 5
    assert Message.objects.count() == 5


def test_choice_moves_the_next_digest(reader, time_machine):
    time_machine.move_to(SUNDAY)
    preference = save_preference(reader, version=1, digest="daily", digest_hour=20)
    assert preference.next_digest_at == SUNDAY.replace(hour=19)
