"""The bell: what came for a person. What it says is asked of the app that knows it, each time it is shown."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import lazy

from leerkring.accounts.models import User

from .kinds import Kind, Mail, Skip, get_kind
from .models import Message, Notice, Preference
from .render import render_subject
from .sections import DigestLine, Window
from .wishes import preference_to

logger = logging.getLogger(__name__)

# What somebody did not look at in a quarter is no news any more.
KEEP = timedelta(days=90)
BATCH = 500


@dataclass(frozen=True)
class Shown:
    """A notice as its reader sees it: empty ``text`` and ``url`` where what it was about no longer holds for them."""

    notice: Notice
    label: str
    text: str = ""
    url: str = ""


# --- Writing --------------------------------------------------------------------------------------------------


def write_notices(mails: Mapping[Message, Mail]) -> None:
    """Write down what comes for people with an account, by mail or not; a message that is looked at again is known."""
    rows = [_notice(message) for message in mails if message.recipient and get_kind(message.kind).in_portal]
    if not rows:
        return
    with transaction.atomic():
        # Whoever is erased at this moment is so before the lock, or after all of this.
        there = _lock({row.user_id for row in rows})
        Notice.objects.bulk_create([row for row in rows if row.user_id in there], ignore_conflicts=True)
        _count_unread(there)


def _notice(message: Message) -> Notice:
    person = message.recipient
    channel = preference_to(person).channel_of(message.kind) if person else ""
    return Notice(
        user=person,
        kind=message.kind,
        key=message.key,
        context=message.context,
        for_digest=get_kind(message.kind).bulk and channel == Preference.Channel.DIGEST,
    )


def _lock(people: Iterable[int]) -> set[int]:
    """Hold these people as long as the transaction lasts, and return who is there; in one order, so that two workers
    don't wait for each other.
    """
    locked = User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    return set(locked.values_list("pk", flat=True))


def _count_unread(people: Iterable[int]) -> None:
    """Count again for these people, who are locked."""
    unread = Notice.objects.filter(user=OuterRef("pk"), read_at__isnull=True).order_by()
    count = Subquery(unread.values("user").annotate(count=Count("pk")).values("count"))
    User.objects.filter(pk__in=people).update(unread_notices=Coalesce(count, 0))


# --- Reading --------------------------------------------------------------------------------------------------


def notices_of(person: User) -> QuerySet[Notice]:
    """Return what came for this person, newest first."""
    return Notice.objects.filter(user=person).order_by("-created_at", "-pk")


@transaction.atomic
def mark_read(notices: QuerySet[Notice], *, by: User) -> int:
    """Mark these notices of one person as read; again is harmless. Return how many were unread."""
    marked = notices.filter(user=by, read_at__isnull=True).update(read_at=timezone.now())
    _count_unread(_lock([by.pk]))
    return marked


def old_notices(now: datetime) -> QuerySet[Notice]:
    """Return those that are kept no longer."""
    return Notice.objects.filter(created_at__lte=now - KEEP)


def erase_notices(now: datetime) -> int:
    """Forget what is old, in batches; return how many."""
    erased = 0
    while rows := list(old_notices(now).order_by("created_at")[:BATCH]):
        with transaction.atomic():
            Notice.objects.filter(pk__in=[row.pk for row in rows]).delete()
            _count_unread(_lock({row.user_id for row in rows if row.is_unread}))
        erased += len(rows)
    return erased


# --- Showing --------------------------------------------------------------------------------------------------


def shown(notices: Iterable[Notice], *, to: User) -> list[Shown]:
    """Return what this person's notices say now, in the active language; the kinds decide how many queries it takes.

    Each is asked through the same door as the mail was, so who may no longer see it reads nothing of it.
    """
    by_kind: dict[str, list[Notice]] = defaultdict(list)
    notices = list(notices)
    for notice in notices:
        # So nobody is looked up again for each of them.
        notice.user = to
        by_kind[notice.kind].append(notice)
    found: dict[int, Shown] = {}
    for name, rows in by_kind.items():
        found |= _shown_of_kind(name, rows)
    return [found[notice.pk] for notice in notices]


def _shown_of_kind(name: str, notices: Sequence[Notice]) -> dict[int, Shown]:
    try:
        kind = get_kind(name)
        answers = kind.prepare([notice.as_message() for notice in notices])
        return {notice.pk: _shown(notice, kind, answers.get(notice.pk)) for notice in notices}
    except Exception as error:
        # One kind that breaks must not take the whole page along.
        logger.error("Notices of the kind %s can't be shown.", name, exc_info=error)
        return {notice.pk: Shown(notice, "") for notice in notices}


def _shown(notice: Notice, kind: Kind, answer: Mail | Skip | None) -> Shown:
    if not isinstance(answer, Mail):
        return Shown(notice, str(kind.label))
    return Shown(notice, str(kind.label), render_subject(answer), _path(answer))


def _path(mail: Mail) -> str:
    """Return where the thing itself stands, as an address within the portal."""
    parts = urlsplit(str(mail.context.get("url", "")))
    return parts._replace(scheme="", netloc="").geturl()


# --- In the digest --------------------------------------------------------------------------------------------


def collect_notices(windows: Mapping[int, Window]) -> Mapping[int, Sequence[DigestLine]]:
    """Return what came in each reader's window that they want to hear of in the digest, as it holds now."""
    since = min((since for since, _until in windows.values()), default=timezone.now())
    rows = Notice.objects.filter(user__in=windows, for_digest=True, created_at__gte=since).select_related("user")
    mine: dict[int, list[Notice]] = defaultdict(list)
    for row in rows.order_by("created_at", "pk"):
        begin, end = windows[row.user_id]
        if begin <= row.created_at < end:
            mine[row.user_id].append(row)
    answers = _answers([row for rows in mine.values() for row in rows])
    return {user: _lines(rows, answers) for user, rows in mine.items()}


def _answers(notices: Sequence[Notice]) -> dict[int, Mail]:
    by_kind: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice)
    found: dict[int, Mail] = {}
    for name, rows in by_kind.items():
        answers = get_kind(name).prepare([row.as_message() for row in rows])
        found |= {pk: answer for pk, answer in answers.items() if isinstance(answer, Mail)}
    return found


def _lines(notices: Sequence[Notice], answers: Mapping[int, Mail]) -> list[DigestLine]:
    told = (answers[notice.pk] for notice in notices if notice.pk in answers)
    return [DigestLine(_said(mail), str(mail.context.get("url", ""))) for mail in told]


# In the language of the reader, which is not spoken yet while digests are prepared.
_said = lazy(render_subject, str)
