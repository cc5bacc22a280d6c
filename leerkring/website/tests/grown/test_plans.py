"""How PostgreSQL answers what nearly every page asks: from somebody's circles on, never over all there is."""

import pytest
from django.db import connection

from leerkring.website.seed import seed
from meetings.models import Cycle, Meeting

from ..test_seed import NOW

pytestmark = pytest.mark.grown


@pytest.mark.parametrize(
    ("model", "permission"),
    [
        (Meeting, "meetings.view_meeting"),
        (Meeting, "meetings.view_programme"),
        (Cycle, "meetings.view_cycle"),
    ],
)
def test_what_a_member_sees_of_meetings_is_found_from_their_circles_on(model, permission, member):
    seed(communities=2, members=10, now=NOW)
    rows = model.objects.permitted(member, permission)

    with connection.cursor() as cursor:
        # So few rows are quickest read as a whole; this says which way there is when they are many.
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        plan = rows.explain()

    assert "Index Cond: (community_id = communities_membership" in plan, plan
