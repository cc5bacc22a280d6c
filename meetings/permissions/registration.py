"""Who signs up for an event, and who sees who did."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from communities.models import Membership, ProgrammeMember
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


def still_invited() -> Q:
    """Return the condition that a registration still holds: an event for who takes part is not for who left since.

    Asked of the rows of many people at once, for mail and for links, that know nobody who is signed in. Whoever has
    no account was put on the list by an organiser, who takes them off it as well.
    """
    here = Membership.objects.reading().filter(user=OuterRef("user"), user__is_active=True)
    team = ProgrammeMember.objects.filter(user=OuterRef("user"), user__is_active=True)
    in_circle = Q(Exists(here.filter(community=OuterRef("event__community"))))
    in_programme = Q(Exists(here.filter(community__programme=OuterRef("event__programme"))))
    in_team = Q(Exists(team.filter(programme=OuterRef("event__programme"))))
    of_programme = Q(event__community__isnull=True) & (in_programme | in_team)
    return Q(event__visibility=Event.Visibility.PUBLIC) | Q(user__isnull=True) | in_circle | of_programme


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
