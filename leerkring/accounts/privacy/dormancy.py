"""Accounts that nobody has used for two years: their owners are told twice, and then they are erased.

What is only theirs goes, private reflections too; records of circles stay, as when somebody asks to be erased.
"""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from allauth.usersessions.models import UserSession
from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from leerkring.core.retention import Report

from ..models import Dormancy, User
from ..signals import sleeps
from .erasure import erase_person
from .naming import ADDRESS
from .registry import hindrances

KEPT = relativedelta(years=2)
FIRST, SECOND = timedelta(days=60), timedelta(days=14)
# Erasing looks through all texts for a name: so many a day, and the next day goes on.
ERASED_AT_ONCE, WARNED_AT_ONCE = 20, 1_000


def keep_accounts(now: datetime, *, dry: bool) -> Report:
    """Warn who has not been here for almost two years, erase who was warned and stayed away; ``dry`` only counts.

    Whoever is the only one to look after something is passed over: then a circle would be left to nobody.
    """
    if not dry:
        _wake_up(now - KEPT + FIRST)
    warned = sum(_warn(now, before, dry=dry) for before in (FIRST, SECOND))
    due = _asleep(now - KEPT).filter(dormancy__warned_again_at__lte=now - SECOND).order_by("pk")
    if dry:
        return Report(warned=warned, erased=due.count())
    # However many are passed over, who comes after them is reached; who came back while others were erased stays.
    erased = (
        erase_person(person, keeps_name=True, now=now)
        for person in due
        if not hindrances(person) and _asleep(now - KEPT).filter(pk=person.pk).exists()
    )
    return Report(warned=warned, erased=sum(islice(erased, ERASED_AT_ONCE)))


def _asleep(since: datetime) -> Any:
    """Return who was not here after ``since``: neither logged in, nor looked at a page in a session of before."""
    away = Q(last_login__lt=since) | Q(last_login=None, date_joined__lt=since)
    seen = UserSession.objects.filter(user=OuterRef("pk"), last_seen_at__gte=since)
    return User.objects.filter(away).exclude(Exists(seen)).exclude(email=ADDRESS)


def _wake_up(since: datetime) -> None:
    """Forget of who came back that they were warned."""
    Dormancy.objects.exclude(user__in=_asleep(since).filter(dormancy__isnull=False).values("pk")).delete()


def _warn(now: datetime, before: timedelta, *, dry: bool) -> int:
    asleep = _asleep(now - KEPT + before)
    if before == FIRST:
        asleep = asleep.filter(dormancy=None)
    else:
        # Weeks lie between the two, also when all was late.
        told = Q(dormancy__warned_at__lte=now - FIRST + SECOND, dormancy__warned_again_at=None)
        asleep = asleep.filter(told)
    if dry:
        return int(asleep.count())
    people = list(asleep.order_by("pk")[:WARNED_AT_ONCE])
    for person in people:
        _tell(person, now, before)
    return len(people)


@transaction.atomic
def _tell(person: User, now: datetime, before: timedelta) -> None:
    if before == FIRST:
        Dormancy.objects.get_or_create(user=person, defaults={"warned_at": now})
    else:
        Dormancy.objects.filter(user=person).update(warned_again_at=now)
    sleeps.send(Dormancy, person=person, days=before.days)
