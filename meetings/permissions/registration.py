"""Who signs up for an event, and who sees who did."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from leerkring.core.permissions import condition, rule

from ..models import Event
from .event import RUNS, manage_event, view_event


@rule("meetings.register_for_event")
def register_for_event(user: Any) -> Q:
    """Whoever sees a published event that has yet to begin; the action says until when."""
    to_come = Q(status=Event.Status.PUBLISHED, starts_at__gt=timezone.now()) & ~Q(kind=Event.Kind.RESEARCH)
    return to_come & RUNS & view_event(user)


@rule("meetings.keep_registrations")
def keep_registrations(user: Any) -> Q:
    """Organisers add people by hand and remove them until it begins; asked of the event."""
    to_come = Q(status=Event.Status.PUBLISHED, starts_at__gt=timezone.now()) & ~Q(kind=Event.Kind.RESEARCH)
    return to_come & RUNS & manage_event(user)


@rule("meetings.view_own_registration")
def view_own_registration(user: Any) -> Q:
    """Whoever signed up with an account has their registration without the link."""
    return Q(user=user.pk, user__isnull=False, erased_at=None)


@rule("meetings.view_registration")
def view_registration(user: Any) -> Q:
    """Organisers see who signed up."""
    return Q(event__in=Event.objects.filter(condition(user, "meetings.manage_event")).values("pk"))


@rule("meetings.remove_registration")
def remove_registration(user: Any) -> Q:
    """Organisers take somebody off the list of an event to come."""
    return Q(event__in=Event.objects.filter(condition(user, "meetings.keep_registrations")).values("pk"))
