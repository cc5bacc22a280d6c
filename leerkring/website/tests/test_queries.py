"""How often each page asks the database: never more than twelve times, however many rows there are."""

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .access import PAGES, address, reader_of

READ = [name for name, page in PAGES.items() if page.get]
MOST = 12


def counted(world) -> dict[str, int]:
    """Return the queries of each page, for who sees the most on it; cold, since a warm page may ask nothing."""
    counts = {}
    for name in READ:
        browser, path = world.browsers[reader_of(PAGES[name])], address(name, world)
        browser.get(path)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        counts[name] = len(queries)
    return counts


def test_no_page_asks_more_when_there_are_more_rows(world, grow):
    one = counted(world)
    grow(2)
    grow(3)
    three = counted(world)
    assert {name: count for name, count in three.items() if count > MOST} == {}
    assert {name: (one[name], count) for name, count in three.items() if count > one[name]} == {}
