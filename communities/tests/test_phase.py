"""How far a circle is: the phases, their checklist, and the move to another."""

import pytest

from communities import phases
from communities.actions.phase import move_to_phase, tick_point
from communities.models import Community
from communities.phases import ORDER, POINTS, checklist, neighbours, register_sight
from conftest import CLOSED
from leerkring.core.errors import Refused


def done(community, phase="explore"):
    return {state.name for state in checklist(community, phase) if state.is_done}


def test_each_running_phase_has_about_six_points_and_no_point_stands_twice():
    names = [point.name for points in POINTS.values() for point in points]
    assert list(POINTS) == ORDER
    assert [len(points) for points in POINTS.values()] == [6, 6, 6]
    assert len(set(names)) == len(names)


def test_portal_sees_for_itself_what_it_can(community, coordinator, member, make, organisation):
    assert done(community) == {"question"}
    make.join(make.user("Femke"), community, "professor", sector="research")
    community.commitments.create(organisation=organisation)
    assert done(community) == {"question", "corners", "committed"}


def test_corner_is_missing_again_when_somebody_leaves(community, coordinator, member, make):
    membership = make.join(make.user("Femke"), community, "professor", sector="research", alumnus_since=None)
    assert "corners" in done(community)
    community.memberships.filter(pk=membership.pk).update(alumnus_since=community.started_at)
    assert "corners" not in done(community)


def test_apps_above_say_what_they_see(community, monkeypatch):
    monkeypatch.setattr(phases, "_sights", dict(phases._sights))
    phases._sights.pop("meetings", None)
    register_sight("meetings", lambda circle: circle.pk == community.pk)
    assert "meetings" in done(community)
    for name in ("meetings", "bestaat-niet"):
        with pytest.raises(LookupError):
            register_sight(name, bool)


def test_point_is_ticked_once_and_taken_away_again(community, coordinator):
    for _twice in range(2):
        tick_point(community, by=coordinator, point="agreements", is_done=True)
    assert community.phase_checks.get().done_by == coordinator
    assert "agreements" in done(community)
    for _twice in range(2):
        tick_point(community, by=coordinator, point="agreements", is_done=False)
    assert "agreements" not in done(community)


@pytest.mark.parametrize("point", ["question", "routine", "bestaat-niet", ""])
def test_point_that_is_seen_or_of_another_phase_is_not_ticked(point, community, coordinator):
    with pytest.raises(Refused):
        tick_point(community, by=coordinator, point=point, is_done=True)
    assert not community.phase_checks.exists()


@pytest.mark.parametrize(
    ("start", "wanted", "end"),
    [
        ("explore", "develop", "develop"),
        ("explore", "explore", "explore"),
        ("explore", "sustain", None),
        ("explore", "finished", None),
        ("develop", "explore", "explore"),
        ("develop", "sustain", "sustain"),
        ("sustain", "develop", "develop"),
        ("sustain", "finished", None),
        ("sustain", "bestaat-niet", None),
    ],
)
def test_circle_moves_one_phase_at_a_time(start, wanted, end, community, coordinator):
    Community.objects.filter(pk=community.pk).update(phase=start)
    if end is None:
        with pytest.raises(Refused):
            move_to_phase(community, by=coordinator, phase=wanted)
    else:
        move_to_phase(community, by=coordinator, phase=wanted)
    community.refresh_from_db()
    assert community.phase == (end or start)


def test_move_pressed_twice_moves_once(community, coordinator):
    for _twice in range(2):
        moved = move_to_phase(community, by=coordinator, phase="develop")
    assert (moved.phase, moved.version) == ("develop", community.version + 1)


@pytest.mark.parametrize("facts", [CLOSED, {"status": "draft", "started_at": None}])
def test_phase_of_a_circle_that_does_not_run_stays(facts, community, coordinator):
    Community.objects.filter(pk=community.pk).update(**facts)
    with pytest.raises(Refused):
        move_to_phase(community, by=coordinator, phase="develop")
    with pytest.raises(Refused):
        tick_point(community, by=coordinator, point="agreements", is_done=True)


def test_finished_has_no_list_and_no_neighbours(community):
    assert (checklist(community, "finished"), neighbours("finished")) == ([], (None, None))
