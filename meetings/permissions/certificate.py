"""Who has certificates made, and who reads them. What anybody may check stands behind its address, or its number."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from communities.permissions import is_coordinator
from leerkring.core.permissions import NOBODY, condition, rule

from ..models import Cycle, Meeting
from .base import leads


@rule("meetings.issue_certificates")
def issue_certificates(user: Any) -> Q:
    """Who leads a meeting has them made once its list is signed; also of a closed circle, and years later."""
    return Q(status=Meeting.Status.PLANNED, presence_signed_at__isnull=False) & leads(user)


@rule("meetings.issue_cycle_certificates")
def issue_cycle_certificates(user: Any) -> Q:
    """Coordinators have those of a whole cycle made, once a list of it is signed."""
    signed = Meeting.objects.filter(
        cycle=OuterRef("pk"), status=Meeting.Status.PLANNED, presence_signed_at__isnull=False
    )
    return Q(Exists(signed)) & is_coordinator(user)


@rule("meetings.view_own_hours")
def view_own_hours(user: Any) -> Q:
    """Everybody reads their own hours, also of circles they left."""
    return Q(user=user.pk, user__isnull=False) if user.is_authenticated else NOBODY


@rule("meetings.issue_own_certificate")
def issue_own_certificate(user: Any) -> Q:
    """Who was there, says the signed list, makes their own certificate."""
    if not user.is_authenticated:
        return NOBODY
    return Q(user=user.pk, user__isnull=False, removed_at__isnull=True, meeting__presence_signed_at__isnull=False)


@rule("meetings.view_certificate")
def view_certificate(user: Any) -> Q:
    """A certificate is its holder's; who leads the meeting reads those of it, to hand them out."""
    if not user.is_authenticated:
        return NOBODY
    led = Meeting.objects.filter(condition(user, "meetings.issue_certificates"))
    return Q(user=user.pk, user__isnull=False) | Q(meeting__in=led.values("pk"))


@rule("meetings.renew_certificate")
def renew_certificate(user: Any) -> Q:
    """Only the holder has a valid one issued again with the name of now."""
    own = Q(user=user.pk, user__isnull=False) if user.is_authenticated else NOBODY
    return own & Q(withdrawn_at__isnull=True)


@rule("meetings.view_certificate_batch")
def view_certificate_batch(user: Any) -> Q:
    """Who asked for them, as long as they may have them made."""
    if not user.is_authenticated:
        return NOBODY
    meetings = Meeting.objects.filter(issue_certificates(user)).values("pk")
    cycles = Cycle.objects.filter(issue_cycle_certificates(user)).values("pk")
    return Q(by=user.pk) & (Q(meeting__in=meetings) | Q(cycle__in=cycles))
