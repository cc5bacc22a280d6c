"""Erasing somebody: asked for, seven days to think better of it, then done by a worker and written in the ledger.

What is private goes. What belongs to the record of a circle stays, without the name. Doing it twice is harmless.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from celery import current_app
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from leerkring.core.errors import Refused
from leerkring.core.visitors import forget_pages
from leerkring.search.index import forget_words, holding
from leerkring.search.sources import index
from leerkring.search.words import stems

from ..models import ErasureRequest, User
from ..signals import erasure_asked, erasure_waits
from . import ledger
from .naming import FORMER, former_participant
from .registry import Held, Step, all_held, hindrances, steps
from .scrub import each_text, find_traces, scrub

logger = logging.getLogger(__name__)

# Papers that keep their authors, where the person chose so: who cites them must be able to find them.
PAPERS: set[str] = set()
_otherwise: list[Step] = []
AT_ONCE = 20
TASK = "leerkring.accounts.tasks.erase_due"


def keep_names_in(*models: str, otherwise: Step) -> None:
    """Say of models that they are papers: the name stays in them. ``otherwise``: what is done for who wants it out."""
    PAPERS.update(models)
    _otherwise.append(otherwise)


@transaction.atomic
def ask_erasure(person: User, *, keeps_name: bool, now: datetime) -> ErasureRequest:
    """Ask to be erased; again is harmless. ``Refused`` says what must be put right first."""
    locked = User.objects.select_for_update().get(pk=person.pk)
    known = ErasureRequest.objects.filter(user=locked).first()
    if known:
        return known
    if found := hindrances(locked):
        raise Refused(str(found[0].words))
    due = now + ErasureRequest.REGRET
    request = ErasureRequest.objects.create(user=locked, keeps_name=keeps_name, asked_at=now, due_at=due)
    erasure_asked.send(ErasureRequest, request=request)
    return request


@transaction.atomic
def cancel_erasure(person: User) -> bool:
    """Think better of it; a second time is harmless. Whether there was something to cancel.

    While a worker erases this person it waits, and then comes too late.
    """
    list(User.objects.select_for_update().filter(pk=person.pk))
    return bool(ErasureRequest.objects.filter(user=person.pk).delete()[0])


def wake_erasures(now: datetime) -> int:
    """Ask a worker to erase who is due (``register_eraser``): the sweep itself waits for nobody. Writes no mail."""
    if ErasureRequest.objects.filter(due_at__lte=now).exists():
        current_app.send_task(TASK, retry=False)
    return 0


def erase_due(now: datetime) -> int:
    """Erase who is due, each in a transaction of their own; return how many. One that breaks stops no other.

    Who was never tried comes first, and then who was tried longest ago: however many break, they hinder nobody.
    """
    due = ErasureRequest.objects.filter(due_at__lte=now).select_related("user")
    turns = due.order_by(F("tried_at").asc(nulls_first=True), "due_at", "pk")
    return sum(_try(request, now) for request in turns[:AT_ONCE])


def _try(request: ErasureRequest, now: datetime) -> bool:
    # Before it begins, as one may end the worker with it.
    ErasureRequest.objects.filter(pk=request.pk).update(tried_at=now)
    try:
        return _erase_or_wait(request, now)
    except Exception:
        logger.exception("Erasing an account broke; the next sweep tries again.")
        return False


def _erase_or_wait(request: ErasureRequest, now: datetime) -> bool:
    if now < request.asked_at + ErasureRequest.LATEST and hindrances(request.user):
        with transaction.atomic():
            erasure_waits.send(ErasureRequest, request=request)
            ErasureRequest.objects.filter(pk=request.pk).update(due_at=now + timedelta(days=1))
        return False
    return erase_person(request.user, keeps_name=request.keeps_name, now=now, asked=True)


def erase_person(person: User, *, keeps_name: bool, now: datetime, asked: bool = False) -> bool:
    """Erase somebody now. False when they are gone already, or (``asked``) thought better of it a moment ago."""
    traces = find_traces(person, beside=frozenset(PAPERS) if keeps_name else frozenset())
    with transaction.atomic():
        locked = User.objects.select_for_update().filter(pk=person.pk).first()
        if locked is None or (asked and not ErasureRequest.objects.filter(user=locked).exists()):
            return False
        _end_sessions(locked)
        words = list(each_text(locked))
        entries = _indexed(words)
        addresses = _addresses(locked)
        for step in [*([] if keeps_name else _otherwise), *steps()]:
            step(locked)
        former = former_participant()
        for row in all_held():
            if not (keeps_name and row.model in PAPERS):
                _erase_rows(row, locked, addresses, former, now)
        scrub(traces)
        # The row itself keeps its number, for the ledger.
        User.objects.filter(pk=locked.pk).delete()
        _index_anew(entries)
        transaction.on_commit(forget_pages)
        # Last of all: a restore erases who stands there, and what broke before may never be done.
        ledger.write(locked, now, keeps_name=keeps_name)
    return True


def _addresses(person: User) -> list[str]:
    verified = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return [person.email, *verified]


def _erase_rows(row: Held, person: User, addresses: list[str], former: User, now: datetime) -> None:
    if row.goes:
        row.rows.filter(_any(row.goes, person)).delete()
    for field in row.goes_at:
        row.rows.filter(_at(field, addresses)).delete()
    for path in row.stays:
        row.rows.filter(**{path: person}).update(**_nobody(row, path, former), **_emptied(row, now))
    for path in row.acts:
        row.rows.filter(**{path: person}).update(**_nobody(row, path, former))
    for field in row.stays_at:
        row.rows.filter(_at(field, addresses)).update(**_emptied(row, now))


def _any(paths: Iterable[str], person: User) -> Q:
    where = Q()
    for path in paths:
        where |= Q(**{path: person})
    return where


def _at(field: str, addresses: Iterable[str]) -> Q:
    where = Q()
    for address in addresses:
        where |= Q(**{f"{field}__iexact": address})
    return where


def _nobody(row: Held, path: str, former: User) -> dict[str, Any]:
    field = row.model_class._meta.get_field(path)
    return {path: None if getattr(field, "null", False) else former}


def _emptied(row: Held, now: datetime) -> dict[str, Any]:
    """Return what stands in a row that stays, in place of what told who it was."""
    values: dict[str, Any] = dict.fromkeys(row.names, FORMER) | dict.fromkeys(row.marks, now)
    for name in row.clears:
        field: Any = row.model_class._meta.get_field(name)
        values[name] = None if field.null else field.get_default() if field.has_default() else ""
    return values


def _end_sessions(person: User) -> None:
    """Sign somebody out everywhere, and throw away what their sessions held."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    alive = Session.objects.filter(expire_date__gt=timezone.now()).only("session_key", "session_data")
    for session in alive.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            store(session.session_key).delete()


def _indexed(words: list[str]) -> list[tuple[str, int]]:
    """Return what the index finds by a name."""
    found: set[tuple[str, int]] = set()
    for word in words:
        if terms := list(stems(word)):
            found.update(holding(terms, literally=True).values_list("source", "object_id"))
    return sorted(found)


def _index_anew(entries: list[tuple[str, int]]) -> None:
    by_source: dict[str, list[int]] = {}
    for source, pk in entries:
        by_source.setdefault(source, []).append(pk)
    for source, ids in by_source.items():
        index(source, ids)
    forget_words()
