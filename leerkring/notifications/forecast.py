"""What would go out at a moment, and why: the finders themselves, in a transaction that is taken back."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils import translation

from leerkring.core.clock import standing

from . import wishes
from .kinds import Mail, Skip, get_kind
from .models import Message
from .render import address_of, speaking_to
from .schedule import all_finders

logger = logging.getLogger(__name__)
CHUNK = 500


@dataclass(frozen=True)
class Forecast:
    """One mail that would go out, or would not."""

    kind: str
    to: str
    # The object, the rule and the moment that it speaks of.
    key: str
    # Why this person gets it, or why not; empty where the kind doesn't say.
    why: str
    is_sent: bool


class _TakenBack(Exception):
    """Ends the transaction, so that nothing of it stays."""


def forecast(at: datetime) -> list[Forecast]:
    """Return what would go out at ``at``, as things stand now. Nothing is changed, woken or sent.

    The same finders and the same last look at sending answer as at a real tick. The path not taken: a second set of
    functions that only tells; it would drift apart from what happens.
    """
    found: list[Forecast] = []
    try:
        with standing(at), transaction.atomic():
            found = list(_found(at))
            raise _TakenBack
    except _TakenBack:
        return found


def _found(at: datetime) -> Iterator[Forecast]:
    last = Message.objects.aggregate(last=Max("pk"))["last"] or 0
    for name, finder in all_finders().items():
        try:
            with transaction.atomic():
                finder(at)
        except Exception:
            logger.exception("%s broke.", name)
    rows = Message.objects.filter(Q(pk__gt=last) | Q(try_after__lte=at), state=Message.State.DUE)
    messages = list(rows.select_related("recipient__preference").order_by("kind", "pk"))
    for kind in dict.fromkeys(message.kind for message in messages):
        mine = [message for message in messages if message.kind == kind]
        for begin in range(0, len(mine), CHUNK):
            yield from _told(kind, mine[begin : begin + CHUNK], at)


def _told(name: str, messages: Sequence[Message], at: datetime) -> Iterator[Forecast]:
    why = wishes.refusals(messages)
    asked = [message for message in messages if message not in why]
    answers = get_kind(name).prepare(asked) if asked else {}
    mails: dict[Message, Mail] = {}
    for message in asked:
        answer = answers[message.pk]
        if isinstance(answer, Skip):
            why[message] = answer.reason
        else:
            mails[message] = answer
    wished = wishes.sort_out(mails, at)
    why |= wished.skipped | {message: f"waits until {until:%Y-%m-%d %H:%M}" for message, until in wished.held.items()}
    with speaking_to(None):
        for message in messages:
            mail = wished.to_send.get(message)
            reason = str(mail.reason) if mail else translation.gettext(why[message])
            yield Forecast(name, address_of(message), message.key, reason, is_sent=mail is not None)
