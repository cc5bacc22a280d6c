"""Who must have a second factor: operators, and who is responsible for the data of others.

The apps above say who that is (``register_responsible``). Each is asked once, has a time of grace, and from then on
the account opens only with a second factor. The moment stands on the account, so that no page costs a question more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from .models import User
from .signals import second_factor_asked

# Recovery codes alone are none.
TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Who takes one away to make another has this long, whatever the time of grace.
CHANGING = timedelta(days=1)
# How many people are told in one transaction.
BATCH = 200

_responsible: dict[str, Callable[[], Q]] = {}


def register_responsible(name: str, who: Callable[[], Q]) -> None:
    """Add people who must have a second factor, as a condition on accounts; a second one of that name is an error."""
    if name in _responsible:
        raise LookupError(f"The responsible people {name} are registered twice.")
    _responsible[name] = who


def responsible_people() -> QuerySet[User]:
    """Return the active accounts that must have a second factor."""
    condition = Q(is_staff=True)
    for who in _responsible.values():
        condition |= who()
    return User.objects.filter(condition, is_active=True)


def is_responsible(user: User) -> bool:
    """The twin of ``responsible_people()`` for one person."""
    return responsible_people().filter(pk=user.pk).exists()


def has_second_factor(user: Any) -> bool:
    """Return whether this account has an app or a passkey (of who is signed in)."""
    return Authenticator.objects.filter(user=user, type__in=TYPES).exists()


def ask_second_factors(now: datetime) -> int:
    """Ask who became responsible and has no second factor, and stop asking who need not any more; return how many.

    Whoever is asked is told once, in the transaction that sets the moment. Does nothing where the portal does not ask.
    """
    _stop_asking()
    if not settings.SECOND_FACTOR_REQUIRED:
        return 0
    new = responsible_people().filter(~Exists(_factors()), second_factor_due__isnull=True).order_by("pk")
    asked = 0
    while batch := list(new.values_list("pk", flat=True)[:BATCH]):
        asked += _ask(batch, now + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS))
    return asked


@transaction.atomic
def _ask(people: list[int], due: datetime) -> int:
    """Set the moment for those who have none yet; a second worker at the same moment finds none left."""
    rows = User.objects.select_for_update().filter(pk__in=people, second_factor_due__isnull=True)
    asked = list(rows)
    User.objects.filter(pk__in=[person.pk for person in asked]).update(second_factor_due=due)
    for person in asked:
        person.second_factor_due = due
        second_factor_asked.send(User, person=person)
    return len(asked)


def _stop_asking() -> None:
    """Clear the moment of who has a second factor, or is not responsible any more; of all where nothing is asked."""
    asked = User.objects.filter(second_factor_due__isnull=False)
    if settings.SECOND_FACTOR_REQUIRED:
        asked = asked.filter(Exists(_factors()) | ~Q(pk__in=responsible_people().values("pk")))
    asked.update(second_factor_due=None)


def _factors() -> Any:
    return Authenticator.objects.filter(user=OuterRef("pk"), type__in=TYPES)


def must_make_one(user: Any, *, by: datetime) -> bool:
    """Return whether the grace was over at ``by`` for who is still responsible, and still has no second factor.

    Asks the database only when the moment has passed, so for hardly anybody.
    """
    due = user.second_factor_due
    if due is None or due > by or not settings.SECOND_FACTOR_REQUIRED:
        return False
    return is_responsible(user) and not has_second_factor(user)


def keep_moment(request: HttpRequest, user: User, **_signal: Any) -> None:
    """Set the moment anew after a second factor was made or taken away by its owner (a signal of allauth)."""
    due = None
    if settings.SECOND_FACTOR_REQUIRED and not has_second_factor(user) and is_responsible(user):
        due = timezone.now() + CHANGING
    User.objects.filter(pk=user.pk).update(second_factor_due=due)
    user.second_factor_due = due
