"""What this app counts of circles: consultations, what was done with them, findings and outcomes."""

from collections.abc import Iterator, Sequence

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from communities.tallies import Goal, Indicator, Line, Value, count_different, count_per_year, register_counter

from .models import Finding, FindingMove, FollowUp, Outcome, Session

INDICATORS = [
    Indicator("consultations", _("peer consultations held"), Value.IMMEDIATE, Goal.EXPERTISE),
    Indicator("findings", _("findings on the board"), Value.POTENTIAL, Goal.PROFESSION),
    Indicator("outcomes", _("outcomes published"), Value.POTENTIAL, Goal.PROFESSION),
    Indicator("followed_through", _("chosen actions done after a consultation"), Value.APPLIED, Goal.EXPERTISE),
    Indicator("experiments", _("findings that became an experiment"), Value.APPLIED, Goal.PROFESSION),
    Indicator("routines", _("findings that became a routine"), Value.REALISED, Goal.PROFESSION),
    Indicator("applications", _("findings applied elsewhere"), Value.REALISED, Goal.PROFESSION),
]


def register() -> None:
    """Add this to what is counted."""
    register_counter("30-casework", INDICATORS, count)


def count(circles: Sequence[int]) -> Iterator[Line]:
    """Yield what circles learned, and what became of it."""
    at = "session__meeting__cycle__community"
    held = Session.objects.held()
    yield from count_per_year("consultations", held, circles, moment="ended_at", path="meeting__cycle__community")
    yield from count_per_year("findings", Finding.objects.all(), circles, moment="created_at")
    yield from count_per_year("outcomes", Outcome.objects.published(), circles, moment="published_at")
    done = FollowUp.objects.followed_through()
    told = Coalesce("answered_at", "action_item__closed_at")
    yield from count_per_year("followed_through", done, circles, moment=told, path=at)
    for name, stage in [
        ("experiments", Finding.Stage.EXPERIMENT),
        ("routines", Finding.Stage.ROUTINE),
        ("applications", Finding.Stage.APPLICATION),
    ]:
        moved = FindingMove.objects.filter(to_stage=stage)
        yield from count_different(name, moved, circles, what="finding", moment="at", path="finding__community")
