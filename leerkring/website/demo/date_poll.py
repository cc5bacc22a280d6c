"""A circle that looks for a date for its last meeting to come."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from communities.models import Community, Membership
from leerkring.accounts.models import User
from meetings.dates import holidays_of
from meetings.models import DateOption, DatePoll, DateVote, Meeting

NOTE = "De zaal is op deze dag misschien bezet. Welke dagen passen jou ook?"
TIME_TO_ANSWER = timedelta(days=9)
OPTIONS = 5
# What each person in turn says of each date; who is left out did not answer yet.
ANSWERS = ["ynyym", "yymny", None, "nyyym", "myyny", "yyynn", None]
WORDS = {"y": DateVote.Answer.YES, "m": DateVote.Answer.MAYBE, "n": DateVote.Answer.NO}


def load_poll(community: Community, now: datetime) -> None:
    """Ask about the last meeting that is planned; nothing happens when it was asked before."""
    today = timezone.localtime(now).date()
    soonest = today + TIME_TO_ANSWER
    to_come = Meeting.objects.planned().filter(cycle__community=community, date__gt=soonest + timedelta(days=7))
    meeting = to_come.order_by("-date").first()
    if meeting is None or DatePoll.objects.filter(meeting__cycle__community=community).exists():
        return
    coordinator = community.memberships.active().with_role(Membership.Role.COORDINATOR).select_related("user").first()
    by = coordinator.user if coordinator else None
    poll = DatePoll.objects.create(meeting=meeting, closes_on=soonest, note=NOTE, started_by=by)
    days = holidays_of(community).around(meeting.date, after=soonest)
    for day in _nearest(days, meeting.date):
        DateOption.objects.create(poll=poll, date=day, start_time=meeting.start_time, end_time=meeting.end_time)
    people = [row.user for row in community.memberships.active().select_related("user").order_by("pk")]
    _answer(poll, [person for person in people if person != by], now)


def _nearest(days: list[date], wanted: date) -> list[date]:
    return sorted(sorted(days, key=lambda day: abs((day - wanted).days))[:OPTIONS])


def _answer(poll: DatePoll, people: list[User], now: datetime) -> None:
    options = list(poll.options.all())
    DateVote.objects.bulk_create(
        DateVote(option=option, user=person, answer=WORDS[letter], answered_at=now - timedelta(hours=place))
        for place, person in enumerate(people)
        if (said := ANSWERS[place % len(ANSWERS)])
        for option, letter in zip(options, said, strict=False)
    )
