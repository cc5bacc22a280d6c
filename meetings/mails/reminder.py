"""The mail around a meeting: before it, and after it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_noop

from leerkring.accounts.models import User
from leerkring.core.clock import moment
from leerkring.core.links import absolute_url
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message
from leerkring.notifications.rhythm import get_rule

from .. import rhythm
from ..audience import CLOSED, Audience
from ..brief import AgendaLine, Brief
from ..case_counts import case_counts
from ..models import ActionItem, Insight, Meeting, NewsItem, Note, ProgrammeItem
from ..rhythm import levels_of_meetings
from .batch import GONE, OVER, mail_context, thread_of

MOVED = Skip(gettext_noop("the meeting moved"))
FOLDED = Skip(gettext_noop("in one mail with another of that day"))
UNKNOWN = Skip(gettext_noop("this mail does not exist any more"))
OFF = Skip(gettext_noop("the circle switched this mail off"))

__all__ = ["CLOSED", "MOVED", "prepare_reminders"]


def prepare_reminders(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell what the rhythm says of a meeting that still starts when the key says, to whom it still concerns."""
    batch = _Batch(messages)
    return {message.pk: _prepare(batch, message) for message in messages}


def _prepare(batch: "_Batch", message: Message) -> Mail | Skip:
    meeting = batch.meetings.get(message.context.get("meeting", 0))
    if meeting is None:
        return GONE
    rules = batch.rules_for(meeting, message)
    if isinstance(rules, Skip):
        return rules
    assert message.recipient is not None
    brief = batch.brief(meeting, message.recipient, rules)
    kind = get_rule(rules[0]).kind
    context = mail_context(meeting, message) | {"brief": brief, "is_copy": bool(message.context.get("copy"))}
    return Mail(
        "meetings_reminder",
        context,
        thread=thread_of(meeting),
        reason=_said_later(brief),
        change_url=absolute_url(reverse("notifications:kind_settings", kwargs={"name": kind})),
    )


# In the language of the reader, which is not spoken yet while mails are prepared.
_said_later = lazy(lambda brief: brief.reason, str)


class _Batch:
    """Everything that the mails of a batch tell, and who still gets them; a fixed number of queries."""

    def __init__(self, messages: Sequence[Message]) -> None:
        pks = {message.context.get("meeting") for message in messages} - {None}
        rows = Meeting.objects.filter(pk__in=pks).select_related(
            "cycle__community__programme", "host", "municipality", "facilitator"
        )
        self.meetings: dict[int, Meeting] = {row.pk: row for row in rows}
        meetings = list(self.meetings.values())
        self.audience = Audience(meetings, {message.recipient_id or 0 for message in messages})
        self.levels = levels_of_meetings(meetings)
        told = {message.context.get("rule") for message in messages}
        told |= {name for message in messages for name in message.context.get("also", [])}
        self.agendas = _agendas(meetings) if rhythm.PREPARE in told else {}
        self.numbers = _numbers(self.meetings, told)

    def rules_for(self, meeting: Meeting, message: Message) -> list[str] | Skip:
        """Return what to tell this person, the most important first; or why nothing."""
        context, user = message.context, message.recipient_id or 0
        if context.get("within"):
            return FOLDED
        if context.get("copy"):
            return [context["rule"]] if self.audience.leads(meeting, user) else OFF
        if meeting.starts_at.isoformat() != context["starts_at"]:
            return MOVED
        missed = self._refusal(context["rule"], meeting, user)
        if missed:
            return missed
        also = [name for name in context.get("also", []) if self._refusal(name, meeting, user) is None]
        return [context["rule"], *also]

    def _refusal(self, name: str, meeting: Meeting, user: int) -> Skip | None:
        try:
            rule = get_rule(name)
        except LookupError:
            return UNKNOWN
        if rule.is_before and meeting.starts_at <= moment():
            return OVER
        if not self.levels[meeting.pk].decide(rule).is_on:
            return OFF
        return self.audience.refusal(name, meeting, user)

    def brief(self, meeting: Meeting, person: User, rules: list[str]) -> Brief:
        """Return what is known for one mail."""
        levels, audience = self.levels[meeting.pk], self.audience
        lines = [levels.decide(get_rule(name)).line for name in rules]
        return Brief(
            meeting=meeting,
            person=person,
            rules=rules,
            is_leading=audience.leads(meeting, person.pk),
            has_answered=bool(audience.answer_of(meeting, person.pk)),
            promised=audience.promised(meeting, person.pk),
            numbers=self.numbers[meeting.pk],
            agenda=self.agendas.get(meeting.pk, []),
            line="\n\n".join(dict.fromkeys(line for line in lines if line)),
        )


def _agendas(meetings: Sequence[Meeting]) -> dict[int, list[AgendaLine]]:
    """Return the programmes that members may see, with their times; one query."""
    shown = {meeting.pk: meeting for meeting in meetings if meeting.programme_published_at}
    found: dict[int, list[AgendaLine]] = {pk: [] for pk in shown}
    begins = {pk: meeting.local_start for pk, meeting in shown.items()}
    for item in ProgrammeItem.objects.filter(meeting__in=shown).order_by("meeting", "position"):
        start = begins[item.meeting_id]
        found[item.meeting_id].append(AgendaLine(start, item.title, item.member_id))
        begins[item.meeting_id] = start + timedelta(minutes=item.minutes)
    return found


def _numbers(meetings: Mapping[int, Meeting], told: Collection[Any]) -> dict[int, dict[str, int]]:
    """Return what is counted per meeting, as far as these mails tell it; one query per number."""
    counted: dict[str, Mapping[int, int]] = {}
    if {rhythm.CALL, rhythm.PREPARE} & set(told):
        counted |= {"cases": case_counts(list(meetings)), "news": _count(NewsItem.objects, meetings)}
    if rhythm.HARVEST in told:
        counted |= {
            "insights": _count(Insight.objects, meetings),
            "notes": _count(Note.objects.exclude(text=""), meetings),
            "agreed": _count(ActionItem.objects, meetings),
        }
    return {pk: {name: numbers.get(pk, 0) for name, numbers in counted.items()} for pk in meetings}


def _count(rows: Any, meetings: Mapping[int, Meeting]) -> Mapping[int, int]:
    return dict(rows.filter(meeting__in=meetings).order_by().values_list("meeting").annotate(Count("pk")))
