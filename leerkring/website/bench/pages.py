"""Which pages are measured, as whom, and what they may cost (grown mode, 2 sync workers)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One page: its area, a key of the benchmark's addresses, who looks, and its budgets."""

    area: str
    name: str
    address: str
    viewer: str
    cpu_ms: float
    queries: int


# ``BUSY`` is a member of twenty circles.
VISITOR, MEMBER, COORDINATOR, BUSY = "", "member", "coordinator", "busy"

PAGES = [
    Page("public", "home, anonymous", "home", VISITOR, 1.5, 0),
    Page("communities", "circle, anonymous", "circle", VISITOR, 3, 1),
    Page("communities", "circle, member", "circle", MEMBER, 6, 6),
    Page("communities", "list of circles, member", "circles", MEMBER, 8, 6),
    Page("communities", "list of members, coordinator", "members", COORDINATOR, 25, 10),
    Page("communities", "list of 300 members, coordinator", "many_members", COORDINATOR, 60, 8),
    Page("communities", "list of 300 members, narrowed", "some_members", COORDINATOR, 60, 8),
    Page("communities", "directory, anonymous", "organisations", VISITOR, 4, 1),
    Page("communities", "directory, searched", "some_organisations", VISITOR, 60, 8),
    Page("communities", "organisation, anonymous", "organisation", VISITOR, 4, 1),
    Page("communities", "programme, anonymous", "programme", VISITOR, 4, 1),
    Page("meetings", "meeting with 40 answers and 20 items, member", "meeting", MEMBER, 12, 12),
    Page("meetings", "agenda, member", "agenda", MEMBER, 8, 6),
    Page("meetings", "agenda, member of 20 circles", "agenda", BUSY, 15, 12),
    Page("outcomes", "list of papers, anonymous", "papers", VISITOR, 4, 1),
    Page("sessions", "table that goes on, somebody who sits there", "table", MEMBER, 25, 10),
    Page("together", "dashboard, member", "dashboard", MEMBER, 15, 10),
    Page("together", "dashboard, member of 20 circles", "dashboard", BUSY, 15, 15),
    Page("together", "dashboard, coordinator", "dashboard", COORDINATOR, 25, 15),
    Page("together", "desk of a circle, coordinator", "desk", COORDINATOR, 25, 15),
    Page("together", "impact of a circle, coordinator", "circle_impact", COORDINATOR, 25, 15),
]
