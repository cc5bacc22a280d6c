"""After the conversation: what it yielded, and what of it stays."""

import logging
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.privacy import find
from meetings.actions.action_item import add_action_item
from meetings.models import Meeting

from ..models import CaseRetention, FollowUp, Line, PrivateText, RecordItem, Seat, Session
from .retention import choices
from .session import lock_session

logger = logging.getLogger(__name__)
Kind, Status = RecordItem.Kind, Session.Status
MOST_ITEMS = 100
# What an action item of the circle has room for.
MOST_ACTION_LETTERS = 300
# How long after the last meeting of a cycle what was written at its tables is kept.


def names_around(session: Session) -> list[str]:
    """The names that a record may not hold: those of the members of the circle."""
    members = Membership.objects.active().filter(community=session.meeting.cycle.community_id)
    return [person.full_name for person in User.objects.filter(pk__in=members.values("user"))]


@transaction.atomic
def add_record_item(session: Session, *, by: User, kind: str, text: str, due_on: date | None = None) -> RecordItem:
    """Write down what the conversation yielded. The question anew is one; the same words twice are one item."""
    row = lock_session(session)
    seat = row.seats.filter(user=by, left_at=None).first()
    if row.status != Status.FINISHED or seat is None:
        raise Refused(_("The owner has chosen what stays. Nothing can be added any more."))
    if kind in RecordItem.OF_OWNER and seat.role != Seat.Role.OWNER:
        raise Refused(_("Only the case owner writes this."))
    if kind == Kind.LINE or row.record.count() >= MOST_ITEMS:
        raise Refused(_("Nothing more can be added here."))
    if kind == Kind.QUESTION:
        return RecordItem.objects.update_or_create(session=row, kind=kind, defaults={"text": text, "author": by})[0]
    facts: dict[str, Any] = {"session": row, "kind": kind, "text": text, "author": by, "due_on": due_on}
    return RecordItem.objects.get_or_create(**facts)[0]


@transaction.atomic
def remove_record_item(item: RecordItem, *, by: User) -> None:
    """Take one's own words away again; twice is harmless."""
    if lock_session(item.session).status != Status.FINISHED:
        raise Refused(_("The owner has chosen what stays."))
    RecordItem.objects.filter(pk=item.pk, author=by).delete()


@transaction.atomic
def close_record(session: Session, *, by: User, items: Collection[int], lines: Collection[int]) -> Session:
    """Keep what the owner chose and erase all the rest, for good. Twice is harmless.

    Chosen actions go on the list of the circle, where they return and remind. A line of the conversation that holds
    what makes somebody recognisable is refused: nobody can mend the words of somebody else.
    """
    row = lock_session(session)
    if row.status == Status.CLOSED:
        return row
    if row.status != Status.FINISHED:
        raise Refused(_("The conversation goes on."))
    kept = list(row.lines.filter(pk__in=lines))
    _refuse_recognisable(row, kept)
    RecordItem.objects.bulk_create(
        RecordItem(session=row, kind=Kind.LINE, text=line.text, author_id=line.author_id) for line in kept
    )
    row.record.exclude(kind=Kind.LINE).exclude(pk__in=items).delete()
    row.lines.all().delete()
    row.private_texts.all().delete()
    row.status, row.closed_at = Status.CLOSED, timezone.now()
    row.version += 1
    row.save()
    for item in row.record.filter(kind=Kind.ACTION):
        _follow(row, item, by)
    logger.info("session %s closed by %s", row.pk, by.pk)
    return row


def _refuse_recognisable(session: Session, lines: Collection[Line]) -> None:
    names = names_around(session)
    faulty = [line for line in lines if find(line.text, names=names)]
    if faulty:
        words = {"text": faulty[0].text[:60]}
        raise Refused(
            _("Somebody can be recognised in “%(text)s”. Leave it out, or write it anew as an insight.") % words
        )


def _follow(session: Session, item: RecordItem, by: User) -> None:
    action = add_action_item(
        session.meeting.cycle.community,
        by=by,
        what=item.text[:MOST_ACTION_LETTERS],
        owner=by,
        due_on=item.due_on,
        meeting=session.meeting,
    )
    # Two actions in the same words are one on the list of the circle.
    if not FollowUp.objects.filter(action_item=action).exists():
        FollowUp.objects.create(session=session, item=item, action_item=action, owner=by)


def old_words(model: type[Line | PrivateText | RecordItem], now: datetime) -> QuerySet[Any]:
    """Return what was written at tables some time after their cycle; that they were held stays, for the hours."""
    old: Q = Q(pk__in=[])
    for programmes, months in choices("notes_months", CaseRetention.NOTES):
        circles, due = Community.objects.filter(programmes).values("pk"), now - relativedelta(months=months)
        recent = Meeting.objects.filter(cycle=OuterRef("meeting__cycle"), ends_at__gt=due)
        old |= Q(~Exists(recent), meeting__ends_at__lte=due, meeting__cycle__community__in=circles)
    return model._default_manager.filter(session__in=Session.objects.filter(old).values("pk"))
