"""The rhythm of an outcome: asking some time after it was published what became of it."""

from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.notifications.rhythm import LAPSE, Anchor, Decision, Levels, Rule, all_rules
from meetings.models.clock import utc_moment

from .models import Outcome

# On the clock of the portal: an outcome has no place of its own.
MORNING = time(9, 0)

RULES = [
    Rule(
        f"uptake_{days}",
        label,
        _("its authors, and the coordinators of the circle"),
        _("Asks what became of an outcome, with a link to its page."),
        days,
        "casework.uptake",
        anchor=Anchor.OUTCOME,
        waits=True,
    )
    for days, label in [
        (90, _("Uptake of an outcome, after three months")),
        (180, _("Uptake of an outcome, after half a year")),
        (365, _("Uptake of an outcome, after a year")),
    ]
]


@dataclass(frozen=True)
class Due:
    """A rule of an outcome, when it goes out, and what was decided about it."""

    outcome: Outcome
    decision: Decision
    moment: datetime


def plan_of(outcome: Outcome, levels: Levels) -> list[Due]:
    """Return everything that goes out about a published outcome, in order of time."""
    if outcome.published_at is None:
        return []
    published = timezone.localtime(outcome.published_at, timezone.get_default_timezone()).date()
    found = []
    for rule in all_rules(Anchor.OUTCOME):
        decision = levels.decide(rule)
        day = levels.day_of(decision, published)
        if day is not None:
            found.append(Due(outcome, decision, utc_moment(day, MORNING, settings.TIME_ZONE)))
    return sorted(found, key=lambda due: due.moment)


def due_between(plan: list[Due], since: datetime, now: datetime) -> Due | None:
    """Return the latest that became due and is not long past; None when nothing did."""
    due = [each for each in plan if since <= each.moment <= now and now - each.moment < LAPSE]
    return due[-1] if due else None


def moment_after(plan: list[Due], now: datetime) -> datetime | None:
    """Return when something is due next; None when nothing is left."""
    return next((due.moment for due in plan if due.moment > now), None)
