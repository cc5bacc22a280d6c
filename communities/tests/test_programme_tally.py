"""The numbers of circles, added up by programme beforehand."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from communities.actions.tally import OLD, recount_due, sum_up, sum_up_due
from communities.models import Area, Cohort, Community, Programme, ProgrammeTally, Tally
from communities.tallies import register_gatherer
from conftest import CLOSED

pytestmark = pytest.mark.django_db


def a_circle(programme, name, area, **fields):
    facts = {"kind": "regional", "question": "Hoe?", "status": "active", "started_at": timezone.now()}
    return Community.objects.create(programme=programme, slug=name.lower(), name=name, area=area, **facts | fields)


def count(circle, numbers, *, year=0, at=None):
    Tally.objects.create(community=circle, year=year, numbers=numbers, counted_at=at or timezone.now())


def sums(programme):
    return {row.year: row for row in ProgrammeTally.objects.filter(programme=programme)}


@pytest.fixture
def gelderland():
    return Area.objects.create(name="Gelderland", kind="province")


def test_numbers_are_added_up_by_year_by_province_and_by_cohort(programme, community, gelderland):
    cohort = Cohort.objects.create(programme=programme, name="2026-2027", starts_on=date(2026, 9, 1))
    town = Area.objects.create(name="Elst", kind="municipality", parent=gelderland)
    village = Area.objects.create(name="Valburg", kind="neighbourhood", parent=town)
    other, third = a_circle(programme, "Elst", town, cohort=cohort), a_circle(programme, "Valburg", village)
    count(community, {"meetings": 4, "outcomes": 1})
    count(other, {"meetings": 2})
    count(third, {"meetings": 1, "results": 3})
    count(other, {"meetings": 2}, year=2026)

    sum_up(programme.pk, timezone.now())

    found = sums(programme)
    assert found.keys() == {0, 2026}
    assert found[0].numbers == {"meetings": 7, "outcomes": 1, "results": 3}
    assert found[0].by_province == {
        "": {"meetings": 4, "outcomes": 1},
        str(gelderland.pk): {"meetings": 3, "results": 3},
    }
    assert found[0].by_cohort[str(cohort.pk)] == {"meetings": 2}
    assert found[2026].numbers == {"meetings": 2}


def test_sums_are_as_old_as_what_was_counted_first(programme, community, area):
    long_ago, now = timezone.now() - timedelta(hours=20), timezone.now()
    count(community, {"meetings": 1}, at=long_ago)
    count(a_circle(programme, "Elst", area), {"meetings": 1}, at=now)
    sum_up(programme.pk, now)
    assert sums(programme)[0].counted_at == long_ago


@pytest.mark.parametrize("state", ["archived", "draft"])
def test_circle_that_nobody_sees_is_not_added_up(state, programme, community):
    count(community, {"meetings": 4})
    facts = CLOSED | {"status": "archived"} if state == "archived" else {"status": "draft", "started_at": None}
    Community.objects.filter(pk=community.pk).update(**facts)
    sum_up(programme.pk, timezone.now())
    assert sums(programme)[0].numbers == {}


def test_adding_up_again_replaces_what_was_there(programme, community):
    now = timezone.now()
    count(community, {"meetings": 4})
    count(community, {"meetings": 4}, year=2025)
    sum_up(programme.pk, now)
    Tally.objects.filter(year=2025).delete()
    Tally.objects.update(numbers={"meetings": 5})
    for _again in range(2):
        sum_up(programme.pk, now + timedelta(minutes=1))
    assert {year: row.numbers for year, row in sums(programme).items()} == {0: {"meetings": 5}}


# --- When


def test_programme_is_added_up_when_one_of_its_circles_was_counted(programme, community, area):
    now = timezone.now()
    recount_due(now)
    assert sums(programme)[0].summed_at == now
    sum_up_due(now + timedelta(hours=1))
    assert sums(programme)[0].summed_at == now
    a_circle(programme, "Elst", area)
    recount_due(now + timedelta(hours=2))
    assert sums(programme)[0].summed_at == now + timedelta(hours=2)


def test_programme_that_its_circles_left_is_added_up_after_a_day(programme, community):
    now = timezone.now()
    count(community, {"meetings": 4})
    sum_up(programme.pk, now)
    Community.objects.update(programme=Programme.objects.create(name="Elders", slug="elders"))
    sum_up_due(now + OLD - timedelta(seconds=1))
    assert sums(programme)[0].numbers == {"meetings": 4}
    sum_up_due(now + OLD)
    assert sums(programme)[0].numbers == {}


def test_programme_is_added_up_with_its_parts(programme, community):
    network = Programme.objects.create(name="Netwerk", slug="netwerk")
    middle = Programme.objects.create(name="Oost", slug="oost", parent=network)
    Programme.objects.filter(pk=programme.pk).update(parent=middle)
    recount_due(timezone.now())
    assert set(ProgrammeTally.objects.values_list("programme", flat=True)) == {network.pk, middle.pk, programme.pk}
    # Its own numbers are of its own circles.
    assert sums(network)[0].numbers == {}


def test_adding_up_costs_as_much_for_one_circle_as_for_three(programme, community, area, django_assert_num_queries):
    for number in (1, 3):
        while Tally.objects.count() < number:
            count(a_circle(programme, f"Kring{Tally.objects.count()}", area), {"meetings": 1})
        with django_assert_num_queries(8):
            sum_up(programme.pk, timezone.now())


def test_nothing_is_gathered_twice_under_one_name():
    with pytest.raises(LookupError, match="flow"):
        register_gatherer("flow", dict)
