"""Planning a series of meetings."""

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.templatetags.ui import day_time

from ..dates import WEEKS_BETWEEN, Holidays, holidays_of
from ..models import Cycle, Meeting, ProgrammeItem
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
            meeting.next_reminder_at = now
        Meeting.objects.bulk_update(drafts, ["status", "planned_at", "next_reminder_at"])
    logger.info("cycle %s planned by %s", cycle.pk, by.pk)
    return cycle


def copy_cycle(source: Cycle, community: Community, *, by: User, today: date) -> Cycle:
    """Give the circle another cycle after the example of one: goal, themes, times and programmes, as drafts.

    The dates are proposed: as many weeks apart as in the example, outside holidays. Host and place differ per cycle.
    """
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        last = community.cycles.aggregate(last=Max("number"))["last"] or 0
        cycle = Cycle.objects.create(community=community, number=last + 1, learning_goal=source.learning_goal)
        kept = source.meetings.exclude(status=Meeting.Status.CANCELLED).prefetch_related("items")
        # Of a series that was cancelled altogether the plan is still worth having.
        examples = sorted(kept or source.meetings.prefetch_related("items"), key=lambda meeting: meeting.date)
        holidays = holidays_of(community)
        dates = _dates_like(examples, first_after_end(community, today, holidays), holidays)
        items: list[ProgrammeItem] = []
        for number, (example, day) in enumerate(zip(examples, dates, strict=True), start=1):
            meeting = Meeting(cycle=cycle, number=number, theme=example.theme, time_zone=example.time_zone)
            meeting.capacity, meeting.format = example.capacity, example.format
            meeting.set_times(day, example.start_time, example.end_time)
            meeting.save()
            items += [_item_again(item, meeting) for item in example.items.all()]
        ProgrammeItem.objects.bulk_create(items)
    logger.info("cycle %s copied from %s by %s", cycle.pk, source.pk, by.pk)
    return cycle


def add_next_cycle(source: Cycle, *, by: User, today: date) -> Cycle:
    """Give the same circle its next cycle after the example of this one; refused while another is in draft."""
    with transaction.atomic():
        row = Community.objects.select_for_update().get(pk=source.community_id)
        if row.status != Community.Status.ACTIVE:
            raise Refused(_("Only a running circle gets another cycle."))
        if Meeting.objects.filter(cycle__community=row, status=Meeting.Status.DRAFT).exists():
            raise Refused(_("There are meetings in draft already. Plan those first, or throw them away."))
        return copy_cycle(source, row, by=by, today=today)


def change_cycle(cycle: Cycle, *, by: User, version: int, name: str, learning_goal: str) -> Cycle:
    """Change the name and the learning goal; raises ``Overtaken`` when ``version`` is not the latest."""
    with transaction.atomic():
        row = Cycle.objects.select_for_update().get(pk=cycle.pk)
        if (row.name, row.learning_goal) == (name, learning_goal):
            return row
        if row.version != version:
            raise Overtaken(
                _("Somebody else changed this cycle while you were typing. Compare, and save again if yours is right.")
            )
        row.name, row.learning_goal, row.version = name, learning_goal, row.version + 1
        row.save(update_fields=["name", "learning_goal", "version"])
    logger.info("cycle %s changed by %s", row.pk, by.pk)
    return row


def discard_drafts(cycle: Cycle, *, by: User) -> None:
    """Throw away the meetings that are still in draft, and the cycle when nothing is left; twice is harmless."""
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=cycle.community_id)
        Meeting.objects.filter(cycle=cycle.pk, status=Meeting.Status.DRAFT).delete()
        if not Meeting.objects.filter(cycle=cycle.pk).exists():
            Cycle.objects.filter(pk=cycle.pk).delete()
    logger.info("drafts of cycle %s thrown away by %s", cycle.pk, by.pk)


def first_after_end(community: Community, today: date, holidays: Holidays) -> date:
    """Return the first day to propose: with time to invite, and a rhythm after the last meeting to come."""
    first = holidays.first_proposal(today)
    going_on = Meeting.objects.filter(cycle__community=community).exclude(status=Meeting.Status.CANCELLED)
    last = going_on.aggregate(last=Max("date"))["last"]
    after = last + timedelta(weeks=WEEKS_BETWEEN) if last else first
    return holidays.first_working_date(max(first, after))


def _dates_like(examples: Sequence[Meeting], first: date, holidays: Holidays) -> list[date]:
    dates = [first]
    for earlier, later in pairwise(examples):
        weeks = max(1, round((later.date - earlier.date).days / 7))
        dates.append(holidays.first_working_date(dates[-1] + timedelta(weeks=weeks)))
    return dates[: len(examples)]


def _item_again(item: ProgrammeItem, meeting: Meeting) -> ProgrammeItem:
    """Return the same item for another meeting, not saved; its party stays, a guest and a member are asked anew."""
    names = ["position", "pillar", "title", "minutes", "working_form", "responsible", "materials", "tables"]
    return ProgrammeItem(meeting=meeting, **{name: getattr(item, name) for name in names})


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
