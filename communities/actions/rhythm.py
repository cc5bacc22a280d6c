"""Choosing the rhythm of a programme or a circle, and when it is silent."""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.rhythm import Choice, get_rule

from ..models import Community, Programme, RhythmBreak, RhythmSpread
from ..signals import rhythm_changed

logger = logging.getLogger(__name__)

Scope = Programme | Community
# How many circles are told of a changed rhythm in one transaction.
BATCH = 500
LONGEST_BREAK = timedelta(days=200)
MOST_BREAKS = 20


@transaction.atomic
def set_rhythm(scope: Scope, *, by: User, version: int, choices: Mapping[str, Choice]) -> Scope:
    """Let exactly these choices hold for a programme or a circle; the same again changes nothing.

    Raises ``Overtaken`` when somebody saved something else after ``version`` was read.
    """
    row = _lock(scope)
    if write_choices(row.rhythm, choices):
        if row.rhythm_version != version:
            raise Overtaken(_("Somebody else changed this rhythm while you were busy."))
        _changed(row, by)
    return row


def write_choices(rows: Any, choices: Mapping[str, Choice]) -> bool:
    """Let exactly these choices stand among ``rows``, those of one level; return whether that changed anything."""
    wanted = {name: choice for name, choice in choices.items() if choice != Choice()}
    for name, choice in wanted.items():
        _refuse_strange(name, choice)
    if wanted == {row.rule: row.choice for row in rows.all()}:
        return False
    rows.all().delete()
    model = rows.model
    owner = {rows.field.name: rows.instance}
    model.objects.bulk_create(
        model(rule=name, is_on=choice.is_on, days=choice.days, line=choice.line, **owner)
        for name, choice in wanted.items()
    )
    return True


def _refuse_strange(name: str, choice: Choice) -> None:
    rule = get_rule(name)
    if choice.days is not None and not 1 <= choice.days <= rule.longest:
        raise Refused(_("Choose a number of days from 1 to %(longest)s.") % {"longest": rule.longest})


@transaction.atomic
def add_break(scope: Scope, *, by: User, starts_on: date, ends_on: date) -> RhythmBreak:
    """Let the rhythm be silent from the first to the last of these days; the same again is the same break."""
    row = _lock(scope)
    if ends_on < starts_on:
        raise Refused({"ends_on": _("The last day comes before the first.")})
    if ends_on - starts_on > LONGEST_BREAK:
        raise Refused({"ends_on": _("A break lasts at most half a year. Switch mails off instead.")})
    known = row.rhythm_breaks.filter(starts_on=starts_on, ends_on=ends_on).first()
    if known:
        return known
    if row.rhythm_breaks.count() >= MOST_BREAKS:
        raise Refused(_("There are many breaks already. Remove those that have passed first."))
    made: RhythmBreak = row.rhythm_breaks.create(starts_on=starts_on, ends_on=ends_on)
    _changed(row, by)
    return made


@transaction.atomic
def remove_break(scope: Scope, *, by: User, pk: int) -> None:
    """Let the rhythm go on in that period; a second time is harmless."""
    row = _lock(scope)
    if row.rhythm_breaks.filter(pk=pk).delete()[0]:
        _changed(row, by)


def _lock(scope: Scope) -> Any:
    row: Any = type(scope)._default_manager.select_for_update().get(pk=scope.pk)
    if isinstance(row, Community) and row.is_over:
        raise Refused(_("This circle has been closed."))
    return row


def _changed(row: Any, by: User) -> None:
    """Note the version, and see to it that what is kept of when things are due follows."""
    row.rhythm_version += 1
    row.save(update_fields=["rhythm_version"])
    now = timezone.now()
    if isinstance(row, Community):
        rhythm_changed.send(Community, communities=[row.pk], since=now)
    else:
        # Of a programme with many circles: the tick tells them, batch by batch.
        RhythmSpread.objects.update_or_create(programme=row, defaults={"since": now, "after": 0})
    logger.info("rhythm of %s %s changed by %s", row._meta.model_name, row.pk, by.pk)


def spread_rhythms(now: datetime) -> int:
    """Tell the circles of programmes that changed their rhythm; writes no mail, so returns 0.

    Each batch is a transaction of its own that notes how far it came: what is cut short goes on at the next tick.
    """
    for programme in RhythmSpread.objects.values_list("programme", flat=True):
        while _spread_batch(programme):
            pass
    return 0


@transaction.atomic
def _spread_batch(programme: int) -> bool:
    """Tell the next circles; return whether there may be more."""
    row = RhythmSpread.objects.select_for_update().filter(programme=programme).first()
    if row is None:
        return False
    found = Community.objects.filter(programme=programme, pk__gt=row.after).order_by("pk")
    circles = list(found.values_list("pk", flat=True)[:BATCH])
    if circles:
        rhythm_changed.send(Community, communities=circles, since=row.since)
    if len(circles) < BATCH:
        row.delete()
        return False
    row.after = circles[-1]
    row.save(update_fields=["after"])
    return True


def look_again(rows: models.QuerySet[Any], column: str, since: datetime) -> int:
    """Let the scheduler look at these rows again, from the moment that something changed; return how many.

    The column says from when on something may be due, so earlier is always right: what was due before it has been
    dealt with, and the look itself sets the next moment.
    """
    later = models.Q(**{f"{column}__gt": since}) | models.Q(**{f"{column}__isnull": True})
    return rows.filter(later).update(**{column: since})
