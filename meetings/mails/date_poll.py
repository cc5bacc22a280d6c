"""Which date suits you: the question, the reminder, that it is time to choose, and that nothing changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from communities.models import Membership
from leerkring.core.links import absolute_url
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import DatePoll, DateVote
from ..tokens import poll_url
from .batch import CANCELLED, LEFT, OVER, thread_of

GONE = Skip(gettext_noop("the date poll was removed"))
CLOSED = Skip(gettext_noop("the date poll is closed"))
ENDED = Skip(gettext_noop("the last day to answer has passed"))
ANSWERED = Skip(gettext_noop("answered already"))


class _Polls:
    """The polls of some messages, who is still a member, and who answered; three queries."""

    def __init__(self, messages: Sequence[Message]) -> None:
        asked = {message.context.get("poll") for message in messages} - {None}
        self.rows: dict[int, DatePoll] = DatePoll.objects.with_meeting().in_bulk(asked)
        circles = {row.meeting.cycle.community_id for row in self.rows.values()}
        people = {message.recipient_id for message in messages}
        members = Membership.objects.active().filter(community__in=circles, user__in=people, user__is_active=True)
        self.members = {(row.community_id, row.user_id): row for row in members}
        voted = DateVote.objects.filter(option__poll__in=self.rows, user__in=people)
        self.voted = set(voted.values_list("option__poll", "user"))

    def poll_for(self, message: Message) -> DatePoll | Skip:
        """Return the poll, or why this person is told nothing about it."""
        poll = self.rows.get(message.context.get("poll", 0))
        if poll is None:
            return GONE
        if (poll.meeting.cycle.community_id, message.recipient_id) not in self.members:
            return LEFT
        if not poll.meeting.is_planned:
            return CANCELLED
        return OVER if poll.meeting.has_begun else poll

    def coordinates(self, poll: DatePoll, message: Message) -> bool:
        """Return whether this person coordinates the circle."""
        row = self.members[(poll.meeting.cycle.community_id, message.recipient_id or 0)]
        return Membership.Role.COORDINATOR in (row.role, row.second_role)


def prepare_asked(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Ask who has not answered yet, while they can."""
    polls = _Polls(messages)
    return {message.pk: _ask(polls, message, "meetings_poll") for message in messages}


def prepare_reminders(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Ask once more."""
    polls = _Polls(messages)
    return {message.pk: _ask(polls, message, "meetings_poll_reminder") for message in messages}


def _ask(polls: _Polls, message: Message, template: str) -> Mail | Skip:
    poll = polls.poll_for(message)
    if isinstance(poll, Skip):
        return poll
    if not poll.is_open:
        return CLOSED
    if poll.is_past(timezone.localdate()):
        return ENDED
    if (poll.pk, message.recipient_id) in polls.voted:
        return ANSWERED
    return _mail(template, poll, poll_url(poll.pk, message.recipient_id or 0))


def prepare_due(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell coordinators that everybody had their time, and a date can be chosen."""
    polls = _Polls(messages)
    return {message.pk: _due(polls, message) for message in messages}


def _due(polls: _Polls, message: Message) -> Mail | Skip:
    poll = polls.poll_for(message)
    if isinstance(poll, Skip):
        return poll
    if not poll.is_open:
        return CLOSED
    if not polls.coordinates(poll, message):
        return LEFT
    path = reverse("meetings:poll_close", kwargs={"pk": poll.meeting_id, "poll_pk": poll.pk})
    return _mail("meetings_poll_due", poll, absolute_url(path))


def prepare_closed(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell members that the meeting stays on its day; of a day that changed the mail about the change tells."""
    polls = _Polls(messages)
    return {message.pk: _closed(polls, message) for message in messages}


def _closed(polls: _Polls, message: Message) -> Mail | Skip:
    poll = polls.poll_for(message)
    if isinstance(poll, Skip):
        return poll
    return _mail("meetings_poll_closed", poll, absolute_url(poll.meeting.get_absolute_url()))


def _mail(template: str, poll: DatePoll, url: str) -> Mail:
    meeting = poll.meeting
    context: dict[str, Any] = {
        "poll": poll,
        "meeting": meeting,
        "community": meeting.cycle.community,
        "start": meeting.local_start,
        "end": meeting.local_end,
        "url": url,
    }
    return Mail(template, context, thread=thread_of(meeting))
