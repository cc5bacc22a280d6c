"""A plugin for pytest: coverage notes which test runs which line, so that `make mutants` asks only those."""

from collections.abc import Generator

import coverage
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    measuring = coverage.Coverage.current()
    if measuring:
        measuring.switch_context(item.nodeid)
    try:
        return (yield)
    finally:
        if measuring:
            measuring.switch_context("")
