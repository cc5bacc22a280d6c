"""Each page of who is signed in: axe finds nothing in light on a desk and in dark on a phone."""

import pytest

from leerkring.website.tests.access import VISITOR

from .looks import DARK_PHONE, LIGHT_DESK, look_at
from .walk import HALF_WAY, pages_of

pytestmark = [pytest.mark.e2e, pytest.mark.once]


def test_axe_finds_nothing_on_any_page_inside(browser, live_server, world):
    inside = [(role, path) for role, path in pages_of(world) if role not in {VISITOR, *HALF_WAY}]
    where = {"browser": browser, "world": world, "live_server": live_server}
    assert look_at(inside, [LIGHT_DESK, DARK_PHONE], "nl", **where) == []
