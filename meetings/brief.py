"""What a mail of the rhythm says about one meeting to one person.

The words are made when a template asks for them, in the language and the words that are spoken then. Numbers, times
and names of people with a role: never a title or a text of a case, a note or an action item (rule 20).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.accounts.models import User
from leerkring.core.links import absolute_url
from leerkring.core.templatetags.ui import clock, day
from leerkring.notifications.rhythm import get_rule

from . import rhythm
from .models import Meeting


@dataclass(frozen=True)
class Section:
    """One part of a mail: a heading, what it says, and the one thing to do."""

    title: str
    paragraphs: list[str]
    lines: list[str]
    label: str
    url: str


@dataclass(frozen=True)
class AgendaLine:
    """One part of a programme that members may see."""

    starts: datetime
    title: str
    member: int | None


@dataclass(frozen=True)
class Brief:
    """What is known for one mail."""

    meeting: Meeting
    person: User
    # The rule that is due, and those that go along in the same mail.
    rules: list[str]
    is_leading: bool = False
    has_answered: bool = False
    promised: int = 0
    # Numbers by name, the items of the programme, and what coordinators added.
    numbers: Mapping[str, int] = field(default_factory=dict)
    agenda: list[AgendaLine] = field(default_factory=list)
    line: str = ""

    @property
    def main(self) -> str:
        """The rule that the subject and the button are about."""
        return self.rules[0]

    @property
    def day(self) -> str:
        """The day of the meeting, as people say it."""
        return day(self.meeting.local_start)

    @property
    def subject(self) -> str:
        """One line for the mailbox."""
        return _SUBJECTS[self.main](self)

    @property
    def sections(self) -> list[Section]:
        """What is told, the most important first."""
        return [_SECTIONS[rule](self) for rule in self.rules]

    @property
    def lead(self) -> str:
        """What a mailbox shows behind the subject."""
        return self.sections[0].paragraphs[0]

    @property
    def asks(self) -> bool:
        """Whether the one button is the answer."""
        return not self.has_answered and self.main in {rhythm.RSVP, rhythm.PRACTICAL}

    @property
    def should_answer(self) -> bool:
        """Whether to say, beside another button, that an answer is missing."""
        return not self.has_answered and not self.asks and self.main in {rhythm.CALL, rhythm.PREPARE}

    @property
    def shows_facts(self) -> bool:
        """Whether time and place still matter."""
        return get_rule(self.main).is_before

    @property
    def shows_travel(self) -> bool:
        """Whether it tells how to get there."""
        meeting = self.meeting
        known = meeting.travel or meeting.public_transport or meeting.parking or meeting.step_free
        return rhythm.PRACTICAL in self.rules and bool(known)

    @property
    def reason(self) -> str:
        """Why this person gets the mail."""
        words = {"name": self.meeting.cycle.community.name}
        if self.main == rhythm.HOST:
            return _("You get this because your organisation hosts this meeting of the circle %(name)s.") % words
        if self.main in {rhythm.PROGRAMME, rhythm.REPORT}:
            return _("You get this because you lead this meeting of the circle %(name)s.") % words
        if self.main == rhythm.ACTIONS:
            return _("You get this because you have something to do for the circle %(name)s.") % words
        return _("You get this because you are a member of the circle %(name)s.") % words

    def url_of(self, name: str) -> str:
        """Return the address of a page of this meeting."""
        return absolute_url(reverse(f"meetings:{name}", kwargs={"pk": self.meeting.pk}))

    def circle_url_of(self, name: str) -> str:
        """Return the address of a page of its circle, of whatever app."""
        return absolute_url(reverse(name, kwargs={"slug": self.meeting.cycle.community.slug}))

    def number(self, name: str) -> int:
        """Return one of the numbers."""
        return self.numbers.get(name, 0)


def _host(brief: Brief) -> Section:
    words = {"day": brief.day, "name": brief.meeting.cycle.community.name}
    return Section(
        _("The programme"),
        [
            _("You receive the circle %(name)s on %(day)s. Its programme is not complete yet.") % words,
            _("Look what is still to be done: the room, the visit, and your own parts of the day."),
        ],
        [],
        _("To the checklist"),
        brief.url_of("host_kit"),
    )


def _call(brief: Brief) -> Section:
    words = {"day": brief.day, "name": brief.meeting.cycle.community.name}
    is_alone = brief.main == rhythm.CALL
    question = (
        _("The circle %(name)s meets on %(day)s. Do you have a case for peer consultation?") % words
        if is_alone
        else _("Do you have a case for peer consultation, or news to tell?")
    )
    return Section(
        _("Cases and news"),
        [
            question,
            _("A case is something you run into at work, without names. News may be short: an experience, a paper."),
        ],
        _said(_cases(brief), _news(brief)) if is_alone else [],
        _("Bring something"),
        absolute_url(brief.meeting.get_absolute_url()),
    )


def _programme(brief: Brief) -> Section:
    return Section(
        _("No programme yet"),
        [_("Members can't see a programme for %(day)s yet. They prepare better when they can.") % {"day": brief.day}],
        [],
        _("Make the programme"),
        brief.url_of("programme_change"),
    )


def _prepare(brief: Brief) -> Section:
    words = {"day": brief.day, "name": brief.meeting.cycle.community.name}
    agenda = [f"{clock(line.starts)} {line.title}" for line in brief.agenda]
    mine = sum(line.member == brief.person.pk for line in brief.agenda)
    return Section(
        _("Preparing"),
        [
            _("The circle %(name)s meets on %(day)s. This is a good moment to prepare.") % words,
            _("Do you tell about somebody? Leave out names, places and dates by which others could know them."),
        ],
        agenda
        + _said(
            _facilitator(brief),
            ngettext("You take care of one part.", "You take care of %(count)s parts.", mine) % {"count": mine}
            if mine
            else "",
            _cases(brief),
            _news(brief),
            _promised(brief),
        ),
        _("Prepare"),
        absolute_url(brief.meeting.get_absolute_url()),
    )


def _rsvp(brief: Brief) -> Section:
    words = {"day": brief.day, "name": brief.meeting.cycle.community.name}
    return Section(
        _("Are you coming?"),
        [
            _("The circle %(name)s meets on %(day)s. You have not said yet whether you come.") % words,
            _("“No” is an answer too: the host then knows for how many people to prepare."),
        ],
        [],
        _("Say whether you come"),
        absolute_url(brief.meeting.get_absolute_url()),
    )


def _practical(brief: Brief) -> Section:
    words = {"day": brief.day, "name": brief.meeting.cycle.community.name}
    return Section(
        _("Getting there"),
        [_("The circle %(name)s meets on %(day)s. Here is what you need to get there.") % words],
        [],
        _("Show the meeting"),
        absolute_url(brief.meeting.get_absolute_url()),
    )


def _presence(brief: Brief) -> Section:
    words = {"day": brief.day, "name": brief.meeting.cycle.community.name}
    if brief.is_leading and brief.meeting.presence_signed_at is None:
        return Section(
            _("The attendance list"),
            [
                _("The circle %(name)s met on %(day)s. Who was there? The attendance list is not signed yet.") % words,
                _("Sign it while you still know. And take five minutes for what you take along yourself."),
            ],
            [],
            _("To the attendance list"),
            brief.url_of("presence_list"),
        )
    return Section(
        _("Looking back"),
        [
            _("You were at the circle %(name)s on %(day)s. What do you take along?") % words,
            _("Write it down while it is fresh. One minute will do. Only you read it, until you share it."),
        ],
        [],
        _("Write a reflection"),
        absolute_url(reverse("casework:reflection_quick", kwargs={"pk": brief.meeting.pk})),
    )


def _harvest(brief: Brief) -> Section:
    words = {"day": brief.day, "name": brief.meeting.cycle.community.name}
    insights, notes, agreed = (brief.number(name) for name in ("insights", "notes", "agreed"))
    lines = _said(
        ngettext("%(count)s insight", "%(count)s insights", insights) % {"count": insights} if insights else "",
        ngettext("%(count)s note", "%(count)s notes", notes) % {"count": notes} if notes else "",
        ngettext("%(count)s action item", "%(count)s action items", agreed) % {"count": agreed} if agreed else "",
        _promised(brief),
    )
    text = (
        _("This is what %(day)s yielded in the circle %(name)s.")
        if insights or notes or agreed
        else _("Nothing was written down yet of the meeting of %(name)s on %(day)s. What should not get lost?")
    )
    return Section(_("The harvest"), [text % words], lines, _("To the harvest"), brief.url_of("harvest"))


def _report(brief: Brief) -> Section:
    return Section(
        _("The report"),
        [
            _("The report of %(day)s has not been approved yet. Members can't read it before that.")
            % {"day": brief.day},
            _("Much of it is there already: it is put together from the harvest."),
        ],
        [],
        _("To the report"),
        brief.url_of("report_detail"),
    )


def _actions(brief: Brief) -> Section:
    words = {"day": brief.day, "name": brief.meeting.cycle.community.name}
    return Section(
        _("Action items"),
        [
            _("On %(day)s you agreed on something in the circle %(name)s. How does it stand?") % words,
            _("Done, still busy, or is it no longer needed? Each is fine, as long as the others know."),
        ],
        _said(_promised(brief)),
        _("To my action items"),
        brief.circle_url_of("meetings:action_item_list") + "?van=mij",
    )


def _facilitator(brief: Brief) -> str:
    person = brief.meeting.facilitator
    return _("Facilitator: %(name)s") % {"name": person.full_name} if person else ""


def _cases(brief: Brief) -> str:
    count = brief.number("cases")
    words = ngettext("%(count)s case has been brought.", "%(count)s cases have been brought.", count)
    return words % {"count": count} if count else ""


def _news(brief: Brief) -> str:
    count = brief.number("news")
    words = ngettext("There is %(count)s piece of news.", "There are %(count)s pieces of news.", count)
    return words % {"count": count} if count else ""


def _promised(brief: Brief) -> str:
    words = ngettext(
        "You still have %(count)s action item to do.", "You still have %(count)s action items to do.", brief.promised
    )
    return words % {"count": brief.promised} if brief.promised else ""


def _said(*lines: str) -> list[str]:
    return [line for line in lines if line]


_SECTIONS: dict[str, Callable[[Brief], Section]] = {
    rhythm.HOST: _host,
    rhythm.CALL: _call,
    rhythm.PROGRAMME: _programme,
    rhythm.PREPARE: _prepare,
    rhythm.RSVP: _rsvp,
    rhythm.PRACTICAL: _practical,
    rhythm.PRESENCE: _presence,
    rhythm.HARVEST: _harvest,
    rhythm.REPORT: _report,
    rhythm.ACTIONS: _actions,
}

_SUBJECTS: dict[str, Callable[[Brief], str]] = {
    rhythm.HOST: lambda brief: _("The programme of %(day)s is not complete yet") % {"day": brief.day},
    rhythm.CALL: lambda brief: _("Do you bring something on %(day)s?") % {"day": brief.day},
    rhythm.PROGRAMME: lambda brief: _("No programme yet for %(day)s") % {"day": brief.day},
    rhythm.PREPARE: lambda brief: _("Prepare for %(day)s: %(meeting)s") % _words(brief),
    rhythm.RSVP: lambda brief: _("Are you coming on %(day)s? %(meeting)s") % _words(brief),
    rhythm.PRACTICAL: lambda brief: (
        (_("On %(day)s: %(meeting)s") if brief.has_answered else _("Are you coming on %(day)s? %(meeting)s"))
        % _words(brief)
    ),
    rhythm.PRESENCE: lambda brief: (
        (
            _("The attendance list of %(day)s")
            if brief.is_leading and brief.meeting.presence_signed_at is None
            else _("What do you take along from %(day)s?")
        )
        % {"day": brief.day}
    ),
    rhythm.HARVEST: lambda brief: _("What %(day)s yielded") % {"day": brief.day},
    rhythm.REPORT: lambda brief: _("The report of %(day)s is due") % {"day": brief.day},
    rhythm.ACTIONS: lambda brief: _("What became of the action items of %(day)s?") % {"day": brief.day},
}


def _words(brief: Brief) -> dict[str, str]:
    return {"day": brief.day, "meeting": str(brief.meeting)}
