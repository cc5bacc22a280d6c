"""What this app counts of circles: meetings, who was there, what was noted and what was done."""

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.tallies import Goal, Indicator, Line, Value, count_different, count_per_year, register_counter

from .models import ActionItem, Insight, Meeting, Presence, ValueMoment

INDICATORS = [
    Indicator("meetings", _("meetings held"), Value.IMMEDIATE),
    Indicator("visits", _("times that somebody was there"), Value.IMMEDIATE),
    Indicator("visitors", _("different members who were there"), Value.IMMEDIATE, of_people=True),
    Indicator("moments", _("times that somebody wrote what they take along"), Value.IMMEDIATE, Goal.EXPERTISE),
    Indicator("insights", _("insights noted at meetings"), Value.POTENTIAL, Goal.EXPERTISE),
    Indicator("actions_done", _("action items done"), Value.APPLIED),
]


def register() -> None:
    """Add this to what is counted."""
    register_counter("20-meetings", INDICATORS, count)


def count(circles: Sequence[int]) -> Iterator[Line]:
    """Yield what circles did together."""
    at = "meeting__cycle__community"
    held = Meeting.objects.planned().filter(ends_at__lte=timezone.now())
    yield from count_per_year("meetings", held, circles, moment="starts_at", path="cycle__community")
    there = Presence.objects.confirmed()
    yield from count_per_year("visits", there, circles, moment="meeting__starts_at", path=at)
    yield from count_different("visitors", there, circles, what="user", moment="meeting__starts_at", path=at)
    yield from count_per_year("moments", ValueMoment.objects.all(), circles, moment="created_at", path=at)
    yield from count_per_year("insights", Insight.objects.all(), circles, moment="created_at", path=at)
    done = ActionItem.objects.filter(status=ActionItem.Status.DONE)
    yield from count_per_year("actions_done", done, circles, moment="closed_at")
