"""What did you do with it? Asking before the next meeting, and telling."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.actions import Intent, notify_all
from meetings.actions.action_item import close_action_item
from meetings.models import ActionItem, Meeting

from ..models import FollowUp

KIND = "casework.follow_up"
# How long before the next meeting its owner is asked.
BEFORE = timedelta(days=3)
BATCH = 500


@transaction.atomic
def answer_follow_up(follow_up: FollowUp, *, by: User, outcome: str, story: str, version: int) -> FollowUp:
    """Tell what came of it; the action item of the circle is closed with it, without a word of the story."""
    row = FollowUp.objects.select_for_update(of=("self",)).select_related("action_item").get(pk=follow_up.pk)
    if row.owner_id != by.pk:
        raise Refused(_("Only whose action it is tells about it."))
    if row.version != version:
        raise Overtaken(_("You told this on another page in the meantime. Look at what stands there now."))
    row.outcome, row.story, row.answered_at = outcome, story, timezone.now()
    row.version += 1
    row.save()
    if row.action_item and row.action_item.is_open and outcome != FollowUp.Outcome.PARTLY:
        is_done = outcome == FollowUp.Outcome.DONE
        status = ActionItem.Status.DONE if is_done else ActionItem.Status.DROPPED
        close_action_item(row.action_item, by=by, status=status)
    return row


@transaction.atomic
def ask_before_meetings(now: datetime) -> int:
    """Ask who chose an action what came of it, three days before the next meeting of the circle; return how many.

    Who was asked before this meeting is not asked again, unless the meeting moved.
    """
    following = _next_meetings(now)
    if not following:
        return 0
    due = [row for row in _waiting(following) if _is_due(row, following)]
    asked = {(row.session_id, row.owner_id): row for row in due}
    intents = [_intent(row, following[row.session.meeting.cycle.community_id]) for row in asked.values()]
    for row in due:
        row.asked_before = following[row.session.meeting.cycle.community_id].starts_at
    FollowUp.objects.bulk_update(due, ["asked_before"])
    return notify_all(KIND, intents) if intents else 0


def _next_meetings(now: datetime) -> dict[int, Meeting]:
    """Return the first meeting of each running circle that meets within these days."""
    soon = Meeting.objects.planned().filter(
        starts_at__gt=now, starts_at__lte=now + BEFORE, cycle__community__status=Community.Status.ACTIVE
    )
    rows = soon.select_related("cycle").order_by("-starts_at")
    return {meeting.cycle.community_id: meeting for meeting in rows}


def _waiting(following: Mapping[int, Meeting]) -> list[FollowUp]:
    """Return what people who still take part have not told about."""
    rows = FollowUp.objects.waiting().filter(session__meeting__cycle__community__in=following, owner__is_active=True)
    taking_part = Membership.objects.active().filter(
        user=OuterRef("owner"), community=OuterRef("session__meeting__cycle__community")
    )
    return list(rows.filter(Exists(taking_part)).select_related("owner", "session__meeting__cycle")[:BATCH])


def _is_due(row: FollowUp, following: Mapping[int, Meeting]) -> bool:
    starts_at = following[row.session.meeting.cycle.community_id].starts_at
    return row.session.meeting.starts_at < starts_at != row.asked_before


def _intent(row: FollowUp, meeting: Meeting) -> Intent:
    key = f"{KIND}:{row.session_id}:{meeting.pk}:{meeting.starts_at:%Y%m%d%H%M}"
    return Intent(row.owner, key, {"session": row.session_id, "meeting": meeting.pk})
