"""Telling what became of an outcome, and deciding what readers see of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import About, Intent, notify_all

from ..models import Outcome, Uptake
from ..uptake_links import Asked
from .uptake import people_of

KIND = "casework.uptake_told"
SAME_PRESS = timedelta(minutes=10)
# From however many readers: authors must not be flooded.
MOST_A_DAY = 20


def asked_person(asked: Asked) -> tuple[Outcome, User] | None:
    """Return the outcome and the person that a link is for, as long as they are asked about it; else None."""
    rows = Outcome.objects.published().select_related("community__programme").defer("body")
    outcome = rows.filter(pk=asked.outcome_id).first()
    person = people_of([outcome])[outcome.pk].get(asked.user_id) if outcome else None
    return (outcome, person) if outcome and person else None


@transaction.atomic
def answer_uptake(outcome: Outcome, values: Mapping[str, Any], *, by: User, rule: str) -> Uptake:
    """Keep the answer of an author or coordinator to a question; again changes it. Readers see it at once."""
    row = _locked(outcome)
    now = timezone.now()
    decided = {"state": Uptake.State.SHOWN, "decided_by": by, "decided_at": now, "told_at": now}
    told, _made = Uptake.objects.update_or_create(outcome=row, user=by, rule=rule, defaults={**values, **decided})
    return told


@transaction.atomic
def tell_uptake(outcome: Outcome, values: Mapping[str, Any], *, by: User | None, is_maker: bool = False) -> Uptake:
    """Keep what a reader tells; its authors look at it before others see it, unless one of them tells it.

    The same words within ten minutes are one message. Refused when there were very many today.
    """
    row, now = _locked(outcome), timezone.now()
    mine = Uptake.objects.filter(outcome=row, rule="")
    if pressed := mine.filter(user=by, told_at__gte=now - SAME_PRESS, **values).first():
        return pressed
    if is_maker:
        return Uptake.objects.create(
            outcome=row, user=by, told_at=now, state=Uptake.State.SHOWN, decided_by=by, decided_at=now, **values
        )
    if mine.filter(told_at__gte=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(_("Many people told something about this today. Try again tomorrow."))
    told = Uptake.objects.create(outcome=row, user=by, told_at=now, **values)
    about = About(row.community_id, f"outcome:{row.pk}")
    people = people_of([row])[row.pk].values()
    notify_all(KIND, [Intent(who, f"{KIND}:{told.pk}", {"uptake": told.pk}, about=about) for who in people])
    return told


@transaction.atomic
def decide_uptake(uptake: Uptake, *, by: User, is_shown: bool) -> Uptake:
    """Show to everybody what was told, or hide it; either can be changed later. Twice is harmless."""
    row = Uptake.objects.select_for_update().filter(pk=uptake.pk).first()
    if row is None:
        raise Refused(_("This is no longer there."))
    state = Uptake.State.SHOWN if is_shown else Uptake.State.HIDDEN
    if row.state != state:
        row.state, row.decided_by, row.decided_at = state, by, timezone.now()
        row.save()
    return row


def _locked(outcome: Outcome) -> Outcome:
    rows = Outcome.objects.published().select_for_update(of=("self",)).select_related("community")
    row = rows.filter(pk=outcome.pk).first()
    if row is None:
        raise Refused(_("This was withdrawn in the meantime."))
    return row
