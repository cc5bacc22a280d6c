"""Who may do what with cases, reflections and outcomes.

No rule asks whether somebody is an operator: they read no case and no reflection (promise 7).
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from communities.models import Community, Membership
from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import EVERYBODY, NOBODY, rule
from meetings.permissions.base import goes_on
from meetings.permissions.meeting import lead_meeting

from .models import Case, Outcome, OutcomeAuthor, OutcomeVersion, ReflectionShare

SHARED = Q(status__in=[Case.Status.SUBMITTED, Case.Status.DISCUSSED])
RUNNING = Q(community__status=Community.Status.ACTIVE)


def owned_by(user: Any, field: str) -> Q:
    """Return the condition that the row is this person's own."""
    return Q(**{field: user.pk}) if user.is_authenticated else NOBODY


# --- Cases ------------------------------------------------------------------------------------------------------


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


# --- Reflections ------------------------------------------------------------------------------------------------


@rule("casework.view_reflection")
def view_reflection(user: Any) -> Q:
    """Its author; and those it is shared with, while they are in a circle together."""
    if not user.is_authenticated:
        return NOBODY
    with_me = ReflectionShare.objects.filter(person=user.pk).filter(_still_together(user))
    with_circle = ReflectionShare.objects.filter(person=None)
    return (
        owned_by(user, "author")
        | Q(pk__in=with_me.values("reflection"))
        | (Q(pk__in=with_circle.values("reflection")) & in_community(user))
    )


def _still_together(user: Any) -> Exists:
    """Whether the author of a share's reflection and ``user`` are in one circle now."""
    mine = Membership.objects.active().filter(user=user.pk).values("community")
    return Exists(Membership.objects.active().filter(user=OuterRef("reflection__author"), community__in=mine))


@rule("casework.change_reflection")
def change_reflection(user: Any) -> Q:
    """Only its author, and always."""
    return owned_by(user, "author")


@rule("casework.share_reflection")
def share_reflection(user: Any) -> Q:
    """Authors share while they are in the circle."""
    return owned_by(user, "author") & in_community(user)


# --- Outcomes ---------------------------------------------------------------------------------------------------


def is_author(user: Any, *, path: str = "pk") -> Q:
    """Return the condition that ``user`` stands among the authors of the outcome at ``path``."""
    if not user.is_authenticated:
        return NOBODY
    return Q(**{f"{path}__in": OutcomeAuthor.objects.filter(user=user.pk).values("outcome")})


@rule("casework.view_outcome")
def view_outcome(user: Any) -> Q:
    """Everybody reads what is published; members of the circle also read its drafts."""
    return Q(status=Outcome.Status.PUBLISHED) | in_community(user)


@rule("casework.change_outcome")
def change_outcome(user: Any) -> Q:
    """Authors who are in the circle, and its coordinators."""
    return (is_author(user) & in_community(user)) | is_coordinator(user)


@rule("casework.delete_outcome")
def delete_outcome(user: Any) -> Q:
    """A draft may go; what is published, and perhaps cited, stays."""
    return Q(status=Outcome.Status.DRAFT) & change_outcome(user)


@rule("casework.view_version")
def view_version(user: Any) -> Q:
    """A frozen version is public for good."""
    return EVERYBODY


def published_pdf(user: Any) -> Q:
    """Return the condition on a file that it is the PDF of a frozen version."""
    return Q(pk__in=OutcomeVersion.objects.filter(pdf__isnull=False).values("pdf"))
