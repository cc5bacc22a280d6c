"""Choosing the rhythm of programme and circle, and when it is silent."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from communities.actions.rhythm import add_break, remove_break, set_rhythm
from communities.models import Community, CommunityRhythm, RhythmSpread
from communities.rhythm import levels_of, levels_of_programme
from communities.signals import rhythm_changed
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.rhythm import Choice, Level, get_rule

pytestmark = pytest.mark.django_db

SUMMER = (date(2027, 7, 10), date(2027, 8, 22))


@pytest.fixture
def told():
    """The circles that apps above are told of."""
    seen = []

    def note(sender, *, communities, since, **facts):
        seen.append(list(communities))

    rhythm_changed.connect(note)
    yield seen
    rhythm_changed.disconnect(note)


@pytest.fixture
def choose(coordinator):
    def save(scope, **choices):
        scope.refresh_from_db()
        return set_rhythm(scope, by=coordinator, version=scope.rhythm_version, choices=choices)

    return save


def decide(community, name="prepare"):
    return levels_of([community])[community.pk].decide(get_rule(name))


def test_set_rhythm_holds_for_the_circle_and_tells_the_apps_above(community, choose, told):
    choose(community, prepare=Choice(False, 9, "Neem een foto mee."), call=Choice())
    decision = decide(community)
    assert (decision.is_on, decision.days, decision.line) == (False, -9, "Neem een foto mee.")
    assert decision.on_by == Level.COMMUNITY
    assert told == [[community.pk]]
    assert CommunityRhythm.objects.count() == 1


def test_set_rhythm_again_changes_nothing_and_tells_nobody(community, choose, told):
    choose(community, prepare=Choice(is_on=False))
    choose(community, prepare=Choice(is_on=False))
    community.refresh_from_db()
    assert community.rhythm_version == 2
    assert len(told) == 1


def test_set_rhythm_takes_back_what_is_not_chosen_any_more(community, choose):
    choose(community, prepare=Choice(is_on=False), call=Choice(days=10))
    choose(community, call=Choice(days=10))
    assert decide(community).is_on


def test_set_rhythm_of_an_old_page_is_overtaken(community, coordinator, choose):
    choose(community, prepare=Choice(is_on=False))
    with pytest.raises(Overtaken):
        set_rhythm(community, by=coordinator, version=1, choices={"prepare": Choice(is_on=True)})
    assert not decide(community).is_on


@pytest.mark.parametrize(("name", "days"), [("prepare", 0), ("prepare", 61), ("harvest", 401)])
def test_set_rhythm_refuses_days_that_make_no_sense(name, days, community, choose):
    with pytest.raises(Refused, match="Kies een aantal dagen"):
        choose(community, **{name: Choice(days=days)})


def test_set_rhythm_refuses_a_closed_circle(community, choose):
    Community.objects.update(**CLOSED)
    with pytest.raises(Refused):
        choose(community, prepare=Choice(is_on=False))


def test_set_rhythm_refuses_a_rule_that_does_not_exist(community, choose):
    with pytest.raises(LookupError):
        choose(community, tests_unknown=Choice(is_on=False))


def test_programme_tells_its_circles_later_and_once(programme, community, choose, told):
    choose(programme, prepare=Choice(is_on=False))
    choose(programme, prepare=Choice(is_on=False, days=8))
    assert RhythmSpread.objects.count() == 1 and told == []
    assert decide(community).on_by == Level.PROGRAMME
    assert levels_of_programme(programme).decide(get_rule("prepare")).days == -8


def test_circle_decides_over_its_programme(programme, community, choose):
    choose(programme, prepare=Choice(is_on=False, line="Van ver"))
    choose(community, prepare=Choice(is_on=True))
    decision = decide(community)
    assert (decision.is_on, decision.on_by, decision.line) == (True, Level.COMMUNITY, "Van ver")


def test_add_break_twice_is_one(community, coordinator, told):
    first = add_break(community, by=coordinator, starts_on=SUMMER[0], ends_on=SUMMER[1])
    assert add_break(community, by=coordinator, starts_on=SUMMER[0], ends_on=SUMMER[1]) == first
    assert levels_of([community])[community.pk].breaks == [SUMMER]
    assert len(told) == 1


def test_breaks_of_programme_and_circle_both_count(programme, community, coordinator):
    add_break(programme, by=coordinator, starts_on=SUMMER[0], ends_on=SUMMER[1])
    own = (date(2027, 12, 20), date(2028, 1, 2))
    add_break(community, by=coordinator, starts_on=own[0], ends_on=own[1])
    assert levels_of([community])[community.pk].breaks == [SUMMER, own]
    assert levels_of_programme(programme).breaks == [SUMMER]


@pytest.mark.parametrize("days", [-1, 201])
def test_add_break_refuses_what_is_none(days, community, coordinator):
    with pytest.raises(Refused):
        add_break(community, by=coordinator, starts_on=SUMMER[0], ends_on=SUMMER[0] + timedelta(days=days))


def test_add_break_refuses_more_than_anybody_needs(community, coordinator):
    for number in range(20):
        day = SUMMER[0] + timedelta(days=number)
        add_break(community, by=coordinator, starts_on=day, ends_on=day)
    with pytest.raises(Refused):
        add_break(community, by=coordinator, starts_on=SUMMER[0], ends_on=SUMMER[1])


def test_remove_break_twice_is_harmless_and_takes_none_of_others(community, programme, coordinator, told):
    made = add_break(community, by=coordinator, starts_on=SUMMER[0], ends_on=SUMMER[1])
    remove_break(programme, by=coordinator, pk=made.pk)
    assert levels_of([community])[community.pk].breaks == [SUMMER]
    remove_break(community, by=coordinator, pk=made.pk)
    remove_break(community, by=coordinator, pk=made.pk)
    assert levels_of([community])[community.pk].breaks == []
    assert len(told) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_levels_are_read_in_two_queries(count, community, programme, area, django_assert_num_queries):
    facts = {"programme": programme, "kind": "regional", "area": area, "question": "Hoe?", "status": "active"}
    for number in range(count - 1):
        Community.objects.create(slug=f"kring{number}", name="Kring", started_at=timezone.now(), **facts)
    circles = list(Community.objects.all())
    with django_assert_num_queries(2):
        assert len(levels_of(circles)) == count
