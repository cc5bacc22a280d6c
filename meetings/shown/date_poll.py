"""A date poll for who reads it: each date in words, how many can come, and which suits most."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.accounts.models import User
from leerkring.core.templatetags.ui import day_time

from ..actions.date_poll import Option
from ..actions.meeting import members_of
from ..models import DateOption, DatePoll, DateVote

Answer = DateVote.Answer


def option_words(option: Option | DateOption) -> str:
    """Return *donderdag 14 januari, 9.30–16.30 uur*."""
    return day_time(datetime.combine(option.date, option.start_time), datetime.combine(option.date, option.end_time))


@dataclass(frozen=True)
class ShownOption:
    """One date with what people said of it; names stay empty for who may not see them."""

    option: DateOption
    when: str
    yes: int
    maybe: int
    no: int
    is_past: bool
    is_now: bool = False
    is_best: bool = False
    is_chosen: bool = False
    people: Sequence[tuple[str, str]] = ()

    @property
    def counts(self) -> str:
        """Return the numbers in a sentence."""
        numbers = {"yes": self.yes, "maybe": self.maybe, "no": self.no}
        words = _("Suits: %(yes)s. If need be: %(maybe)s. Does not suit: %(no)s.") % numbers
        return " ".join(filter(None, [words, _("This is the date it has now.") if self.is_now else ""]))

    @property
    def rank(self) -> tuple[int, int, int]:
        """What makes a date better than another: more who can, then fewer who can't, then sooner."""
        return self.yes, self.yes + self.maybe, -self.option.date.toordinal()


@dataclass(frozen=True)
class Results:
    """What came of a poll so far."""

    rows: list[ShownOption]
    answered: int
    asked: int
    silent: list[str]

    @property
    def headline(self) -> str:
        """Return how many answered, in words."""
        words = ngettext(
            "%(answered)s of %(asked)s member answered.", "%(answered)s of %(asked)s members answered.", self.asked
        )
        return words % {"answered": self.answered, "asked": self.asked}

    @property
    def choosable(self) -> list[ShownOption]:
        """Return the dates that have not passed."""
        return [row for row in self.rows if not row.is_past]


def results_of(poll: DatePoll, *, with_names: bool = False) -> Results:
    """Return what people said, who still take part or read along; three queries."""
    members = members_of(poll.meeting.cycle.community)
    here = poll.meeting.cycle.community.memberships.reading().values("user")
    votes = list(DateVote.objects.filter(option__poll=poll, user__in=here).select_related("user"))
    options = poll.options.all()
    rows = [_row(poll, option, [vote for vote in votes if vote.option_id == option.pk]) for option in options]
    suiting = [row for row in rows if not row.is_past and row.yes + row.maybe]
    best = max(suiting, key=lambda row: row.rank, default=None)
    voters = {vote.user_id for vote in votes}
    return Results(
        rows=[_finished(row, best, poll, with_names=with_names) for row in rows],
        answered=len(voters),
        asked=len({person.pk for person in members} | voters),
        silent=[person.full_name for person in members if person.pk not in voters] if with_names else [],
    )


def _row(poll: DatePoll, option: DateOption, votes: Sequence[DateVote]) -> ShownOption:
    counts = {answer: sum(vote.answer == answer for vote in votes) for answer in Answer.values}
    return ShownOption(
        option=option,
        when=option_words(option),
        yes=counts[Answer.YES],
        maybe=counts[Answer.MAYBE],
        no=counts[Answer.NO],
        is_now=poll.is_open and option.local_start == poll.meeting.local_start,
        is_past=option.moment(poll.meeting.time_zone) <= timezone.now(),
        people=[(vote.user.full_name, vote.get_answer_display()) for vote in votes],
    )


def _finished(row: ShownOption, best: ShownOption | None, poll: DatePoll, *, with_names: bool) -> ShownOption:
    is_best = poll.is_open and row is best
    people = sorted(row.people) if with_names else ()
    is_chosen = poll.chosen_id == row.option.pk
    return replace(row, is_best=is_best, is_chosen=is_chosen, people=people)


def own_votes(poll: DatePoll, person: User) -> dict[int, str]:
    """Return what this person said, by the key of the date; one query."""
    return dict(DateVote.objects.filter(option__poll=poll, user=person).values_list("option", "answer"))
