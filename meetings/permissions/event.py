"""Who organises events, and who sees them."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from communities.models import Community, Programme, ProgrammeMember
from communities.permissions import in_community, is_coordinator
from communities.permissions.programme import in_team
from leerkring.core.permissions import NOBODY, condition, rule

from ..models import Event, EventFile

ORGANISERS = (ProgrammeMember.Role.COORDINATOR, ProgrammeMember.Role.BROKER)
# Of a programme that stopped, or a circle that was closed, nothing is announced any more.
RUNS = Q(community__isnull=True, programme__status=Programme.Status.ACTIVE) | (
    Q(community__status=Community.Status.ACTIVE) & ~Q(community__programme__status=Programme.Status.DRAFT)
)
SHOWN = ~Q(status=Event.Status.DRAFT)


def organises(user: Any) -> Q:
    """Return the condition that ``user`` organises the event: of a circle its coordinators, else of its programme."""
    of_programme = Q(community__isnull=True) & in_team(user, *ORGANISERS, path="programme")
    return is_coordinator(user) | of_programme


def takes_part(user: Any) -> Q:
    """Return the condition that ``user`` is or was in the circle, or in a circle or the team of the programme."""
    if not user.is_authenticated:
        return NOBODY
    circles = Community.objects.filter(in_community(user, path="pk", alumni=True))
    of_programme = Q(programme__in=circles.values("programme")) | in_team(user, path="programme")
    return in_community(user, alumni=True) | (Q(community__isnull=True) & of_programme)


@rule("meetings.view_public_event")
def view_public_event(_user: Any) -> Q:
    """What stands in the overview and in feeds: what everybody sees, whoever asks."""
    return SHOWN & RUNS & Q(visibility=Event.Visibility.PUBLIC)


@rule("meetings.view_event")
def view_event(user: Any) -> Q:
    """Everybody sees public events; the others who takes part. A draft is its organisers' alone."""
    return view_public_event(user) | (SHOWN & takes_part(user)) | organises(user)


@rule("meetings.manage_event")
def manage_event(user: Any) -> Q:
    """Organisers see who signed up, also when it is over or cancelled."""
    return organises(user)


@rule("meetings.change_event")
def change_event(user: Any) -> Q:
    """Organisers, until it is over or cancelled."""
    return ~Q(status=Event.Status.CANCELLED) & Q(ends_at__gt=timezone.now()) & _alive() & organises(user)


def _alive() -> Q:
    of_programme = Q(community__isnull=True) & ~Q(programme__status=Programme.Status.WITHDRAWN)
    return of_programme | Q(community__status=Community.Status.ACTIVE)


@rule("meetings.change_event_materials")
def change_event_materials(user: Any) -> Q:
    """Organisers add slides and pictures also after an event."""
    return ~Q(status=Event.Status.CANCELLED) & _alive() & organises(user)


@rule("meetings.publish_event")
def publish_event(user: Any) -> Q:
    """A draft of a programme or circle that runs, before it is over."""
    return Q(status=Event.Status.DRAFT) & RUNS & change_event(user)


@rule("meetings.cancel_event")
def cancel_event(user: Any) -> Q:
    """What was published is cancelled; a draft is thrown away."""
    return Q(status=Event.Status.PUBLISHED) & change_event(user)


@rule("meetings.discard_event")
def discard_event(user: Any) -> Q:
    """Organisers throw away a draft, also an old one."""
    return Q(status=Event.Status.DRAFT) & organises(user)


@rule("meetings.add_programme_event")
def add_programme_event(user: Any) -> Q:
    """Coordinators and alliance brokers of a programme that has not stopped; asked of the programme."""
    return ~Q(status=Programme.Status.WITHDRAWN) & in_team(user, *ORGANISERS)


@rule("meetings.add_circle_event")
def add_circle_event(user: Any) -> Q:
    """Coordinators of a running circle; asked of the circle."""
    return Q(status=Community.Status.ACTIVE) & is_coordinator(user, path="pk")


def view_event_file(user: Any) -> Q:
    """Materials are for whoever sees their event; a condition on files."""
    seen = Event.objects.filter(condition(user, "meetings.view_event"))
    return Q(pk__in=EventFile.objects.filter(event__in=seen.values("pk")).values("file"))
