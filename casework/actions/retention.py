"""Erasing the text of cases when its time has passed; what was learned from them stays."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from communities.models import Community, Programme
from leerkring.accounts.models import User
from leerkring.core.retention import Report
from leerkring.notifications.actions import Intent, notify_all

from ..models import (
    Case,
    CaseCheck,
    CasePlacement,
    CaseRetention,
    CaseWeighing,
)

# How long before it is erased an owner is warned, and warned again.
WARNINGS = (timedelta(days=30), timedelta(days=7))
READ_LOG = timedelta(days=365)
# Kept, whatever its age.
NOTHING_LEFT = [Case.Status.EXPIRED]
BATCH = 200


def set_retention(programme: Programme, *, by: User, **periods: int) -> CaseRetention:
    """Choose how long the circles of a programme keep cases, notes and presence (the fields of ``CaseRetention``)."""
    return CaseRetention.objects.update_or_create(programme=programme, defaults=periods)[0]


def choices(field: str, usual: int) -> Iterator[tuple[Q, int]]:
    """Yield each period that programmes chose, with a condition on ``programme`` for those that did."""
    chosen = dict(CaseRetention.objects.values_list("programme", field))
    yield ~Q(programme__in=list(chosen)), usual
    for period in sorted(set(chosen.values())):
        yield Q(programme__in=[programme for programme, number in chosen.items() if number == period]), period


def keep_cases(now: datetime, *, dry: bool) -> Report:
    """Warn owners of what will be erased, erase what is due, ``dry`` only counts.

    A case is kept from its session on; without one, from when somebody last did something with it. Nothing is erased
    of which its owner was not warned a week before.
    """
    report = Report(warned=0, erased=0)
    for cases, months in _by_programme():
        due = now - relativedelta(months=months)
        for before in WARNINGS:
            report.warned += _warn(cases.filter(counts_from__lte=due + before), before, now, dry=dry)
        warned = Q(warned_at__lte=now - WARNINGS[-1], warned_at__gte=Coalesce("discussed_at", "changed_at"))
        report.erased += _erase(cases.filter(warned, counts_from__lte=due), dry=dry)
    return report


def old_readings(log: type[Any], now: datetime) -> QuerySet[Any]:
    """Return who read something longer than a year ago."""
    return log._default_manager.filter(at__lt=now - READ_LOG)


def old_openings(log: type[Any], now: datetime) -> QuerySet[Any]:
    """Return the openings by administrators that ended longer than a year ago: they are part of who read what."""
    return log._default_manager.filter(until__lt=now - READ_LOG)


def _by_programme() -> Iterator[tuple[Any, int]]:
    """Yield the cases that have a text, with the number of months they are kept."""
    cases: Any = Case.objects.exclude(status__in=NOTHING_LEFT)
    cases = cases.annotate(counts_from=Coalesce("discussed_at", "changed_at"))
    for programmes, months in choices("months", CaseRetention.USUAL):
        yield cases.filter(community__in=Community.objects.filter(programmes).values("pk")), months


def _warn(cases: Any, before: timedelta, now: datetime, *, dry: bool) -> int:
    """Tell owners once per case and warning; the key holds from when on it is kept."""
    new = cases.filter(_unwarned(before, now))
    if dry:
        return new.count()
    count = 0
    for case in new.select_related("owner").defer(*Case.TEXTS, "remark").iterator(chunk_size=BATCH):
        with transaction.atomic():
            key = f"casework.case_expires:{case.pk}:{before.days}:{case.counts_from:%Y%m%d%H%M}"
            facts = {"case": case.pk, "days": before.days}
            notify_all("casework.case_expires", [Intent(case.owner, key, facts)])
            # Written past `save()`: a warning is nothing that somebody did with the case.
            Case.objects.filter(pk=case.pk).update(**{_field(before): now})
        count += 1
    return count


def _field(before: timedelta) -> str:
    return "warned_at" if before == WARNINGS[0] else "warned_again_at"


def _unwarned(before: timedelta, now: datetime) -> Q:
    """Not warned yet since it was last touched; the second warning follows the first by days, never at once."""
    field = _field(before)
    fresh = Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lt": Coalesce("discussed_at", "changed_at")})
    if before == WARNINGS[0]:
        return fresh
    return fresh & Q(warned_at__lte=now - timedelta(days=1))


def _erase(cases: Any, *, dry: bool) -> int:
    if dry:
        return cases.count()
    return sum(expire_case(pk) for pk in list(cases.values_list("pk", flat=True)))


def expire_case(pk: int) -> bool:
    """Erase the text of a case; its row stays, for what was learned from it. Whether there was something to erase."""
    with transaction.atomic():
        row = Case.objects.select_for_update().exclude(status__in=NOTHING_LEFT).filter(pk=pk).first()
        if row is None:
            return False
        for text in Case.TEXTS:
            setattr(row, text, "")
        row.remark = ""
        row.status = Case.Status.EXPIRED
        row.version += 1
        row.save()
        CasePlacement.objects.filter(case=row).delete()
        CaseWeighing.objects.filter(case=row).delete()
        CaseCheck.objects.filter(case=row).delete()
        return True
