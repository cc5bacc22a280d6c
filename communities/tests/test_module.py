"""Modules that a coordinator switches on and off."""

import pytest

from communities.actions.module import set_modules
from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused


def test_modules_are_exactly_what_was_chosen(community, coordinator):
    changed = set_modules(community, by=coordinator, modules=["health", "research", "onzin"], version=1)
    assert (changed.modules, changed.version) == (["research", "health"], 2)
    assert changed.has_module("health") and not changed.has_module("discussion")


def test_same_modules_again_change_nothing(community, coordinator):
    for _twice in range(2):
        changed = set_modules(community, by=coordinator, modules=["health"], version=1)
    assert changed.version == 2


def test_modules_chosen_by_somebody_else_meanwhile_are_not_lost(community, coordinator):
    set_modules(community, by=coordinator, modules=["health"], version=1)
    with pytest.raises(Overtaken):
        set_modules(community, by=coordinator, modules=["training"], version=1)
    community.refresh_from_db()
    assert community.modules == ["health"]


def test_closed_circle_keeps_its_modules(community, coordinator):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        set_modules(community, by=coordinator, modules=["health"], version=1)
