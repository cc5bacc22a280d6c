"""Who sends which message: claims, and what becomes of them.

A claim is a conditional UPDATE, the same on both databases; ``skip_locked`` only keeps workers on PostgreSQL from
waiting for each other. Each mark is an UPDATE of its own, right after the sending, so that a worker that is killed
leaves at most one mail sent and not marked. The path not taken: marking in batches, which doubles a whole batch.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from .kinds import optional_kinds
from .models import Message, MessageQuerySet
from .onhold import may_go

BATCH = 500
# A worker that dies leaves its messages for this long. Longer than WORK plus what one mail to a slow server takes.
LEASE = timedelta(seconds=90)
# How long a batch is sent after it was prepared; what is left goes back, and is looked at afresh.
WORK = timedelta(seconds=20)
# From this attempt on a message travels alone: if it is the one that kills workers, it takes nobody along.
ALONE_FROM = 4
MAX_ATTEMPTS = 12
KEEP_CONTEXT = timedelta(days=7)
REASON_LENGTH = 200


def claim_batch(now: datetime) -> list[Message]:
    """Take up to ``BATCH`` due messages for this worker, oldest first; empty when there is nothing to do.

    A sign-in code doesn't wait behind ten thousand digests: bulk mail comes after what somebody is waiting for.
    """
    if not _claimable(now).exists():
        # Asked outside a transaction: on SQLite each one is a write lock.
        return []
    claim = uuid4().hex
    with transaction.atomic():
        wanted = _choose(now)
        _claimable(now).filter(pk__in=wanted).update(
            state=Message.State.CLAIMED, claim=claim, try_after=now + LEASE, attempts=F("attempts") + 1
        )
    mine = Message.objects.filter(claim=claim).select_related("recipient__preference")
    return list(mine.order_by("send_after", "pk"))


def _claimable(now: datetime) -> MessageQuerySet:
    return Message.objects.claimable(now).filter(may_go())


def _choose(now: datetime) -> list[int]:
    is_bulk = Q(kind__in=[kind.name for kind in optional_kinds()])
    travels_alone = Q(attempts__gte=ALONE_FROM)
    for which, limit in ((~travels_alone & ~is_bulk, BATCH), (~travels_alone & is_bulk, BATCH), (travels_alone, 1)):
        found = _claimable(now).filter(which).order_by("try_after", "pk")
        wanted = list(found.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        if wanted:
            return wanted
    return []


def release(messages: Iterable[Message]) -> None:
    """Give back what was not tried, as if it had not been claimed."""
    for claim, ids in _by_claim(messages).items():
        _held(claim, ids).update(
            state=Message.State.DUE, claim="", try_after=F("send_after"), attempts=Greatest(F("attempts") - 1, 0)
        )


@contextmanager
def quick_marks(batch: Iterable[Message]) -> Iterator[None]:
    """Let the marks of a batch of bulk mail not wait for the disk (PostgreSQL).

    A worker that is killed loses none of them: the server has them. When the server itself dies, those of its last
    half second are lost, and mails that may come twice do, with the same Message-ID. The claim of the next batch waits
    for the disk, and with it for every mark before it.
    """
    bulk = {kind.name for kind in optional_kinds()}
    if connection.vendor != "postgresql" or any(message.kind not in bulk for message in batch):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        # A connection that broke is not asked again: the next one begins afresh.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def hold(until: Mapping[Message, datetime]) -> None:
    """Give back until later what its reader does not want now; then it is looked at afresh. One query per moment."""
    by_moment: dict[datetime, list[Message]] = defaultdict(list)
    for message, moment in until.items():
        by_moment[moment].append(message)
    for moment, messages in by_moment.items():
        for claim, ids in _by_claim(messages).items():
            _held(claim, ids).update(
                state=Message.State.DUE, claim="", try_after=moment, attempts=Greatest(F("attempts") - 1, 0)
            )


def mark_sent(message: Message, *, message_id: str) -> None:
    """Write down that the mail server took the mail."""
    now = timezone.now()
    _finish([message], Message.State.SENT, now, sent_at=now, message_id=message_id, reason="")


def mark_skipped(reasons: Mapping[Message, str]) -> None:
    """Write down why messages are not sent after all; one query per reason."""
    by_reason: dict[str, list[Message]] = defaultdict(list)
    for message, reason in reasons.items():
        by_reason[reason].append(message)
    for reason, messages in by_reason.items():
        _finish(messages, Message.State.SKIPPED, timezone.now(), reason=reason[:REASON_LENGTH])


def mark_dead(message: Message, *, reason: str) -> None:
    """Give a message up; an operator sees it in the ledger."""
    _finish([message], Message.State.DEAD, timezone.now(), reason=reason[:REASON_LENGTH])


def mark_failed(message: Message, *, reason: str) -> None:
    """Try again later, each time after a longer wait; after ``MAX_ATTEMPTS`` give it up."""
    if message.attempts >= MAX_ATTEMPTS:
        mark_dead(message, reason=reason)
        return
    _postpone(message, timezone.now(), reason=reason[:REASON_LENGTH])


def mark_uncertain(message: Message, *, message_id: str, reason: str, may_repeat: bool) -> None:
    """Write down that the mail may have arrived; when ``may_repeat``, it is tried once more, with the same id."""
    now = timezone.now()
    marks = {"uncertain_at": now, "message_id": message_id, "reason": reason[:REASON_LENGTH]}
    if may_repeat and message.uncertain_at is None:
        _postpone(message, now, **marks)
    else:
        _finish([message], Message.State.UNCERTAIN, now, **marks)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 1, 2, 4 … minutes, at most an hour."""
    return timedelta(minutes=min(2 ** max(attempts - 1, 0), 60))


def _finish(messages: Iterable[Message], state: str, now: datetime, **fields: object) -> None:
    for claim, ids in _by_claim(messages).items():
        _held(claim, ids).update(state=state, claim="", try_after=None, erase_after=now + KEEP_CONTEXT, **fields)


def _postpone(message: Message, now: datetime, **fields: object) -> None:
    _held(message.claim, [message.pk]).update(
        state=Message.State.DUE, claim="", try_after=now + backoff(message.attempts), **fields
    )


def _held(claim: str, ids: list[int]) -> MessageQuerySet:
    return Message.objects.filter(pk__in=ids, claim=claim, state=Message.State.CLAIMED)


def _by_claim(messages: Iterable[Message]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for message in messages:
        groups[message.claim].append(message.pk)
    return groups
