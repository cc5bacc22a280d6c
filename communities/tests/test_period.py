"""The period somebody takes part for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.actions.period import end_periods
from communities.models import Membership
from leerkring.notifications.schedule import all_finders


@pytest.fixture
def today():
    return timezone.localdate()


def until(user, day):
    Membership.objects.filter(user=user).update(ends_on=day)


def alumni():
    rows = Membership.objects.filter(alumnus_since__isnull=False).order_by("user__given_name")
    return list(rows.values_list("user__given_name", flat=True))


def test_last_day_still_counts_and_the_day_after_ends_it(community, coordinator, member, host, today):
    until(member, today)
    until(host, today - timedelta(days=1))
    assert end_periods(timezone.now()) == 1
    community.refresh_from_db()
    assert (alumni(), community.member_count) == (["Anouk"], 2)


def test_second_tick_ends_nothing_more(community, coordinator, member, today):
    until(member, today - timedelta(days=3))
    assert [end_periods(timezone.now()) for _tick in range(2)] == [1, 0]


def test_who_left_or_is_an_alumnus_stays_so(community, coordinator, member, former_member, today):
    since = timezone.now() - timedelta(days=90)
    Membership.objects.filter(user=member).update(alumnus_since=since, ends_on=today - timedelta(days=1))
    until(former_member, today - timedelta(days=1))
    assert end_periods(timezone.now()) == 0
    assert Membership.objects.get(user=member).alumnus_since == since


# The periods of two coordinators, in days from today; None has no end. Who becomes an alumnus.
@pytest.mark.parametrize(
    ("marit", "daan", "gone"),
    [
        (-1, "no coordinator", []),
        (-1, None, ["Marit"]),
        (-1, 0, ["Marit"]),
        (-1, -1, []),
        (None, -1, ["Daan"]),
    ],
)
@pytest.mark.parametrize("role", ["role", "second_role"])
def test_circle_keeps_a_coordinator(role, marit, daan, gone, community, coordinator, member, today):
    if daan != "no coordinator":
        Membership.objects.filter(user=member).update(**{role: "coordinator"})
    for user, days in ((coordinator, marit), (member, daan)):
        if isinstance(days, int):
            until(user, today + timedelta(days=days))
    end_periods(timezone.now())
    assert alumni() == gone


def test_periods_end_in_as_many_queries_for_three_as_for_one(
    community, coordinator, make, today, django_assert_num_queries
):
    for count in (1, 3):
        for number in range(count):
            yesterday = today - timedelta(days=1)
            make.join(make.user(f"Lid{count}{number}"), community, "student", ends_on=yesterday)
        with django_assert_num_queries(6):
            assert end_periods(timezone.now()) == count


def test_tick_knows_the_finder():
    assert all_finders()["communities.periods"] is end_periods
