"""Delivery: claim, commit, prepare, render, send, mark. Nothing here runs inside somebody's transaction."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from . import bounces, claims, wishes
from .kinds import Kind, Mail, Skip, asked_for, get_kind
from .models import Message, Suppression
from .notices import write_notices
from .render import build_email, message_id
from .smtp import Line, NoSuchAddress, TryLater, Uncertain, Undeliverable, Unreachable

logger = logging.getLogger(__name__)

# One run of a worker; the tick or the next wake goes on, so that nothing else waits long for its turn.
RUN = timedelta(seconds=30)


def deliver_due() -> Counter[str]:
    """Send what is due, until nothing is left, the time is up or the mail server is away; return what became of it.

    Several workers may do this at once. ``Counter["left"]`` is 1 when the time was up before the work was done.
    """
    counts: Counter[str] = Counter()
    stop_at = timezone.now() + RUN
    with Line() as line:
        while timezone.now() < stop_at:
            batch = claims.claim_batch(timezone.now())
            if not batch:
                return counts
            with claims.quick_marks(batch):
                goes_on = _send_batch(batch, line, counts)
            if not goes_on:
                return counts
    counts["left"] = 1
    return counts


def _send_batch(batch: Sequence[Message], line: Line, counts: Counter[str]) -> bool:
    """Send one batch; return False when the mail server is away and going on is of no use."""
    mails = _prepare(batch, counts)
    stop_at = timezone.now() + claims.WORK
    queue = [message for message in batch if message.pk in mails]
    for position, message in enumerate(queue):
        if timezone.now() >= stop_at:
            claims.release(queue[position:])
            return True
        try:
            _send(message, mails[message.pk], line, counts)
        except Unreachable as problem:
            logger.error("No mail goes out: %s", problem)
            claims.release(queue[position:])
            counts["unreachable"] += 1
            return False
    return True


def _send(message: Message, mail: Mail, line: Line, counts: Counter[str]) -> None:
    """Send one mail and mark it; only a server that is away stops the rest."""
    kind = get_kind(message.kind)
    ident = message_id(message)
    try:
        line.send(build_email(message, mail, kind))
    except Unreachable:
        raise
    except Uncertain as problem:
        claims.mark_uncertain(message, message_id=ident, reason=str(problem), may_repeat=kind.may_repeat)
        counts["uncertain"] += 1
    except Undeliverable as problem:
        claims.mark_dead(message, reason=str(problem))
        counts["dead"] += 1
        if isinstance(problem, NoSuchAddress):
            _suppress(message)
    except TryLater as problem:
        claims.mark_failed(message, reason=str(problem))
        counts["failed"] += 1
    except Exception as error:
        _note_failure([message], error, counts)
    else:
        claims.mark_sent(message, message_id=ident)
        counts["sent"] += 1


def _suppress(message: Message) -> None:
    """Note that the address does not exist; whatever goes wrong there, the other mails go on."""
    address = message.recipient.email if message.recipient else message.address
    try:
        bounces.suppress(address, Suppression.Cause.BOUNCE, event=f"refused:{message.pk}")
    except Exception:
        logger.exception("That an address does not exist could not be noted.")


def _prepare(batch: Sequence[Message], counts: Counter[str]) -> dict[int, Mail]:
    """Look again at everything, in a number of queries that depends on the kinds only, and return what to send."""
    skipped = wishes.refusals(batch)
    by_kind: dict[str, list[Message]] = defaultdict(list)
    for message in batch:
        if message not in skipped:
            by_kind[message.kind].append(message)
    mails: dict[Message, Mail] = {}
    for name, messages in by_kind.items():
        for message, answer in _ask_kind(name, messages, counts).items():
            if isinstance(answer, Skip):
                skipped[message] = answer.reason
            else:
                mails[message] = answer
    mails = _still_there(mails)
    write_notices(mails)
    wished = wishes.sort_out(mails, timezone.now())
    # Under the bell it is there; only no mail goes out.
    skipped |= wished.skipped | _undeliverable(wished.to_send)
    claims.mark_skipped(skipped)
    claims.hold(wished.held)
    counts["skipped"] += len(skipped)
    if wished.held:
        counts["held"] += len(wished.held)
    return {message.pk: mail for message, mail in wished.to_send.items() if message not in skipped}


def _still_there(mails: Mapping[Message, Mail]) -> dict[Message, Mail]:
    """Leave out the rows of who was erased since they were claimed; they went with their person."""
    known = set(Message.objects.filter(pk__in=[message.pk for message in mails]).values_list("pk", flat=True))
    return {message: mail for message, mail in mails.items() if message.pk in known}


def _undeliverable(messages: Iterable[Message]) -> dict[Message, str]:
    """Return those whose address mail does not arrive at; what somebody asks for at this moment goes all the same."""
    unasked = [message for message in messages if not asked_for(message.kind)]
    addresses = {message: message.recipient.email if message.recipient else message.address for message in unasked}
    suppressed = bounces.suppressed_among(set(addresses.values())) if addresses else set()
    return {message: bounces.SUPPRESSED for message, address in addresses.items() if address in suppressed}


def _ask_kind(name: str, messages: Sequence[Message], counts: Counter[str]) -> dict[Message, Mail | Skip]:
    """Ask the app of this kind; when the whole breaks, ask one by one, so that one bad row never stops the rest."""
    try:
        return _answers(get_kind(name), messages)
    except Exception as error:
        if len(messages) == 1:
            _note_failure(messages, error, counts)
            return {}
        logger.warning("Preparing %d of %s failed, going on one by one: %s", len(messages), name, error)
    answers: dict[Message, Mail | Skip] = {}
    for message in messages:
        answers |= _ask_kind(name, [message], counts)
    return answers


def _answers(kind: Kind, messages: Sequence[Message]) -> dict[Message, Mail | Skip]:
    answers: Mapping[int, Mail | Skip] = kind.prepare(messages)
    missing = [message.pk for message in messages if message.pk not in answers]
    if missing:
        raise LookupError(f"{kind.name} says nothing about {len(missing)} messages.")
    return {message: answers[message.pk] for message in messages}


def _note_failure(messages: Iterable[Message], error: Exception, counts: Counter[str]) -> None:
    for message in messages:
        logger.error("Message %s (%s) could not be made.", message.pk, message.kind, exc_info=error)
        claims.mark_failed(message, reason=f"{type(error).__name__}: {error}")
        counts["failed"] += 1
