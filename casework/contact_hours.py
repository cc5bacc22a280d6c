"""Net time of peer consultation, for certificates: who took part in which table, and how long, without pauses."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from .models import Seat, Session, SessionStep
from .models.session import net_seconds

KIND = "intervision"


@dataclass(frozen=True)
class ContactTime:
    """One person at one table."""

    user: int
    session: int
    meeting: int
    kind: str
    minutes: int


def contact_times(sessions: Iterable[Session]) -> list[ContactTime]:
    """Return the time of everybody at these tables that were held; two queries. Observers were there too."""
    held = {session.pk: session for session in sessions if session.is_held}
    clocks: dict[int, list[SessionStep]] = {pk: [] for pk in held}
    for clock in SessionStep.objects.filter(session__in=held):
        clocks[clock.session_id].append(clock)
    net = {pk: net_seconds(clocks[pk], _end(session)) for pk, session in held.items()}
    seats = Seat.objects.filter(session__in=held).order_by("session", "pk")
    return [
        ContactTime(
            seat.user_id,
            seat.session_id,
            held[seat.session_id].meeting_id,
            KIND,
            minutes_of(seat, net[seat.session_id]),
        )
        for seat in seats
    ]


def measured_minutes(meetings: Collection[int]) -> dict[tuple[int, int], int]:
    """Return the minutes of everybody at these meetings, by meeting and person; at most three queries.

    Who sat at several tables gets them together, but never more than the time that passed while one of them went on:
    nobody is at two tables at once.
    """
    sessions = {row.pk: row for row in Session.objects.held().filter(meeting__in=meetings).defer("plan")}
    if not sessions:
        return {}
    times: dict[tuple[int, int], list[ContactTime]] = {}
    for each in contact_times(sessions.values()):
        times.setdefault((each.meeting, each.user), []).append(each)
    return {
        key: min(sum(each.minutes for each in found), _passed(sessions[each.session] for each in found))
        for key, found in times.items()
    }


def _passed(sessions: Iterable[Session]) -> int:
    """Return the whole minutes in which at least one of these tables went on."""
    seconds, until = 0.0, None
    for begin, end in sorted((_begin(session), _end(session)) for session in sessions):
        fresh = begin if until is None else max(begin, until)
        seconds += max(0.0, (end - fresh).total_seconds())
        until = end if until is None else max(end, until)
    return int(seconds // 60)


def minutes_of(seat: Seat, net: int) -> int:
    """Return the whole minutes of a seat, of ``net`` seconds: from when somebody came until they left, or the end."""
    until = net if seat.left_at is None else min(seat.left_at, net)
    return max(0, until - seat.came_at) // 60


def _begin(session: Session) -> datetime:
    assert session.began_at is not None
    return session.began_at


def _end(session: Session) -> datetime:
    assert session.ended_at is not None
    return session.ended_at
