"""The roles that a page is asked for by, and what a row of the table says."""

from dataclasses import dataclass, field

VISITOR, OUTSIDER, FORMER, MEMBER = "visitor", "outsider", "former_member", "member"
HOST, COORDINATOR, AUTHOR, STAFF = "host", "coordinator", "author", "staff"
ROLES = (VISITOR, OUTSIDER, FORMER, MEMBER, HOST, COORDINATOR, AUTHOR, STAFF)

EVERYBODY = frozenset(ROLES)
PEOPLE = EVERYBODY - {VISITOR}
INSIDE = frozenset({MEMBER, HOST, COORDINATOR, AUTHOR})
COORDINATORS = frozenset({COORDINATOR})
OWNER = frozenset({AUTHOR})
OPERATORS = frozenset({STAFF})
WRITERS = frozenset({AUTHOR, COORDINATOR})
PROMISED = frozenset({AUTHOR, HOST, COORDINATOR})
FOLLOWERS = frozenset({OUTSIDER})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Page:
    """One address: who may read and who may act. ``of`` names what of the world its address is made of."""

    get: frozenset[str] | None
    post: frozenset[str] | None
    of: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)

    def allowed(self, method: str) -> frozenset[str] | None:
        """Return who may use this method; None when there is no such method."""
        return self.get if method == "get" else self.post

    @property
    def strictest(self) -> str:
        """The method that lets in the fewest."""
        sizes = {method: len(roles) for method in ("get", "post") if (roles := self.allowed(method)) is not None}
        return min(sizes, key=lambda method: sizes[method])


# What an address is made of, for more than one app
CIRCLE = {"slug": "circle"}
DRAFT_CIRCLE = {"slug": "draft_circle"}
MEETING = {"pk": "meeting"}
PROGRAMME = {"programme_slug": "programme"}
