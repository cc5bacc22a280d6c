"""Who may do what with meetings."""

from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from communities.models import Community
from communities.permissions import in_community, is_coordinator, is_open
from leerkring.core.permissions import condition, rule

from .models import Cycle, Guest, GuestFile, HostSwap, Meeting

CIRCLE = "cycle__community"


@rule("meetings.view_meeting")
def view_meeting(user: Any) -> Q:
    """Members see the meetings of their circles; those still in draft are for coordinators."""
    member = in_community(user, path=CIRCLE, alumni=True)
    return (~Q(status=Meeting.Status.DRAFT) & member) | is_coordinator(user, path=CIRCLE)


@rule("meetings.view_meeting_outline")
def view_meeting_outline(user: Any) -> Q:
    """Who sees a circle sees of its meetings the number, theme and month; drafts are for coordinators."""
    visible = Community.objects.filter(condition(user, "communities.view_community"))
    outline = ~Q(status=Meeting.Status.DRAFT) & Q(**{f"{CIRCLE}__in": visible.values("pk")})
    return outline | is_coordinator(user, path=CIRCLE)


@rule("meetings.view_cycle")
def view_cycle(user: Any) -> Q:
    """Members see the cycles of their circles; one that is still all draft is for coordinators."""
    shown = Cycle.objects.filter(meetings__status__in=[Meeting.Status.PLANNED, Meeting.Status.CANCELLED])
    member = in_community(user, alumni=True) & Q(pk__in=shown.values("pk"))
    return member | is_coordinator(user)


@rule("meetings.change_cycle")
def change_cycle(user: Any) -> Q:
    """Coordinators of a circle that has started and is not closed; before that they set it up."""
    return Q(community__status=Community.Status.ACTIVE) & is_coordinator(user)


@rule("meetings.change_meeting")
def change_meeting(user: Any) -> Q:
    """Coordinators, until it is over or cancelled, or the circle is closed: what has been stays as it was."""
    going_on = ~Q(status=Meeting.Status.CANCELLED) & Q(ends_at__gt=timezone.now())
    return is_open(CIRCLE) & going_on & is_coordinator(user, path=CIRCLE)


@rule("meetings.cancel_meeting")
def cancel_meeting(user: Any) -> Q:
    """Coordinators cancel what members were told of; a draft is simply removed."""
    return Q(status=Meeting.Status.PLANNED) & change_meeting(user)


@rule("meetings.answer_meeting")
def answer_meeting(user: Any) -> Q:
    """Every member, until the meeting is over."""
    running = Q(cycle__community__status=Community.Status.ACTIVE)
    going_on = Q(status=Meeting.Status.PLANNED, ends_at__gt=timezone.now())
    return running & going_on & in_community(user, path=CIRCLE)


@rule("meetings.answer_for_others")
def answer_for_others(user: Any) -> Q:
    """Coordinators fill in what they heard otherwise, as long as members may answer themselves."""
    return answer_meeting(user) & is_coordinator(user, path=CIRCLE)


@rule("meetings.view_guests")
def view_guests(user: Any) -> Q:
    """Coordinators see whom they asked to a meeting, also when it is over."""
    return ~Q(status=Meeting.Status.DRAFT) & is_coordinator(user, path=CIRCLE)


@rule("meetings.change_guests")
def change_guests(user: Any) -> Q:
    """Coordinators of a running circle ask guests to a planned meeting until it is over."""
    return Q(cycle__community__status=Community.Status.ACTIVE) & cancel_meeting(user)


@rule("meetings.view_guest")
def view_guest(user: Any) -> Q:
    """Members see of a meeting they see who is coming from outside, and who left something there."""
    brought = Q(status=Guest.Status.INVITED, pk__in=GuestFile.objects.values("guest"))
    meetings = Meeting.objects.filter(condition(user, "meetings.view_meeting"))
    return (Q(status=Guest.Status.CONFIRMED) | brought) & Q(meeting__in=meetings.values("pk"))


def view_guest_file(user: Any) -> Q:
    """What a guest brought is for whoever sees that guest, and for coordinators; a condition on files."""
    listed = Guest.objects.listed().filter(view_guest(user) | tidy_guest(user))
    return Q(pk__in=GuestFile.objects.filter(guest__in=listed.values("pk")).values("file"))


@rule("meetings.change_guest")
def change_guest(user: Any) -> Q:
    """Coordinators correct, ask again and withdraw a guest of a meeting to come."""
    meetings = Meeting.objects.filter(condition(user, "meetings.change_guests"))
    return ~Q(status=Guest.Status.WITHDRAWN) & Q(meeting__in=meetings.values("pk"))


@rule("meetings.tidy_guest")
def tidy_guest(user: Any) -> Q:
    """Coordinators take away what a guest left, also after the meeting."""
    return is_coordinator(user, path=f"meeting__{CIRCLE}")


def _hosted_by(user: Any) -> Any:
    """Return the meetings of which ``user`` is host: they come from the organisation that receives the circle."""
    here = "cycle__community__memberships"
    facts = {"user": user.pk, "left_at": None, "alumnus_since": None, "organisation": F("host")}
    return Meeting.objects.filter(**{f"{here}__{name}": value for name, value in facts.items()}).values("pk")


@rule("meetings.swap_host")
def swap_host(user: Any) -> Q:
    """Its host and coordinators offer to change turns, until the meeting begins."""
    going_on = Q(status=Meeting.Status.PLANNED, starts_at__gt=timezone.now(), host__isnull=False)
    running = Q(cycle__community__status=Community.Status.ACTIVE)
    who = is_coordinator(user, path=CIRCLE) | Q(pk__in=_hosted_by(user))
    return going_on & running & who & in_community(user, path=CIRCLE)


@rule("meetings.answer_swap")
def answer_swap(user: Any) -> Q:
    """The other host and coordinators answer an offer that waits."""
    who = is_coordinator(user, path=f"other__{CIRCLE}") | Q(other__in=_hosted_by(user))
    return _waits() & who & in_community(user, path=f"other__{CIRCLE}")


@rule("meetings.withdraw_swap")
def withdraw_swap(user: Any) -> Q:
    """Who may offer it takes it back while it waits."""
    return _waits() & Q(meeting__in=Meeting.objects.filter(swap_host(user)).values("pk"))


@rule("meetings.view_swap")
def view_swap(user: Any) -> Q:
    """Both hosts and coordinators read an offer, also when it was answered."""
    hosts = Q(meeting__in=_hosted_by(user)) | Q(other__in=_hosted_by(user))
    path = f"meeting__{CIRCLE}"
    return in_community(user, path=path) & (is_coordinator(user, path=path) | hosts)


def _waits() -> Q:
    running = Q(other__cycle__community__status=Community.Status.ACTIVE)
    return running & Q(status=HostSwap.Status.OPEN)
