"""The parts of an event: stops, visions, days."""

import pytest

from leerkring.core.errors import Refused
from meetings.actions.event_part import add_event_part, change_event_part, move_event_part, remove_event_part

from .event_rows import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(community):
    return make_event(community)


def titles(event):
    return list(event.parts.values_list("title", flat=True))


def test_parts_are_added_once_changed_moved_and_removed(event, coordinator):
    parts = [add_event_part(event, by=coordinator, title=title) for title in ("A", "B", "B", "C")]
    assert titles(event) == ["A", "B", "C"]
    move_event_part(parts[3], by=coordinator, way="up")
    move_event_part(parts[0], by=coordinator, way="up")
    assert titles(event) == ["A", "C", "B"]
    change_event_part(parts[1], by=coordinator, title="Bee", organisation="Stichting Nieuw")
    remove_event_part(parts[0], by=coordinator)
    remove_event_part(parts[0], by=coordinator)
    assert titles(event) == ["C", "Bee"]
    assert list(event.parts.values_list("position", flat=True)) == [1, 2]


def test_part_that_was_taken_away_meanwhile_is_not_changed(event, coordinator):
    part = add_event_part(event, by=coordinator, title="A")
    remove_event_part(part, by=coordinator)
    with pytest.raises(Refused):
        change_event_part(part, by=coordinator, title="B")
