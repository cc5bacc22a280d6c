"""The health check of a circle: opening a round, counting an answer in it, closing it.

Nothing here keeps, logs or returns what one person answered (docs/decisions: the anonymity of the health check).
"""

import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from statistics import fmean, pstdev
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.actions import About, Intent, notify_all

from ..health_box import VALUES, BoxLost, Counts, opened, sealed
from ..health_statements import names_of
from ..models import Community, HealthCheck, HealthReceipt

logger = logging.getLogger(__name__)
OPENED = "communities.health_opened"
CLOSED = "communities.health_closed"
# A second round right after the first, with one person more, would tell what that one said.
REST = timedelta(days=28)
LONGEST = timedelta(days=60)
MOST_PEOPLE = 500
# From this spread on people differ: two who say 2 and two who say 5 do.
DIFFERS = 1.2
# So many rounds are closed in one tick.
BATCH = 50


@transaction.atomic
def open_check(community: Community, *, by: User, closes_on: date, instruments: Collection[str] = ()) -> HealthCheck:
    """Open a round; members are told. Twice is one round."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    _refuse_without_module(circle)
    if known := circle.health_checks.filter(closed_at__isnull=True).first():
        return known
    today = timezone.localdate()
    if not today <= closes_on <= today + LONGEST:
        raise Refused({"closes_on": _("Choose a day from today, and within two months.")})
    shown = circle.health_checks.filter(people__gte=HealthCheck.FEWEST, closed_at__gt=timezone.now() - REST)
    if shown.exists():
        raise Refused(
            _("The last health check was less than four weeks ago. Talk about that one first, and ask again later.")
        )
    wanted = [name.value for name in HealthCheck.Instrument if name in instruments]
    row = HealthCheck.objects.create(community=circle, closes_on=closes_on, instruments=wanted, opened_by=by)
    _tell(row, OPENED, but=by)
    return row


@transaction.atomic
def answer_check(check: HealthCheck, *, by: User, answers: Mapping[str, int]) -> bool:
    """Count what one member answers, a value from 1 to 5 by name; False when they were counted before.

    Everything under one lock on the round: two tabs are one voice, and no number gets lost.
    """
    row = _lock(check)
    _refuse_without_module(row.community)
    if not row.is_open or row.closes_on < timezone.localdate():
        raise Refused(_("This health check has been closed meanwhile. Your answers were not counted."))
    if not row.community.memberships.active().filter(user=by).exists():
        raise Refused(_("You no longer take part in this circle."))
    names = set(names_of(row))
    if not answers or answers.keys() - names or not all(1 <= value <= VALUES for value in answers.values()):
        raise Refused(_("Give at least one answer, from 1 to 5."))
    _receipt, is_first = HealthReceipt.objects.get_or_create(check_round=row, user=by)
    if not is_first:
        return False
    people, counts = _opened(row, names)
    for name, value in answers.items():
        counts[name][value - 1] += 1
    row.box = sealed(people + 1, counts)
    row.save(update_fields=["box"])
    return True


@transaction.atomic
def enter_sheets(
    check: HealthCheck, *, by: User, version: int, people: int, counts: Mapping[str, list[int]]
) -> HealthCheck:
    """Enter what was counted on paper; entering it again replaces it. ``Overtaken`` when somebody did in between."""
    row = _lock(check)
    paper = {"people": people, "counts": {name: list(counts[name]) for name in names_of(row) if any(counts[name])}}
    if not row.is_open:
        raise Refused(_("This health check has been closed meanwhile."))
    if row.paper == paper:
        return row
    if row.version != version:
        raise Overtaken(_("Somebody else entered sheets while you were busy."))
    numbers = [number for given in counts.values() for number in given]
    if not 0 <= people <= MOST_PEOPLE or any(number < 0 for number in numbers):
        raise Refused(_("Fill in how many sheets there are."))
    if any(sum(given) > people for given in counts.values()):
        raise Refused(_("A statement has more answers than there are sheets."))
    row.paper, row.version = paper, row.version + 1
    row.save(update_fields=["paper", "version"])
    return row


@transaction.atomic
def close_check(check: HealthCheck, *, by: User | None = None) -> HealthCheck:
    """Open the box, keep averages alone, and forget who took part; members are told. Twice is harmless."""
    row = _lock(check)
    if not row.is_open:
        return row
    try:
        people, counts = _opened(row, names_of(row))
    except Refused:
        people, counts = 0, {name: [0] * VALUES for name in names_of(row)}
    row.people, row.result = result_of(people, counts, row.paper)
    row.box, row.closed_at = "", timezone.now()
    row.save(update_fields=["people", "result", "box", "closed_at"])
    row.receipts.all().delete()
    if row.result:
        _tell(row, CLOSED, but=by)
    return row


def close_due_checks(now: datetime) -> int:
    """Close the rounds whose last day has passed; return how many. A finder of the tick."""
    due = HealthCheck.objects.filter(closed_at__isnull=True, closes_on__lt=timezone.localdate(now))
    for row in due.order_by("pk")[:BATCH]:
        close_check(row)
    return 0


def result_of(people: int, counts: Counts, paper: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Return how many people took part, and per name the average and whether people differ; from five answers on.

    Who counted the sheets knows them, so of fewer than five answers on a screen nothing may be added to those: taking
    the sheets off again would leave them.
    """
    fewest, sheets = HealthCheck.FEWEST, paper.get("counts", {})
    result = {}
    for name, screen in counts.items():
        given = screen if sum(screen) >= fewest else [0] * VALUES
        total = [one + other for one, other in zip(given, sheets.get(name, [0] * VALUES), strict=True)]
        if sum(total) >= fewest:
            result[name] = _summed(total)
    shown = (people if people >= fewest else 0) + paper.get("people", 0)
    return (shown, result) if result else (0, {})


def _summed(total: list[int]) -> dict[str, Any]:
    values = [value for value, number in enumerate(total, start=1) for _one in range(number)]
    return {"mean": round(fmean(values), 1), "differs": pstdev(values) >= DIFFERS}


def _opened(row: HealthCheck, names: Any) -> tuple[int, Counts]:
    try:
        return opened(row.box, names)
    except BoxLost as error:
        logger.error("The box of health check %s can't be opened: the secret key has changed.", row.pk)
        raise Refused(_("This round can’t be counted any more. Ask a coordinator to begin a new one.")) from error


def _refuse_without_module(circle: Community) -> None:
    if circle.status != Community.Status.ACTIVE:
        raise Refused(_("This circle isn’t running, so it has no health check now."))
    if not circle.has_module(Community.Module.HEALTH):
        raise Refused(_("The health check is switched off in this circle. A coordinator can switch it on."))


def _lock(check: HealthCheck) -> HealthCheck:
    return HealthCheck.objects.select_for_update(of=("self",)).select_related("community").get(pk=check.pk)


def _tell(row: HealthCheck, kind: str, *, but: User | None) -> None:
    people = [one.user for one in row.community.memberships.active().select_related("user")]
    key, facts, where = f"{kind}:{row.pk}", {"check": row.pk}, About(row.community_id)
    told = [person for person in people if person.is_active and (but is None or person.pk != but.pk)]
    notify_all(kind, [Intent(person, key, facts, about=where) for person in told])
