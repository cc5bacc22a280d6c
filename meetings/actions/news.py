"""News that members put forward for a meeting, and its order."""

import logging
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Meeting, NewsItem
from .meeting import lock_meeting

logger = logging.getLogger(__name__)

MOST_NEWS = 30


@transaction.atomic
def add_news(meeting: Meeting, *, by: User, kind: str, title: str, url: str = "", text: str = "") -> NewsItem:
    """Put something forward, at the end of the list; the same by the same person (pressed twice) is the same one."""
    row = lock_meeting(meeting)
    _refuse_when_over(row)
    facts = {"kind": kind, "title": title, "url": url, "text": text}
    if known := row.news.filter(author=by, **facts).first():
        return known
    count = row.news.count()
    if count >= MOST_NEWS:
        raise Refused(
            _("A meeting holds at most %(count)s news items. Talk about these first.") % {"count": MOST_NEWS}
        )
    last = row.news.order_by("-position").values_list("position", flat=True).first() or 0
    item = row.news.create(author=by, position=last + 1, **facts)
    logger.info("news %s put forward by %s", item.pk, by.pk)
    return item


@transaction.atomic
def change_news(item: NewsItem, *, by: User, version: int, **facts: Any) -> NewsItem:
    """Change what was put forward; refused when another page changed it, or it was removed, in the meantime."""
    row = _lock_news(item)
    if all(getattr(row, name) == value for name, value in facts.items()):
        return row
    if row.version != version:
        raise Overtaken(_("This was changed in the meantime. Look at what stands there now, and try again."))
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


@transaction.atomic
def remove_news(item: NewsItem, *, by: User) -> None:
    """Take it off the list; gone already is fine."""
    _refuse_when_over(lock_meeting(item.meeting))
    if NewsItem.objects.filter(pk=item.pk).delete()[0]:
        logger.info("news %s removed by %s", item.pk, by.pk)


@transaction.atomic
def move_news(item: NewsItem, *, by: User, up: bool) -> None:
    """Change places with the one before or after; the first can't go up, nor the last down: then nothing changes."""
    meeting = lock_meeting(item.meeting)
    _refuse_when_over(meeting)
    order = list(meeting.news.order_by("position", "pk"))
    here = next((index for index, other in enumerate(order) if other.pk == item.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    # Positions may be equal when rows came in otherwise: from here on they count on.
    for position, row in enumerate(order, start=1):
        row.position = position
    NewsItem.objects.bulk_update(order, ["position"])


def _lock_news(item: NewsItem) -> NewsItem:
    """Lock the meeting before its news, always in this order; return the row as it is now."""
    meeting = lock_meeting(item.meeting)
    _refuse_when_over(meeting)
    row = NewsItem.objects.select_for_update().filter(pk=item.pk).first()
    if row is None:
        raise Refused(_("This was taken off the list in the meantime."))
    row.meeting = meeting
    return row


def _refuse_when_over(meeting: Meeting) -> None:
    if meeting.cycle.community.status != Community.Status.ACTIVE or not meeting.is_planned or meeting.is_over:
        raise Refused(_("This meeting is over or does not go on. Its news stays as it is."))
