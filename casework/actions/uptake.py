"""Asking some time after an outcome was published what became of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from communities.actions.rhythm import look_again
from communities.models import Community, Membership
from communities.rhythm import Ahead, Planned, levels_of
from leerkring.accounts.models import User
from leerkring.notifications.actions import About, Intent, notify, notify_all
from leerkring.notifications.schedule import in_batches

from ..models import Outcome, OutcomeAuthor
from ..rhythm import RULES, Due, due_between, moment_after, plan_of

KIND, COPY = "casework.uptake", "casework.uptake_copy"
BATCH = 200


def ask_uptake(now: datetime) -> int:
    """Write the question for each outcome of which one is due; return how many messages.

    The key names outcome, rule and the moment of publication: twice is harmless, and after an outage only the latest
    question goes out.
    """
    return in_batches(_ask_batch, now, BATCH)


def _ask_batch(now: datetime) -> tuple[int, int]:
    with transaction.atomic():
        rows = Outcome.objects.published().filter(next_uptake_at__lte=now).order_by("next_uptake_at", "pk")
        rows = rows.select_for_update(of=("self",)).select_related("community").defer("body", "abstract")
        outcomes = list(rows[:BATCH])
        if not outcomes:
            return 0, 0
        levels = levels_of([outcome.community for outcome in outcomes])
        plans = {outcome.pk: plan_of(outcome, levels[outcome.community_id]) for outcome in outcomes}
        due = [each for outcome in outcomes if (each := _due(outcome, plans[outcome.pk], now))]
        count = notify_all(KIND, intents_of(due)) if due else 0
        for outcome in outcomes:
            outcome.next_uptake_at = moment_after(plans[outcome.pk], now)
        Outcome.objects.bulk_update(outcomes, ["next_uptake_at"])
    return len(outcomes), count


def _due(outcome: Outcome, plan: list[Due], now: datetime) -> Due | None:
    assert outcome.next_uptake_at is not None
    return due_between(plan, outcome.next_uptake_at, now)


def intents_of(due: Sequence[Due]) -> list[Intent]:
    """Return who is asked what."""
    people = people_of([each.outcome for each in due])
    return [_intent(each, user) for each in due for user in people[each.outcome.pk].values()]


def _intent(due: Due, user: User) -> Intent:
    rule, outcome = due.decision.rule.name, due.outcome
    assert outcome.published_at is not None
    published = outcome.published_at.isoformat()
    context = {"outcome": outcome.pk, "rule": rule}
    about = About(outcome.community_id, f"outcome:{outcome.pk}")
    return Intent(user, f"{KIND}:{outcome.pk}:{rule}:{published}", context, about=about)


def people_of(outcomes: Collection[Outcome]) -> dict[int, dict[int, User]]:
    """Return who is asked about each outcome: its authors, and the coordinators of its circle; two queries.

    What an author wrote stays theirs when the circle is closed; one that was put away asks nobody anything.
    """
    alive = {outcome.pk: outcome for outcome in outcomes if outcome.community.status != Community.Status.ARCHIVED}
    found: dict[int, dict[int, User]] = defaultdict(dict)
    authors = OutcomeAuthor.objects.filter(outcome__in=alive, user__is_active=True).select_related("user")
    for author in authors:
        assert author.user is not None
        found[author.outcome_id][author.user.pk] = author.user
    circles = {outcome.community_id for outcome in alive.values()}
    coordinators = Membership.objects.active().with_role(Membership.Role.COORDINATOR)
    by_circle: dict[int, list[User]] = defaultdict(list)
    for row in coordinators.filter(community__in=circles, user__is_active=True).select_related("user"):
        by_circle[row.community_id].append(row.user)
    for outcome in alive.values():
        found[outcome.pk] |= {user.pk: user for user in by_circle[outcome.community_id]}
    return found


def follow_rhythm(sender: Any, *, communities: Sequence[int], since: datetime, **facts: Any) -> None:
    """Look again at the outcomes of circles whose rhythm changed (``communities.signals.rhythm_changed``)."""
    look_again(Outcome.objects.published().filter(community__in=communities), "next_uptake_at", since)


def planned_about_outcomes(ahead: Ahead) -> list[Planned]:
    """Return which questions about outcomes of a circle go out."""
    rows = Outcome.objects.published().filter(community=ahead.community).select_related("community").defer("body")
    plans = [each for outcome in rows for each in plan_of(outcome, ahead.levels)]
    due = [each for each in plans if ahead.since < each.moment <= ahead.until]
    people = people_of({each.outcome.pk: each.outcome for each in due}.values())
    return [_planned(each, people[each.outcome.pk]) for each in due]


def _planned(due: Due, people: dict[int, User]) -> Planned:
    return Planned(
        moment=due.moment,
        label=due.decision.rule.label,
        subject=due.outcome.title,
        url=due.outcome.get_absolute_url(),
        people=sorted(person.full_name for person in people.values()),
        audience=due.decision.rule.audience,
        zone=timezone.get_default_timezone(),
        line=due.decision.line,
        key=f"casework:{due.outcome.pk}:{due.decision.rule.name}",
    )


@transaction.atomic
def copy_of_question(community: Community, number: int, rule: str, by: User) -> bool:
    """Send ``by`` a copy of one question about an outcome; pressed twice in a minute is one copy."""
    outcome = Outcome.objects.published().filter(community=community, pk=number).first()
    if outcome is None or rule not in {each.name for each in RULES}:
        return False
    context = {"outcome": outcome.pk, "rule": rule, "copy": True}
    notify(by, COPY, key=f"{COPY}:{outcome.pk}:{rule}:{timezone.now():%Y%m%d%H%M}", context=context)
    return True
