"""Asking for the thorough search, and doing it in a worker. A task carries a number; the text stays where it is."""

import logging
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .. import thorough
from ..models import Case, CaseCheck

logger = logging.getLogger(__name__)
State = CaseCheck.State
TASK, QUEUE = "casework.tasks.check_case", "thorough"
# A worker that was taken away half way; loading takes minutes the first time.
LOST = timedelta(minutes=15)


def ask_check(case: Case) -> None:
    """Have this text searched thoroughly; the same text again changes nothing. Must run after the text was saved."""
    if not settings.THOROUGH_CHECK:
        return
    known = CaseCheck.objects.filter(case=case).first()
    if known and known.mark == case.text_mark:
        return
    facts = {"mark": case.text_mark, "state": State.WAITING, "found": {}, "asked_at": timezone.now()}
    CaseCheck.objects.update_or_create(case=case, defaults=facts | {"started_at": None})
    transaction.on_commit(lambda: _wake(case.pk), robust=True)


def check_of(case: Case) -> CaseCheck | None:
    """Return what is known of this very text; None of another one."""
    known = CaseCheck.objects.filter(case=case).first()
    return known if known and known.mark == case.text_mark else None


def run_check(pk: int) -> None:
    """Search one case; two workers at once search it once, and a text that changed meanwhile is searched anew."""
    now = timezone.now()
    claimed = CaseCheck.objects.filter(case=pk, state=State.WAITING).update(state=State.RUNNING, started_at=now)
    case = Case.objects.filter(pk=pk).first() if claimed else None
    if case is None:
        return
    mark = case.text_mark
    found = {text: rows for text in Case.TEXTS if (rows := thorough.search(getattr(case, text)))}
    with transaction.atomic():
        current = Case.objects.select_for_update().get(pk=pk)
        if current.text_mark == mark:
            CaseCheck.objects.filter(case=pk).update(state=State.DONE, found=found, mark=mark)
        else:
            CaseCheck.objects.filter(case=pk).update(state=State.WAITING, mark=current.text_mark, started_at=None)


def wake_checks(now: datetime) -> int:
    """Ask again for what no worker took, or one left half way (``register_finder``); no mail is written."""
    lost = Q(state=State.RUNNING, started_at__lt=now - LOST)
    found = CaseCheck.objects.filter(lost | Q(state=State.WAITING)).order_by("asked_at")
    # One question, as most ticks find nothing.
    rows = list(found.values_list("case", "state")[:50])
    if any(state == State.RUNNING for _pk, state in rows):
        CaseCheck.objects.filter(lost, case__in=[pk for pk, _state in rows]).update(state=State.WAITING)
    for pk, _state in rows:
        _wake(pk)
    return 0


def _wake(pk: int) -> None:
    """Send the number of a case; a message nobody took in a minute is of no use, since the tick sends another."""
    try:
        current_app.send_task(TASK, [pk], queue=QUEUE, expires=55, retry=False)
    except Exception as error:
        logger.warning("The checker can't be woken, the next tick tries again: %s", type(error).__name__)
