"""Looking changes nothing: what a mail scanner or a crawler fetches leaves no trace."""

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from .access import COORDINATOR, MEMBER, PAGES, VISITOR, address
from .test_access import ask

pytestmark = pytest.mark.later

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
# Who read a case or a reflection in confidence is written down for who wrote it; they were signed in. Of a feed is
# kept, for its owner, on which day a calendar last fetched it.
FETCHED = '"meetings_calendarfeed" SET "last_used_on"'
MAY = ("django_session", "casework_casereading", "casework_reflectionreading", FETCHED)
# The same for what was handed in, and for feedback that its reader had in front of them.
MAY += ("casework_submissionreading", "casework_reflectionresponse")
# Who lends out a portfolio sees how often it was looked at; of who looked nothing is kept.
MAY += ('"casework_portfoliolink" SET "views"',)


@pytest.mark.promise(9)
@pytest.mark.parametrize("method", ["get", "head"])
def test_no_page_writes_when_it_is_read(world, method, figure):
    written, roles = set(), (VISITOR, MEMBER, COORDINATOR)
    figure(f"{len(PAGES)} addresses by GET and by HEAD, as {len(roles)} roles")
    for name in PAGES:
        for role in roles:
            # Of what was asked before only so much is kept.
            reset_queries()
            with CaptureQueriesContext(connection) as queries:
                ask(world, role, method, address(name, world))
            written |= {
                (name, role, query["sql"][:80])
                for query in queries
                if query["sql"].startswith(WRITES) and not any(table in query["sql"] for table in MAY)
            }
    assert written == set()
