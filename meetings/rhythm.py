"""The rhythm around a meeting: its rules, and when each of them is due."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from communities.rhythm import levels_of
from leerkring.notifications.rhythm import LAPSE, Anchor, Choice, Decision, Levels, Rule, all_rules

from .models import Meeting, MeetingRhythm
from .models.clock import utc_moment

HOST, CALL, PROGRAMME, PREPARE, RSVP, PRACTICAL = "host", "call", "programme", "prepare", "rsvp", "practical"
PRESENCE, HARVEST, REPORT, ACTIONS = "presence", "harvest", "report", "actions"

MEMBERS = _("members, but those who can't come or wait for a place")
WHO_LEADS = _("coordinators and the facilitator")

RULES = [
    Rule(
        HOST,
        _("Programme not complete yet (for the host)"),
        _("the host"),
        _("Asks the host to complete the programme. Nothing is sent once it has been published."),
        -21,
        "meetings.rhythm_host",
    ),
    Rule(
        CALL,
        _("Call for cases and news"),
        MEMBERS,
        _("Asks who brings a case or has news to tell."),
        -14,
        "meetings.rhythm_call",
    ),
    Rule(
        PROGRAMME,
        _("No programme to be seen yet (for who leads)"),
        WHO_LEADS,
        _("A nudge for who organises. Nothing is sent once the programme has been published."),
        -10,
        "meetings.rhythm_programme",
    ),
    Rule(
        PREPARE,
        _("Preparing for a meeting"),
        MEMBERS,
        _("The agenda, the host, how many cases there are, the roles, and what each promised to do."),
        -7,
        "meetings.rhythm_prepare",
    ),
    Rule(
        RSVP,
        _("Question whether you come"),
        _("members who have not answered yet"),
        _("A short question; nobody who has answered gets it."),
        -4,
        "meetings.rhythm_rsvp",
    ),
    Rule(
        PRACTICAL,
        _("Place, travel and access"),
        _("members, but those who can't come or wait for a place, and guests"),
        _("Everything one needs to get there."),
        -2,
        "meetings.reminder",
    ),
    Rule(
        PRESENCE,
        _("Looking back on a meeting"),
        _("who was there; coordinators and the facilitator as long as the attendance list is not signed"),
        _("Thanks who came, and asks what they take along. Asks who led the meeting to sign the attendance list."),
        1,
        "meetings.rhythm_presence",
    ),
    Rule(
        HARVEST,
        _("The harvest of a meeting"),
        _("all members"),
        _("How much was written down and agreed, with a link. Nothing of what was said."),
        2,
        "meetings.rhythm_harvest",
    ),
    Rule(
        REPORT,
        _("Report not approved yet (for who leads)"),
        WHO_LEADS,
        _("A nudge for who organises. Nothing is sent once the report has been approved."),
        14,
        "meetings.rhythm_report",
        waits=True,
    ),
    Rule(
        ACTIONS,
        _("What became of the action items of a meeting"),
        _("who still has an action item of this meeting to do"),
        _("How many are still open, with a link."),
        30,
        "meetings.rhythm_actions",
        waits=True,
    ),
]


@dataclass(frozen=True)
class Due:
    """A rule of a meeting, when it goes out, and what was decided about it."""

    meeting: Meeting
    decision: Decision
    moment: datetime

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return self.decision.rule


def levels_of_meetings(meetings: Iterable[Meeting], circles: Mapping[int, Levels] | None = None) -> dict[int, Levels]:
    """Return what programme, circle and meeting chose, per meeting; three queries. Each has its circle loaded.

    ``circles`` is what is chosen above the meetings, where that was read already: one query then.
    """
    meetings = list(meetings)
    circles = circles or levels_of(
        {meeting.cycle.community_id: meeting.cycle.community for meeting in meetings}.values()
    )
    chosen: dict[int, dict[str, Choice]] = defaultdict(dict)
    for row in MeetingRhythm.objects.filter(meeting__in=[meeting.pk for meeting in meetings]):
        chosen[row.meeting_id][row.rule] = row.choice
    return {meeting.pk: circles[meeting.cycle.community_id].and_meeting(chosen[meeting.pk]) for meeting in meetings}


def plan_of(meeting: Meeting, levels: Levels) -> list[Due]:
    """Return everything that goes out around a meeting, in order of time.

    Days follow the calendar of the meeting's own zone, at the clock time at which it starts: two days before half past
    nine is half past nine, also when the clock changed in between.
    """
    found = []
    for rule in all_rules(Anchor.MEETING):
        decision = levels.decide(rule)
        day = levels.day_of(decision, meeting.date)
        if day is not None:
            moment = utc_moment(day, meeting.start_time, meeting.time_zone)
            found.append(Due(meeting, decision, moment))
    return sorted(found, key=lambda due: due.moment)


def due_between(plan: Sequence[Due], since: datetime, now: datetime) -> list[Due]:
    """Return what became due from ``since`` until ``now`` and still makes sense, the latest first.

    Nobody is told beforehand of what has begun; what should have come after a meeting lapses.
    """
    return [
        due
        for due in reversed(plan)
        if since <= due.moment <= now
        and (due.meeting.starts_at > now if due.rule.is_before else now - due.moment < LAPSE)
    ]


def moment_after(plan: Sequence[Due], now: datetime) -> datetime | None:
    """Return when something is due next; None when nothing is left."""
    return next((due.moment for due in plan if due.moment > now), None)


def is_same_day(one: Due, other: Due) -> bool:
    """Return whether both go out on one day on the clock of the meeting."""
    zone = one.meeting.zone
    return one.moment.astimezone(zone).date() == other.moment.astimezone(zone).date()
