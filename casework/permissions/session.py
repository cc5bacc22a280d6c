"""Who sits at a table, who leads it, and who reads what is written there. No operator, no coordinator as such."""

from typing import Any

from django.db.models import Q

from communities.models import Community
from communities.permissions import in_community
from leerkring.core.permissions import NOBODY, condition, rule
from meetings.permissions.meeting import take_part

from ..models import CaseIncident, Seat, Session
from .agreement import has_accepted

CIRCLE = "meeting__cycle__community"
GOES_ON = Q(meeting__cycle__community__status=Community.Status.ACTIVE)
READY, RUNNING = Q(status=Session.Status.READY), Q(status=Session.Status.RUNNING)


def seated(user: Any, *roles: str, path: str = "pk") -> Q:
    """Return the condition that ``user`` sits at the table at ``path``, as one of ``roles`` when given."""
    if not user.is_authenticated:
        return NOBODY
    seats = Seat.objects.filter(user=user.pk, left_at=None)
    if roles:
        seats = seats.filter(role__in=roles)
    return Q(**{f"{path}__in": seats.values("session")})


def at_table(user: Any, *roles: str) -> Q:
    """Return the condition that ``user`` sits there, takes part in the circle, and promised to be silent about it.

    While a report of a privacy problem in it is open, that is the case owner alone, who mends it.
    """
    reported = CaseIncident.objects.filter(session__isnull=False, closed_at=None).values("session")
    shown = ~Q(pk__in=reported) | seated(user, Seat.Role.OWNER)
    return seated(user, *roles) & in_community(user, path=CIRCLE) & has_accepted(user, path=CIRCLE) & shown


@rule("casework.start_session")
def start_session(user: Any) -> Q:
    """Who takes part in a meeting starts a table, also when the day runs late; a condition on meetings."""
    return take_part(user)


@rule("casework.open_table")
def open_table(user: Any) -> Q:
    """They do so once they have accepted the confidentiality agreement; a condition on meetings."""
    return start_session(user) & has_accepted(user, path="cycle__community")


@rule("casework.join_session")
def join_session(user: Any) -> Q:
    """Members come to a table until it is done; once it has begun they need its code (the action asks for it)."""
    return (READY | RUNNING) & GOES_ON & in_community(user, path=CIRCLE)


@rule("casework.sit_down")
def sit_down(user: Any) -> Q:
    """They do so once they have accepted the confidentiality agreement."""
    return join_session(user) & has_accepted(user, path=CIRCLE)


@rule("casework.view_session")
def view_session(user: Any) -> Q:
    """Who sits at the table, while they are in the circle; nobody else reads along."""
    return at_table(user)


@rule("casework.report_session")
def report_session(user: Any) -> Q:
    """Who sat there hides at once what was written, when somebody can be recognised in it.

    Not while it goes on: then they sit together, say so, and the facilitator takes the line away.
    """
    return Q(status__in=[Session.Status.FINISHED, Session.Status.CLOSED]) & at_table(user)


@rule("casework.view_session_seat")
def view_seat(user: Any) -> Q:
    """Who sits at a table knows who else does."""
    return Q(session__in=Session.objects.filter(view_session(user)).values("pk"))


@rule("casework.use_session")
def use_session(user: Any) -> Q:
    """Who sits at a table that goes on writes, rates and votes there, each as their role may."""
    return RUNNING & GOES_ON & at_table(user)


@rule("casework.arrange_session")
def arrange_session(user: Any) -> Q:
    """Everybody at the table gives out the roles before it begins; after that the facilitator."""
    return GOES_ON & ((READY & at_table(user)) | (RUNNING & at_table(user, Seat.Role.FACILITATOR)))


@rule("casework.lead_session")
def lead_session(user: Any) -> Q:
    """The facilitator takes the table through the steps."""
    return RUNNING & GOES_ON & at_table(user, Seat.Role.FACILITATOR)


@rule("casework.take_over_session")
def take_over_session(user: Any) -> Q:
    """When the facilitator's phone is empty somebody else leads on, but never the case owner."""
    others = (Seat.Role.PARTICIPANT, Seat.Role.NOTE_TAKER, Seat.Role.TIMEKEEPER)
    return RUNNING & GOES_ON & at_table(user, *others)


@rule("casework.discard_session")
def discard_session(user: Any) -> Q:
    """A table that has not begun can be put away by who sits there."""
    return READY & at_table(user)


@rule("casework.view_line")
def view_line(user: Any) -> Q:
    """Who sits at the table reads what is not hidden (any more), and their own."""
    if not user.is_authenticated:
        return NOBODY
    mine = Q(author=user.pk)
    return Q(session__in=Session.objects.filter(condition(user, "casework.view_session")).values("pk")) & (
        mine | Q(is_hidden=False)
    )


@rule("casework.view_private_text")
def view_private_text(user: Any) -> Q:
    """Only its writer, while they sit at the table."""
    if not user.is_authenticated:
        return NOBODY
    tables = Session.objects.filter(condition(user, "casework.view_session"))
    return Q(user=user.pk, session__in=tables.values("pk"))
