"""How often each page asks the database: twelve times at most but for one, however many rows there are."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from .access import EMPTY_WHEN_HIDDEN, OWN_ACCOUNT, PAGES, SIGN_IN, VISITOR, address, reader_of

# How many each list asks is counted on each database where the list is tested.
pytestmark = pytest.mark.once

MOST = 12
# Of a programme with blocks of every kind; who sees it sees all there is of it.
MORE = {"communities:programme_detail": 15}


def at_one_address(names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield where those stand that need no key or code: who has none of a sign-in half way is led elsewhere."""
    for name in sorted(names):
        with suppress(NoReverseMatch):
            yield name, reverse(name)


def pages(world) -> dict[str, tuple[str, str]]:
    """Return who sees the most on each page that a person reads, and where it stands."""
    found = {name: (reader_of(page), address(name, world)) for name, page in PAGES.items() if page.get}
    for name, page in EMPTY_WHEN_HIDDEN.items():
        found[name] = reader_of(page), reverse(name, args=[world.circle])
    found["search for what is everywhere"] = "coordinator", reverse("search") + "?q=kr"
    found["search for papers"] = VISITOR, reverse("search") + "?q=pp"
    found |= {name: ("coordinator", path) for name, path in at_one_address(OWN_ACCOUNT)}
    found |= {name: (VISITOR, path) for name, path in at_one_address(SIGN_IN)}
    return found


def counted(world) -> dict[str, int]:
    """Return the queries of each page; cold, since a warm page may ask nothing."""
    counts = {}
    for name, (reader, path) in pages(world).items():
        browser = world.browsers[reader]
        for kept in caches.all():
            kept.clear()
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        counts[name] = len(queries)
    return counts


def more_of_everything(world, grow, number):
    """Add one row to every list; second addresses too, which the pages of one's own account show."""
    grow(number)
    EmailAddress.objects.create(user=world.people["coordinator"], email=f"tweede{number}@example.nl", verified=True)


def test_no_page_asks_more_when_there_are_more_rows(world, grow):
    for reader, path in pages(world).values():
        # What a process asks once, it asks here.
        world.browsers[reader].get(path)
    fresh = counted(world)
    # No list is empty any more: going from no row to the first one may cost a query, the rows after it may not.
    more_of_everything(world, grow, 2)
    one = counted(world)
    more_of_everything(world, grow, 3)
    more_of_everything(world, grow, 4)
    three = counted(world)
    for counts in (fresh, one, three):
        assert {name: count for name, count in counts.items() if count > MORE.get(name, MOST)} == {}
    assert {name: (one[name], count) for name, count in three.items() if count > one[name]} == {}
