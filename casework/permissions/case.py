"""Who may do what with cases. Administrators read none, but by breaking the glass (``opening.py``; promise 7)."""

from typing import Any

from django.db.models import F, Q, QuerySet

from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import NOBODY, condition, ids_for, rule
from meetings.models import Meeting
from meetings.permissions.base import goes_on
from meetings.permissions.meeting import lead_meeting

from ..models import Case, CasePlacement
from .agreement import has_accepted
from .base import RUNNING, owned_by
from .opening import has_opened

S = Case.Status
SHARED = Q(status__in=[S.SUBMITTED, S.RELEASED, S.DISCUSSED])
OPEN = Q(status__in=Case.OPEN)
# The grades under which everybody in the circle reads.
FOR_THE_CIRCLE = Q(grade__in=[Case.Grade.CIRCLE, Case.Grade.PUBLISHABLE])


def is_second_reader(user: Any) -> Q:
    """Return the condition that ``user`` reads a case before the others do; its owner never does.

    That is who was named for it; else the facilitator of its meeting; else each coordinator of the circle.
    """
    if not user.is_authenticated:
        return NOBODY
    led_by_nobody = Q(meeting__facilitator=None) | Q(meeting__facilitator=F("owner"))
    unnamed = Q(meeting__facilitator=user.pk) | (led_by_nobody & is_coordinator(user))
    reads = Q(second_reader=user.pk) | (Q(second_reader=None) & unnamed)
    return reads & in_community(user) & ~Q(owner=user.pk)


def at_the_table(user: Any) -> Q:
    """Return the condition that a case is talked through at a table where ``user`` sits, once that is settled."""
    if not user.is_authenticated:
        return NOBODY
    return Q(pk__in=ids_for(user, _at_my_tables)) & in_community(user)


def _at_my_tables(user_pk: int) -> QuerySet[Any]:
    seat = {"item__seats__member": user_pk, "item__seats__table": F("table")}
    return CasePlacement.objects.filter(item__division__frozen_at__isnull=False, **seat).values("case")


@rule("casework.meet_case")
def meet_case(user: Any) -> Q:
    """Whom a case is meant for: they read it as soon as they have accepted the confidentiality agreement.

    Until it is released that is its second reader alone; then those of its grade. The table reads it in each grade.
    """
    of_grade = at_the_table(user) | (FOR_THE_CIRCLE & in_community(user))
    return (SHARED & is_second_reader(user)) | (OPEN & of_grade)


@rule("casework.view_case")
def view_case(user: Any) -> Q:
    """Its owner, those it is meant for who have accepted the agreement, and for an hour who broke the glass."""
    return owned_by(user, "owner") | (meet_case(user) & has_accepted(user)) | has_opened(user)


@rule("casework.list_case")
def list_case(user: Any) -> Q:
    """Who knows that there is a case of somebody, if not a word of it: also who names its second reader."""
    return owned_by(user, "owner") | meet_case(user) | name_second_reader(user)


@rule("casework.change_case")
def change_case(user: Any) -> Q:
    """Owners work on a draft, also when they hand it in, while they are in a running circle."""
    return Q(status=S.DRAFT) & owned_by(user, "owner") & in_community(user) & RUNNING


@rule("casework.review_case")
def review_case(user: Any) -> Q:
    """Second readers release a case or send it back."""
    return Q(status=S.SUBMITTED) & is_second_reader(user) & has_accepted(user) & RUNNING


@rule("casework.name_second_reader")
def name_second_reader(user: Any) -> Q:
    """Coordinators name another member to read a case first; they need not be able to read it."""
    return Q(status=S.SUBMITTED) & is_coordinator(user) & RUNNING


@rule("casework.grade_case")
def grade_case(user: Any) -> Q:
    """Owners say who may read what they handed in, and take that back, always: also after leaving."""
    return SHARED & owned_by(user, "owner")


@rule("casework.withdraw_case")
def withdraw_case(user: Any) -> Q:
    """What somebody shared they can take back, always: also after leaving."""
    return SHARED & owned_by(user, "owner")


@rule("casework.reopen_case")
def reopen_case(user: Any) -> Q:
    """Owners take a case back to draft, but not once the circle has talked about it."""
    not_discussed = Q(status__in=[S.SUBMITTED, S.RELEASED, S.WITHDRAWN, S.INCIDENT])
    return not_discussed & owned_by(user, "owner") & in_community(user) & RUNNING


@rule("casework.discuss_case")
def discuss_case(user: Any) -> Q:
    """Coordinators and who leads its meeting mark that a case has been talked about."""
    led = in_community(user) & Q(meeting__facilitator=user.pk, meeting__facilitator__isnull=False)
    return Q(status=S.RELEASED) & (is_coordinator(user) | led)


@rule("casework.place_cases")
def place_cases(user: Any) -> Q:
    """Who leads a meeting puts cases in groups until it is over; a condition on meetings."""
    return goes_on() & lead_meeting(user)


@rule("casework.arrange_case")
def arrange_case(user: Any) -> Q:
    """Who leads a meeting knows which released cases it has and whose they are, without reading them."""
    led = Meeting.objects.filter(condition(user, "meetings.lead_meeting"))
    here = Q(meeting__in=led.values("pk")) | Q(meeting=None, community__in=led.values("cycle__community"))
    return OPEN & here


@rule("casework.know_case")
def know_case(user: Any) -> Q:
    """Who reads a case or arranges where it is talked through."""
    return view_case(user) | arrange_case(user)


@rule("casework.report_case")
def report_case(user: Any) -> Q:
    """Each reader hides a case at once when somebody in it can be recognised."""
    return SHARED & view_case(user) & in_community(user)


@rule("casework.delete_case")
def delete_case(user: Any) -> Q:
    """Owners throw away what nobody else can read (any more)."""
    return ~SHARED & owned_by(user, "owner")
