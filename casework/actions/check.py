"""Asking for the thorough search, and doing it in a worker. A task carries a number; the text stays where it is."""

import logging
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .. import thorough
from ..models import Case, CaseCheck, Outcome, OutcomeCheck, TextCheck, mark_of, texts_of

logger = logging.getLogger(__name__)
State = TextCheck.State
QUEUE = "thorough"
Checks = type[CaseCheck] | type[OutcomeCheck]
TASKS: dict[Checks, str] = {CaseCheck: "casework.tasks.check_case", OutcomeCheck: "casework.tasks.check_outcome"}
# A worker that was taken away half way; loading takes minutes the first time.
LOST = timedelta(minutes=15)


def ask_check(thing: Case | Outcome) -> None:
    """Have this text searched thoroughly; the same text again changes nothing. Must run after the text was saved."""
    if not settings.THOROUGH_CHECK:
        return
    checks, mark = _checks_of(thing), mark_of(thing)
    about: dict[str, Any] = {checks.ABOUT: thing}
    known = checks.objects.filter(**about).first()
    if known and known.mark == mark:
        return
    facts = {"mark": mark, "state": State.WAITING, "found": {}, "asked_at": timezone.now(), "started_at": None}
    checks.objects.update_or_create(**about, defaults=facts)
    transaction.on_commit(lambda: _wake(checks, thing.pk), robust=True)


def check_of(thing: Case | Outcome) -> TextCheck | None:
    """Return what is known of this very text; None of another one."""
    checks = _checks_of(thing)
    known = checks.objects.filter(**{checks.ABOUT: thing}).first()
    return known if known and known.mark == mark_of(thing) else None


def run_check(checks: Checks, pk: int) -> None:
    """Search one thing; two workers at once search it once, and a text that changed meanwhile is searched anew."""
    things = Case.objects if checks is CaseCheck else Outcome.objects
    rows = checks.objects.filter(**{checks.ABOUT: pk})
    claimed = rows.filter(state=State.WAITING).update(state=State.RUNNING, started_at=timezone.now())
    thing = things.filter(pk=pk).first() if claimed else None
    if thing is None:
        return
    mark = mark_of(thing)
    found = {name: places for name, text in texts_of(thing).items() if (places := thorough.search(text))}
    with transaction.atomic():
        current = mark_of(things.select_for_update().get(pk=pk))
        if current == mark:
            rows.update(state=State.DONE, found=found, mark=mark)
        else:
            rows.update(state=State.WAITING, mark=current, started_at=None)


def wake_checks(now: datetime) -> int:
    """Ask again for what no worker took, or one left half way (``register_finder``); no mail is written."""
    for checks in TASKS:
        _wake_lost(checks, now)
    return 0


def _wake_lost(checks: Checks, now: datetime) -> None:
    lost = Q(state=State.RUNNING, started_at__lt=now - LOST)
    found = checks.objects.filter(lost | Q(state=State.WAITING)).order_by("asked_at")
    # One question, as most ticks find nothing.
    rows = list(found.values_list(checks.ABOUT, "state")[:50])
    if any(state == State.RUNNING for _pk, state in rows):
        of_these = {f"{checks.ABOUT}__in": [pk for pk, _state in rows]}
        checks.objects.filter(lost, **of_these).update(state=State.WAITING)
    for pk, _state in rows:
        _wake(checks, pk)


def _checks_of(thing: Case | Outcome) -> Checks:
    return CaseCheck if isinstance(thing, Case) else OutcomeCheck


def _wake(checks: Checks, pk: int) -> None:
    """Send the number of a thing; a message nobody took in a minute is of no use, since the tick sends another."""
    try:
        current_app.send_task(TASKS[checks], [pk], queue=QUEUE, expires=55, retry=False)
    except Exception as error:
        logger.warning("The checker can't be woken, the next tick tries again: %s", type(error).__name__)
