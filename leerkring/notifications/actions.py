"""Putting mail in the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from leerkring.accounts.models import User

from .kinds import get_kind
from .models import Message
from .tasks import wake_delivery


@dataclass(frozen=True)
class About:
    """In whose ledger a mail stands: the number of a circle, and what of that circle it is about (``meeting:12``).

    Coordinators of the circle see to whom it went, so it is given only with mail whose readers they may know.
    """

    scope: int | None = None
    topic: str = ""


NOBODY_ELSE = About()


@dataclass(frozen=True)
class Intent:
    """To whom, and why exactly this mail: the key names the object, the rule and the start time it speaks of."""

    recipient: User | str
    key: str
    context: dict[str, Any] = field(default_factory=dict)
    language: str = ""
    about: About = NOBODY_ELSE


def notify(
    recipient: User | str,
    kind: str,
    *,
    key: str,
    context: dict[str, Any] | None = None,
    send_after: datetime | None = None,
    language: str = "",
    about: About = NOBODY_ELSE,
) -> None:
    """Put one mail in the outbox, in the caller's transaction; the same recipient and key again is harmless.

    ``recipient`` is a person, or an address where there is no account yet; ``language`` is for the latter.
    """
    notify_all(kind, [Intent(recipient, key, context or {}, language, about)], send_after=send_after)


def notify_all(kind: str, intents: Iterable[Intent], *, send_after: datetime | None = None) -> int:
    """Put many mails of one kind in the outbox, 500 per query; return how many were offered, old ones included.

    Must run in the transaction of the deed it tells of. Delivery is woken after the commit.
    """
    get_kind(kind)
    due = send_after or timezone.now()
    rows = [_row(kind, intent, due) for intent in intents]
    Message.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    if rows and due <= timezone.now():
        wake_delivery(using=connection.alias)
    return len(rows)


def _row(kind: str, intent: Intent, due: datetime) -> Message:
    person = intent.recipient if isinstance(intent.recipient, User) else None
    address = "" if person else str(intent.recipient).strip().lower()
    return Message(
        recipient=person,
        address=address,
        language=intent.language,
        kind=kind,
        key=intent.key,
        scope=intent.about.scope,
        topic=intent.about.topic,
        context=intent.context,
        send_after=due,
        try_after=due,
    )
