"""Migrating with a garbage collector that looks seldom."""

import gc

import pytest

from leerkring.website.migrating import SELDOM, collecting_seldom


@pytest.fixture
def before():
    """How often the collector looks where nobody said otherwise."""
    kept, often = gc.get_threshold(), (700, 10, 10)
    gc.set_threshold(*often)
    yield often
    gc.set_threshold(*kept)


def test_collector_looks_as_often_as_before_when_a_migration_is_done_or_breaks(before):
    with collecting_seldom():
        assert gc.get_threshold() == SELDOM != before
    assert gc.get_threshold() == before

    with pytest.raises(ValueError, match="no such table"), collecting_seldom():
        raise ValueError("no such table")
    assert gc.get_threshold() == before
