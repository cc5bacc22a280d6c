"""A plugin for pytest: it is another moment for the tests, by the variable ``OTHER_DAY`` (ISO, UTC), and goes on."""

import os
from datetime import UTC, datetime

import pytest
import time_machine


def pytest_configure(config: pytest.Config) -> None:
    moment = datetime.fromisoformat(os.environ["OTHER_DAY"]).replace(tzinfo=UTC)
    time_machine.travel(moment, tick=True).start()
