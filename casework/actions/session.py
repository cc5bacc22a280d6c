"""A table: starting it, who sits where, and going through the steps. The clock is computed from stored moments."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from meetings.models import Meeting, ProgrammeItem

from ..methods import Plan, TooShort
from ..models import Case, Line, Seat, Session, SessionStep, TableSeat
from ..models.session import net_seconds

logger = logging.getLogger(__name__)
Role, Status = Seat.Role, Session.Status
MOST_SEATS = 20
# How long after a meeting a table can still be started: days run late.
LATE = timedelta(hours=12)


@transaction.atomic
def start_session(
    meeting: Meeting,
    *,
    by: User,
    plan: Plan,
    minutes: int,
    with_options: bool = False,
    item: ProgrammeItem | None = None,
    table: int | None = None,
    case: Case | None = None,
) -> Session:
    """Start a table with a method that fits in the time there is. Who starts sits down.

    A table that somebody else started in the meantime is the same table.
    """
    if meeting.ends_at + LATE < timezone.now():
        raise Refused(_("This meeting is over, so no group can start any more."))
    known = _open_at(item, table)
    if known is None:
        try:
            known = _make(meeting, by, _fitting(plan, minutes, with_options), item=item, table=table, case=case)
        except IntegrityError:
            known = _open_at(item, table)
    if known is None:
        raise Refused(_("This group could not be started. Try it once more."))
    _sit(known, by)
    return known


def _open_at(item: ProgrammeItem | None, table: int | None) -> Session | None:
    return Session.objects.open().filter(item=item, table=table or 0).first() if item else None


def _fitting(plan: Plan, minutes: int, with_options: bool) -> Plan:
    try:
        return plan.prepared(minutes, with_options=with_options)
    except TooShort as error:
        raise Refused(_("This method takes at least %(count)s minutes.") % {"count": error.least}) from error


def _make(meeting: Meeting, by: User, plan: Plan, **facts: Any) -> Session:
    with transaction.atomic():
        session = Session.objects.create(meeting=meeting, plan=plan.as_json(), started_by=by, **facts)
        clocks = [SessionStep(session=session, position=at, minutes=step.minutes) for at, step in _numbered(plan)]
        SessionStep.objects.bulk_create(clocks)
    logger.info("session %s started by %s", session.pk, by.pk)
    return session


def _numbered(plan: Plan) -> Any:
    return enumerate(plan.steps, 1)


# --- Who sits where


@transaction.atomic
def join_session(session: Session, *, by: User, code: str = "") -> Seat:
    """Sit down at a table; once it has begun only with the code that hangs in the room. Twice is harmless."""
    row = lock_session(session)
    if not row.is_open:
        raise Refused(_("This group is done, so nobody can join it any more."))
    is_known = row.seats.filter(user=by).exists() or _place_of(row, by) is not None
    if not is_known and (row.status == Status.RUNNING or _is_divided(row)) and code.strip().upper() != row.code:
        raise Refused(_("You do not sit in this group yet. Ask somebody at the table for the code, and type it here."))
    return _sit(row, by)


def _place_of(session: Session, user: User) -> TableSeat | None:
    """Return where the division of the meeting put somebody, if that is this table."""
    if session.item_id is None:
        return None
    return TableSeat.objects.frozen().filter(item=session.item_id, table=session.table or 0, member=user).first()


def _is_divided(session: Session) -> bool:
    """Whether it is settled who sits at this table: then only they come without its code."""
    return TableSeat.objects.frozen().filter(item=session.item_id, table=session.table or 0).exists()


def _sit(session: Session, user: User) -> Seat:
    """Give somebody a seat: the owner of the case as its owner, others as participants; who left comes back."""
    seat = session.seats.filter(user=user).first()
    if seat is None:
        if session.seats.count() >= MOST_SEATS:
            raise Refused(_("This table is full: it has %(count)s people.") % {"count": MOST_SEATS})
        role = _first_role(session, user)
        came_at = net_seconds(session.steps.all(), timezone.now())
        seat = Seat.objects.create(session=session, user=user, role=role, came_at=came_at)
    elif seat.left_at is not None:
        seat.left_at = None
        seat.save(update_fields=["left_at"])
    else:
        return seat
    touch(session)
    return seat


def _first_role(session: Session, user: User) -> str:
    """Return the role somebody sits down with: that of the case, or of the division, while nobody has it."""
    place = _place_of(session, user)
    wanted = Role(place.part) if place else Role.PARTICIPANT
    if session.case_id is not None and session.case.owner_id == user.pk:  # type: ignore[union-attr]
        wanted = Role.OWNER
    is_for_one = wanted in (Role.OWNER, Role.FACILITATOR)
    return Role.PARTICIPANT if is_for_one and session.seats.filter(role=wanted).exists() else wanted


@transaction.atomic
def leave_session(session: Session, *, by: User) -> None:
    """Stand up; the hours until now count. Who leads gives the lead away first. Twice is harmless."""
    row = lock_session(session)
    seat = row.seats.filter(user=by, left_at=None).first()
    if seat is None:
        return
    if row.status == Status.READY:
        seat.delete()
    else:
        if seat.role == Role.FACILITATOR and row.status == Status.RUNNING:
            raise Refused(_("You lead this group. Give that role to somebody else before you go."))
        seat.left_at = net_seconds(row.steps.all(), timezone.now())
        seat.save(update_fields=["left_at"])
    touch(row)


@transaction.atomic
def set_roles(session: Session, *, by: User, roles: Mapping[int, str]) -> None:
    """Give each of these people their role, all at once; ``Refused`` when that makes no table."""
    row = lock_session(session)
    if not row.is_open:
        raise Refused(_("This group is done, so its roles stay as they are."))
    seats = {seat.user_id: seat for seat in row.seats.filter(left_at=None)}
    wanted = {user: Role(roles.get(user, seat.role)) for user, seat in seats.items()}
    _check(row, wanted)
    changed = [seat for user, seat in seats.items() if seat.role != wanted[user]]
    if not changed:
        return
    # First everybody becomes a participant: there is never a moment with two who lead.
    row.seats.filter(pk__in=[seat.pk for seat in changed]).update(role=Role.PARTICIPANT)
    # Who left holds no role that somebody else needs.
    row.seats.exclude(left_at=None).update(role=Role.PARTICIPANT)
    for seat in changed:
        seat.role = wanted[seat.user_id]
        seat.save(update_fields=["role"])
    touch(row)


def _check(session: Session, wanted: Mapping[int, str]) -> None:
    """Refuse two owners or two who lead, a stranger to the case as its owner, and a table without lead."""
    for role, words in (
        (Role.OWNER, _("Only one person brings the case.")),
        (Role.FACILITATOR, _("Only one person leads.")),
    ):
        if list(wanted.values()).count(role) > 1:
            raise Refused(words)
    owners = [user for user, role in wanted.items() if role == Role.OWNER]
    if session.case_id and owners and owners != [session.case.owner_id]:  # type: ignore[union-attr]
        raise Refused(_("This case is somebody else's. Only who wrote it brings it."))
    if session.status == Status.RUNNING and Role.FACILITATOR not in wanted.values():
        raise Refused(_("Somebody has to lead this group."))


@transaction.atomic
def draw_roles(session: Session, *, by: User) -> None:
    """Let chance give out who leads, takes notes and keeps time; the case owner and observers stay what they are."""
    row = lock_session(session)
    if row.status != Status.READY:
        raise Refused(_("This group has begun. Its roles are given out."))
    free = [seat.user_id for seat in row.seats.filter(left_at=None).exclude(role__in=[Role.OWNER, Role.OBSERVER])]
    if not free:
        raise Refused(_("There is nobody to draw yet. Wait until more people have joined."))
    SystemRandom().shuffle(free)
    # Small tables need no note-taker and no timekeeper beside the one who leads.
    drawn = [Role.FACILITATOR, *([Role.NOTE_TAKER, Role.TIMEKEEPER] if len(free) > 3 else [])]
    roles = dict.fromkeys(free, Role.PARTICIPANT) | dict(zip(free, drawn, strict=False))
    set_roles(row, by=by, roles=roles)


@transaction.atomic
def take_over(session: Session, *, by: User) -> None:
    """Lead on from now; who led becomes a participant. Twice is harmless."""
    row = lock_session(session)
    seats = {seat.role: seat.user_id for seat in row.seats.filter(role=Role.FACILITATOR)}
    if seats.get(Role.FACILITATOR) == by.pk:
        return
    mine = row.seats.filter(user=by, left_at=None).first()
    if mine is None or mine.role in (Role.OWNER, Role.OBSERVER):
        raise Refused(_("Who brings the case or only looks on does not lead."))
    former = dict.fromkeys(seats.values(), Role.PARTICIPANT)
    set_roles(row, by=by, roles={**former, by.pk: Role.FACILITATOR})


@transaction.atomic
def discard_session(session: Session, *, by: User) -> None:
    """Put a table away that has not begun."""
    row = lock_session(session)
    if row.status != Status.READY:
        raise Refused(_("This group has begun. End it instead."))
    row.delete()


# --- Through the steps


@transaction.atomic
def begin_session(session: Session, *, by: User) -> Session:
    """Begin with the first step; twice is harmless. It takes a case owner, a facilitator and one more."""
    row = lock_session(session)
    if row.status != Status.READY:
        return row
    roles = list(row.seats.filter(left_at=None).values_list("role", flat=True))
    if Role.OWNER not in roles:
        raise Refused(_("Nobody brings the case yet. Give somebody that role, or wait until they have joined."))
    if Role.FACILITATOR not in roles:
        raise Refused(_("Nobody leads yet. Give somebody that role, or draw the roles."))
    now = timezone.now()
    row.status, row.step, row.began_at = Status.RUNNING, 1, now
    row.turn, row.version = row.turn + 1, row.version + 1
    row.save()
    row.steps.filter(position=1).update(running_since=now)
    logger.info("session %s began", row.pk)
    return row


@transaction.atomic
def move_session(session: Session, *, by: User, deed: str, turn: int) -> Session:
    """Make one move of the facilitator: next, back, pause, resume, extend, show, or finish.

    ``turn`` is where the person saw the table. Of two moves from the same place one is made; the other changes
    nothing and raises ``Overtaken``: the conditional update locks the row, on both databases.
    """
    mine = Session.objects.filter(pk=session.pk, turn=turn, status=Status.RUNNING)
    if not mine.update(turn=F("turn") + 1, version=F("version") + 1):
        raise Overtaken(_("Somebody else was quicker. This is where the group is now."))
    row = Session.objects.get(pk=session.pk)
    MOVES[deed](row, timezone.now())
    logger.info("session %s: %s to step %s", row.pk, deed, row.step)
    return row


def _go(session: Session, position: int, now: datetime) -> None:
    """Stop the clock of this step and start that of another, where it stood."""
    clocks = {clock.position: clock for clock in session.steps.all()}
    here, there = clocks[session.step], clocks[position]
    is_paused = here.is_paused
    here.stop(now)
    here.save()
    there.running_since = None if is_paused else now
    there.save()
    session.step = position
    session.save(update_fields=["step"])


def _next(session: Session, now: datetime) -> None:
    if session.is_last_step:
        raise Refused(_("This was the last step. End the conversation when you are ready."))
    _show(session, now)
    _go(session, session.step + 1, now)


def _back(session: Session, now: datetime) -> None:
    if session.step <= 1:
        raise Refused(_("This is the first step."))
    _go(session, session.step - 1, now)


def _pause(session: Session, now: datetime) -> None:
    clock = session.steps.get(position=session.step)
    clock.stop(now)
    clock.save()


def _resume(session: Session, now: datetime) -> None:
    session.steps.filter(position=session.step, running_since=None).update(running_since=now)


def _extend(session: Session, now: datetime) -> None:
    session.steps.filter(position=session.step).update(extra=F("extra") + 1)


def _show(session: Session, now: datetime) -> None:
    """Show what was hidden in this step; it stays shown."""
    session.steps.filter(position=session.step, shown_at=None).update(shown_at=now)
    Line.objects.filter(session=session, position=session.step, is_hidden=True).update(is_hidden=False)


def _finish(session: Session, now: datetime) -> None:
    _show(session, now)
    _pause(session, now)
    session.status, session.ended_at = Status.FINISHED, now
    session.save(update_fields=["status", "ended_at"])
    talked_through = Case.objects.filter(pk=session.case_id or 0, status=Case.Status.RELEASED)
    talked_through.update(status=Case.Status.DISCUSSED, discussed_at=now, version=F("version") + 1)


MOVES = {
    "next": _next,
    "back": _back,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "show": _show,
    "finish": _finish,
}


def show_lines(session: Session) -> None:
    """Show what is hidden in the step that goes on: everybody has handed in."""
    _show(session, timezone.now())


def touch(session: Session) -> None:
    """Let the phones at the table look again."""
    Session.objects.filter(pk=session.pk).update(version=F("version") + 1)


def lock_session(session: Session) -> Session:
    """Return the row as it is now, held until the transaction ends; refused when it was put away."""
    row = Session.objects.select_for_update(of=("self",)).select_related("case").filter(pk=session.pk).first()
    if row is None:
        raise Refused(_("This group has been put away in the meantime."))
    return row
