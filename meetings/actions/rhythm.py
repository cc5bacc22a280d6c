"""Choosing the mail around one meeting, what is to come of it, and a copy of one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions.rhythm import look_again, write_choices
from communities.models import Community
from communities.rhythm import Ahead, Planned
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.actions import notify
from leerkring.notifications.rhythm import LONGEST_AFTER, LONGEST_BEFORE, Choice

from ..audience import Audience
from ..models import Meeting
from ..rhythm import RULES, Due, levels_of_meetings, plan_of
from .meeting import lock_meeting

COPY = "meetings.rhythm_copy"


@transaction.atomic
def set_meeting_rhythm(meeting: Meeting, *, by: User, version: int, choices: Mapping[str, Choice]) -> Meeting:
    """Let exactly these choices hold for a meeting; the same again changes nothing.

    Raises ``Overtaken`` when somebody saved something else after ``version`` was read.
    """
    row = lock_meeting(meeting)
    if row.status == Meeting.Status.CANCELLED or row.cycle.community.is_over:
        raise Refused(_("No mail goes out around this meeting any more."))
    if write_choices(row.rhythm, choices):
        if row.rhythm_version != version:
            raise Overtaken(_("Somebody else changed this rhythm while you were busy."))
        row.rhythm_version += 1
        row.save(update_fields=["rhythm_version"])
        look_again(Meeting.objects.filter(pk=row.pk), "next_reminder_at", timezone.now())
    return row


def planned_around_meetings(ahead: Ahead) -> list[Planned]:
    """Return what goes out around the meetings of a circle; the same questions as the finder asks."""
    near = Meeting.objects.planned().filter(
        cycle__community=ahead.community,
        starts_at__gt=ahead.since - timedelta(days=LONGEST_AFTER + 30),
        starts_at__lt=ahead.until + timedelta(days=LONGEST_BEFORE + 1),
    )
    meetings = list(near.select_related("cycle__community", "facilitator"))
    levels = levels_of_meetings(meetings, {ahead.community.pk: ahead.levels})
    due = [each for meeting in meetings for each in plan_of(meeting, levels[meeting.pk])]
    coming = [each for each in due if ahead.since < each.moment <= ahead.until]
    audience = Audience(list({each.meeting.pk: each.meeting for each in coming}.values()))
    return [_planned(each, audience) for each in coming]


def _planned(due: Due, audience: Audience) -> Planned:
    people: Sequence[User] = audience.concerned(due.rule.name, due.meeting)
    return Planned(
        moment=due.moment,
        label=due.rule.label,
        subject=str(due.meeting),
        url=due.meeting.get_absolute_url(),
        people=sorted(person.full_name for person in people),
        audience=due.rule.audience,
        zone=due.meeting.zone,
        line=due.decision.line,
        key=f"meetings:{due.meeting.pk}:{due.rule.name}",
    )


@transaction.atomic
def copy_of_mail(community: Community, number: int, rule: str, by: User) -> bool:
    """Send ``by`` a copy of one mail around a meeting of the circle; pressed twice in a minute is one copy."""
    meeting = Meeting.objects.planned().filter(cycle__community=community, pk=number).first()
    if meeting is None or rule not in {each.name for each in RULES}:
        return False
    context = {"meeting": meeting.pk, "rule": rule, "copy": True}
    notify(by, COPY, key=f"{COPY}:{meeting.pk}:{rule}:{timezone.now():%Y%m%d%H%M}", context=context)
    return True
