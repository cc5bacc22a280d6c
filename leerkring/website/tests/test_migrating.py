"""Migrating with a garbage collector that looks seldom."""

import gc

import pytest

from leerkring.website.migrating import SELDOM, collecting_seldom


def test_collector_looks_as_often_as_before_when_a_migration_is_done_or_breaks():
    before = gc.get_threshold()
    with collecting_seldom():
        assert gc.get_threshold() == SELDOM != before
    assert gc.get_threshold() == before

    with pytest.raises(ValueError, match="no such table"), collecting_seldom():
        raise ValueError("no such table")
    assert gc.get_threshold() == before
