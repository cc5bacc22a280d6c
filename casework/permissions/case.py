"""Who may do what with cases. No rule asks whether somebody is an operator: they read none (promise 7)."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import rule
from meetings.permissions.base import goes_on
from meetings.permissions.meeting import lead_meeting

from ..models import Case
from .base import RUNNING, owned_by

SHARED = Q(status__in=[Case.Status.SUBMITTED, Case.Status.DISCUSSED])


@rule("casework.view_case")
def view_case(user: Any) -> Q:
    """A case is its owner's until it is handed in; then the members of the circle read it, as long as they are one."""
    return owned_by(user, "owner") | (SHARED & in_community(user))


@rule("casework.change_case")
def change_case(user: Any) -> Q:
    """Owners work on a draft, also when they hand it in, while they are in a running circle."""
    return Q(status=Case.Status.DRAFT) & owned_by(user, "owner") & in_community(user) & RUNNING


@rule("casework.withdraw_case")
def withdraw_case(user: Any) -> Q:
    """What somebody shared they can take back, always: also after leaving."""
    return SHARED & owned_by(user, "owner")


@rule("casework.reopen_case")
def reopen_case(user: Any) -> Q:
    """Owners take a case back to draft, but not once the circle has talked about it."""
    not_discussed = Q(status__in=[Case.Status.SUBMITTED, Case.Status.WITHDRAWN])
    return not_discussed & owned_by(user, "owner") & in_community(user) & RUNNING


@rule("casework.discuss_case")
def discuss_case(user: Any) -> Q:
    """Coordinators mark that the circle has talked about a case."""
    return Q(status=Case.Status.SUBMITTED) & is_coordinator(user)


@rule("casework.place_cases")
def place_cases(user: Any) -> Q:
    """Who leads a meeting puts cases in groups until it is over; a condition on meetings."""
    return goes_on() & lead_meeting(user)


@rule("casework.report_case")
def report_case(user: Any) -> Q:
    """Each reader hides a case at once when somebody in it can be recognised."""
    return SHARED & in_community(user)


@rule("casework.delete_case")
def delete_case(user: Any) -> Q:
    """Owners throw away what nobody else can read (any more)."""
    return ~SHARED & owned_by(user, "owner")
