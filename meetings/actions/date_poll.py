"""Asking a circle which date suits, and choosing one."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import DateOption, DatePoll, DateVote, Meeting
from ..models.clock import utc_moment
from ..tokens import read_poll_token
from .meeting import change_meeting, lock_meeting, plan_of, tell_members

logger = logging.getLogger(__name__)
FEWEST = 2


@dataclass(frozen=True, order=True)
class Option:
    """A date to ask about: clock times of the place."""

    date: date
    start_time: time
    end_time: time

    def moment(self, zone: str) -> datetime:
        """Return its beginning in UTC."""
        return utc_moment(self.date, self.start_time, zone)


@transaction.atomic
def start_poll(
    meeting: Meeting, *, by: User, options: Collection[Option], closes_on: date, note: str = ""
) -> DatePoll:
    """Ask all members which of these dates suits them; refused while another question about the meeting is open."""
    row = lock_meeting(meeting)
    _refuse_unless_to_come(row)
    if row.date_polls.open().exists():
        raise Refused(_("The circle is being asked for a date for this meeting already."))
    chosen = sorted(set(options))
    _refuse_wrong_options(row, chosen, closes_on)
    poll = DatePoll.objects.create(meeting=row, closes_on=closes_on, note=note, started_by=by)
    DateOption.objects.bulk_create(
        DateOption(poll=poll, date=each.date, start_time=each.start_time, end_time=each.end_time) for each in chosen
    )
    tell_members(row, "meetings.poll", {"meeting": row.pk, "poll": poll.pk})
    logger.info("poll %s about meeting %s started by %s", poll.pk, row.pk, by.pk)
    return poll


def _refuse_wrong_options(meeting: Meeting, options: list[Option], closes_on: date) -> None:
    if not FEWEST <= len(options) <= DatePoll.MOST_OPTIONS:
        raise Refused(_("Choose two to %(most)s different dates.") % {"most": DatePoll.MOST_OPTIONS})
    if len({(each.date, each.start_time) for each in options}) < len(options):
        raise Refused(_("One of the dates stands there twice, with another end. Leave one out."))
    zone = meeting.time_zone
    if any(utc_moment(each.date, each.end_time, zone) <= each.moment(zone) for each in options):
        raise Refused(_("One of the dates ends before it begins."))
    first = options[0]
    if first.moment(zone) <= timezone.now():
        raise Refused(_("One of the dates has passed. Choose days in the future."))
    if not timezone.localdate() <= closes_on < first.date:
        raise Refused(_("Ask for answers until a day from today on, before the first of the dates."))


def _refuse_unless_to_come(meeting: Meeting) -> None:
    if meeting.cycle.community.status != Community.Status.ACTIVE:
        raise Refused(_("This circle is not running. Its meetings stay as they are."))
    if meeting.status == Meeting.Status.CANCELLED:
        raise Refused(_("This meeting is cancelled. There is no date to look for any more."))
    if not meeting.is_planned or meeting.has_begun:
        raise Refused(_("This meeting has begun or is over. There is no date to look for any more."))


def _lock(poll: DatePoll) -> tuple[Meeting, DatePoll]:
    """Return both rows as they are now, held; always the meeting first, so that no two deeds block each other."""
    meeting = lock_meeting(poll.meeting)
    row = DatePoll.objects.select_for_update().get(pk=poll.pk)
    row.meeting = meeting
    return meeting, row


@transaction.atomic
def vote(poll: DatePoll, *, by: User, answers: Mapping[int, str]) -> int:
    """Keep what somebody said of each date, by the key of the date; the same again changes nothing.

    Returns how many of the dates have an answer of theirs now. Dates that are not named keep what was said before.
    """
    meeting, row = _lock(poll)
    _refuse_unless_asked(meeting, row)
    if not meeting.cycle.community.memberships.active().filter(user=by).exists():
        raise Refused(_("Only who takes part in this circle answers."))
    now, options = timezone.now(), {option.pk: option for option in row.options.all()}
    known = {one.option_id: one for one in DateVote.objects.filter(option__poll=row, user=by)}
    unknown = set(answers) - set(options)
    if unknown:
        raise Refused(_("One of these dates is not asked any more. Look at the page again."))
    for pk, answer in answers.items():
        one = known.get(pk) or DateVote(option=options[pk], user=by)
        if one.answer != answer:
            one.answer, one.answered_at = answer, now
            one.save()
    return len(set(known) | set(answers))


def _refuse_unless_asked(meeting: Meeting, poll: DatePoll) -> None:
    _refuse_unless_to_come(meeting)
    if poll.status == DatePoll.Status.CHOSEN:
        raise Refused(_("A date is chosen already. You need not answer any more."))
    if not poll.is_open:
        raise Refused(_("This question was stopped. You need not answer any more."))
    if poll.is_past(timezone.localdate()):
        raise Refused(_("You could answer until yesterday or earlier. The coordinator chooses a date now."))


@transaction.atomic
def choose_date(poll: DatePoll, *, by: User, option: DateOption) -> DatePoll:
    """Move the meeting to one of the dates and close the question; choosing the same again changes nothing.

    Members are told as of any change; when the date stays as it is they are told that. Answers to the meeting stay:
    who said yes is asked again by the mail about the change.
    """
    meeting, row = _lock(poll)
    if row.status == DatePoll.Status.CHOSEN and row.chosen_id == option.pk:
        return row
    if not row.is_open:
        raise Refused(_("Somebody else closed this question already. Look what was decided."))
    _refuse_unless_to_come(meeting)
    chosen = row.options.filter(pk=option.pk).first()
    if chosen is None:
        raise Refused(_("Choose one of the dates that were asked."))
    if chosen.moment(meeting.time_zone) <= timezone.now():
        raise Refused(_("This date has passed. Choose another one."))
    plan = replace(plan_of(meeting), date=chosen.date, start_time=chosen.start_time, end_time=chosen.end_time)
    moved = change_meeting(meeting, by=by, version=meeting.version, plan=plan)
    is_same = moved.version == meeting.version
    return _close(row, DatePoll.Status.CHOSEN, by=by, chosen=chosen, tell=is_same)


@transaction.atomic
def stop_poll(poll: DatePoll, *, by: User) -> DatePoll:
    """Stop asking without a choice, and tell members when the meeting goes on as it was; twice is harmless."""
    meeting, row = _lock(poll)
    if row.status == DatePoll.Status.STOPPED:
        return row
    if not row.is_open:
        raise Refused(_("Somebody else chose a date already. Look what was decided."))
    if meeting.cycle.community.status != Community.Status.ACTIVE:
        raise Refused(_("This circle is not running. Its meetings stay as they are."))
    return _close(row, DatePoll.Status.STOPPED, by=by, tell=meeting.is_planned and not meeting.has_begun)


def _close(poll: DatePoll, status: str, *, by: User, tell: bool, chosen: DateOption | None = None) -> DatePoll:
    poll.status, poll.chosen, poll.closed_at = status, chosen, timezone.now()
    poll.version += 1
    poll.save(update_fields=["status", "chosen", "closed_at", "version"])
    if tell:
        tell_members(poll.meeting, "meetings.poll_closed", {"meeting": poll.meeting_id, "poll": poll.pk})
    logger.info("poll %s %s by %s", poll.pk, status, by.pk)
    return poll


def asked_by(token: str) -> tuple[DatePoll, User] | None:
    """Return the question and the person of a link in a mail; None when it is not ours, or no member's any more."""
    pks = read_poll_token(token)
    person = User.objects.filter(pk=pks[1], is_active=True).first() if pks else None
    if not pks or not person:
        return None
    polls = DatePoll.objects.permitted(person, "meetings.view_poll").with_meeting()
    poll = polls.filter(pk=pks[0]).first()
    return (poll, person) if poll else None
