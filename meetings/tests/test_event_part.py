"""The parts of an event: stops, visions, days."""

from datetime import time

import pytest
from django.urls import reverse

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
    change_event_part(parts[1], by=coordinator, version=1, title="Bee", organisation="Stichting Nieuw")
    remove_event_part(parts[0], by=coordinator)
    remove_event_part(parts[0], by=coordinator)
    assert titles(event) == ["C", "Bee"]
    assert list(event.parts.values_list("position", flat=True)) == [1, 2]


def test_part_that_was_taken_away_meanwhile_is_not_changed(event, coordinator):
    part = add_event_part(event, by=coordinator, title="A")
    remove_event_part(part, by=coordinator)
    with pytest.raises(Refused):
        change_event_part(part, by=coordinator, version=1, title="B")


def test_part_that_somebody_else_changed_is_kept_with_both_texts(event, coordinator, as_user):
    part = add_event_part(event, by=coordinator, title="A", starts=time(9, 0))
    change_event_part(part, by=coordinator, version=1, title="Van Marit", starts=time(9, 0))
    assert change_event_part(part, by=coordinator, version=1, title="Van Marit", starts=time(9, 0)).version == 2
    browser, there = as_user(coordinator), reverse("meetings:part_change", args=[event.slug, part.pk])

    answer = browser.post(there, {"title": "Van Teun", "starts": "09:00", "version": 1})

    assert answer.status_code == 409 and "Van Marit" in answer.text and "Van Teun" in answer.text
    assert [row["stored"] for row in answer.context["form"].differences] == ["Van Marit"]
    assert titles(event) == ["Van Marit"]
    again = {"title": "Samen", "starts": "09:00", "version": answer.context["form"]["version"].value()}
    assert browser.post(there, again).status_code == 302 and titles(event) == ["Samen"]


def test_moving_a_part_leaves_its_words_alone_and_hinders_nobody_who_writes(event, coordinator):
    part, other = (add_event_part(event, by=coordinator, title=title) for title in ("A", "B"))
    move_event_part(other, by=coordinator, way="up")
    change_event_part(part, by=coordinator, version=1, title="AA")
    assert titles(event) == ["B", "AA"]
