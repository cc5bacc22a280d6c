"""Planning a series of meetings."""

import logging
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.templatetags.ui import day_time

from ..models import Cycle, Meeting
from .meeting import MeetingPlan, apply_plan

logger = logging.getLogger(__name__)


def draft_cycle(community: Community) -> Cycle | None:
    """Return the cycle with which the circle starts; None while nothing is saved."""
    return community.cycles.filter(number=1).first()


def save_cycle_draft(community: Community, *, learning_goal: str, meetings: Sequence[MeetingPlan], by: User) -> Cycle:
    """Keep the plan of a circle that has not started; saving the same again changes nothing."""
    with transaction.atomic():
        row = Community.objects.select_for_update().get(pk=community.pk)
        if not row.is_draft:
            raise Refused(_("This circle has started. Change its meetings one by one, so that members are told."))
        cycle, _made = Cycle.objects.get_or_create(community=row, number=1)
        cycle.learning_goal = learning_goal
        cycle.save(update_fields=["learning_goal"])
        _save_meetings(cycle, meetings)
    logger.info("cycle %s saved by %s", cycle.pk, by.pk)
    return cycle


def _save_meetings(cycle: Cycle, plans: Sequence[MeetingPlan]) -> None:
    """Make the drafts equal to the plans, by number; those that are left over go."""
    known = {meeting.number: meeting for meeting in cycle.meetings.filter(status=Meeting.Status.DRAFT)}
    for number, plan in enumerate(plans, start=1):
        meeting = known.pop(number, None) or Meeting(cycle=cycle, number=number)
        apply_plan(meeting, plan)
        meeting.save()
    cycle.meetings.filter(pk__in=[meeting.pk for meeting in known.values()]).delete()


def missing_in_cycle(cycle: Cycle | None) -> list[str]:
    """Return what keeps the plan from starting, in whole sentences; empty when it is complete."""
    meetings = list(cycle.meetings.all()) if cycle else []
    if not cycle or not meetings:
        return [_("Plan at least one meeting.")]
    problems = [] if cycle.learning_goal.strip() else [_("Say what you want to learn together.")]
    now = timezone.now()
    problems += [
        _("Meeting %(number)s is on a date that has passed.") % {"number": meeting.number}
        for meeting in meetings
        if meeting.starts_at <= now
    ]
    problems += [
        _("Meeting %(number)s is not after the one before it.") % {"number": later.number}
        for earlier, later in pairwise(meetings)
        if later.starts_at < earlier.ends_at
    ]
    return problems


def plan_cycle(cycle: Cycle, *, by: User) -> Cycle:
    """Plan the meetings that are in draft: from then on members see them and are reminded. Twice is harmless."""
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=cycle.community_id)
        drafts = list(cycle.meetings.filter(status=Meeting.Status.DRAFT))
        if not drafts and cycle.meetings.exists():
            return cycle
        if problems := missing_in_cycle(cycle):
            raise Refused(problems)
        now = timezone.now()
        for meeting in drafts:
            meeting.status, meeting.planned_at = Meeting.Status.PLANNED, now
            meeting.next_reminder_at = meeting.reminder_after(now)
        Meeting.objects.bulk_update(drafts, ["status", "planned_at", "next_reminder_at"])
    logger.info("cycle %s planned by %s", cycle.pk, by.pk)
    return cycle


def missing_in_setup(community: Community) -> list[str]:
    """Return what step 2 of setting up a circle still asks."""
    return missing_in_cycle(draft_cycle(community))


def setup_facts(community: Community) -> list[dict[str, Any]]:
    """Return what step 2 of setting up a circle holds so far; empty before it is saved."""
    cycle = draft_cycle(community)
    if not cycle:
        return []
    goal = [{"label": _("Learning goal"), "value": cycle.learning_goal}] if cycle.learning_goal else []
    return goal + [
        {"label": _("Meeting %(number)s") % {"number": meeting.number}, "value": _when_and_where(meeting)}
        for meeting in cycle.meetings.all()
    ]


def _when_and_where(meeting: Meeting) -> str:
    where = meeting.place or meeting.address
    return ", ".join(filter(None, [day_time(meeting.local_start, meeting.local_end), where]))
