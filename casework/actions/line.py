"""What people write, rate and choose at a table; each as their role may in that step."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..methods import Hidden, Input, PlanStep
from ..models import Line, Mark, PrivateText, Seat, Session
from .session import lock_session, show_lines, touch

MOST_LINES = 200
MOST_PRIVATE_LETTERS = 20_000


@transaction.atomic
def write_line(session: Session, *, by: User, position: int, text: str, key: UUID, column: int = 0) -> Line:
    """Hand a text in to the table. The same ``key`` is the same line; of one text per person the last one counts.

    A step that has passed still takes what somebody was writing in it: a phone without a connection sends late.
    """
    row, step, _seat = _may_write(session, by, position, (Input.TEXT, Input.LIST))
    known = row.lines.filter(author=by, key=key).first()
    if known:
        return known
    mine = row.lines.filter(author=by, position=position)
    if step.input == Input.TEXT:
        mine.delete()
    elif step.most and mine.count() >= step.most:
        words = ngettext("You wrote your line already.", "You wrote your %(count)s lines already.", step.most)
        raise Refused(words % {"count": step.most})
    if row.lines.count() >= MOST_LINES:
        raise Refused(_("There is no more room at this table. Take something away first."))
    is_hidden = step.hidden != Hidden.NO and row.steps.get(position=position).shown_at is None
    place = column if column < len(step.columns) else 0
    line = Line.objects.create(
        session=row, author=by, position=position, text=text, key=key, column=place, is_hidden=is_hidden
    )
    row.private_texts.filter(user=by, position=position).delete()
    if is_hidden and step.hidden == Hidden.UNTIL_ALL and position == row.step and not still_writing(row, step):
        show_lines(row)
    touch(row)
    return line


def still_writing(session: Session, step: PlanStep) -> set[int]:
    """Return who at the table is asked for something in the step that goes on, and has not handed in."""
    asked = {seat.user_id for seat in session.seats.filter(left_at=None) if seat.may_write(step)}
    handed_in = session.lines.filter(position=session.step).values_list("author", flat=True)
    return asked - set(handed_in)


@transaction.atomic
def take_back_line(session: Session, *, by: User, line: int) -> Line | None:
    """Take one's own line away; its text comes back in the box. Gone already: nothing changes."""
    row = lock_session(session)
    if row.status != Session.Status.RUNNING:
        raise Refused(_("This conversation is over. What was written stays as it is."))
    known = row.lines.filter(pk=line, author=by).first()
    if known:
        known.delete()
        facts: dict[str, Any] = {"session": row, "user": by, "position": known.position}
        PrivateText.objects.update_or_create(**facts, defaults={"text": known.text})
        touch(row)
    return known


@transaction.atomic
def mark_line(session: Session, *, by: User, position: int, line: int, value: str) -> None:
    """Say how a line feels, or choose it; again changes it. One vote per person."""
    row, step, _seat = _may_write(session, by, position, (Input.RATING, Input.VOTE))
    known = row.lines.filter(pk=line, position=step.about, is_hidden=False).first()
    if known is None:
        raise Refused(_("This line has been taken away in the meantime."))
    allowed = Mark.RATINGS if step.input == Input.RATING else (Mark.Value.CHOSEN,)
    if value not in allowed:
        raise Refused(_("Choose one of the buttons."))
    if step.input == Input.VOTE:
        Mark.objects.filter(line__session=row, position=position, user=by).delete()
    Mark.objects.update_or_create(line=known, position=position, user=by, defaults={"value": value})
    touch(row)


def save_private_text(session: Session, *, by: User, position: int, text: str) -> None:
    """Keep what somebody is writing; nobody else hears of it, so no phone looks again."""
    if not Seat.objects.filter(session=session, user=by, left_at=None).exists():
        raise Refused(_("You do not sit at this table."))
    facts: dict[str, Any] = {"session": session, "user": by, "position": position}
    if text.strip():
        PrivateText.objects.update_or_create(**facts, defaults={"text": text[:MOST_PRIVATE_LETTERS]})
    else:
        PrivateText.objects.filter(**facts).delete()


def _may_write(session: Session, by: User, position: int, inputs: tuple[Input, ...]) -> tuple[Session, PlanStep, Seat]:
    """Lock the table; refuse what this role may not do in that step."""
    row = lock_session(session)
    seat = row.seats.filter(user=by, left_at=None).first()
    if row.status != Session.Status.RUNNING or seat is None:
        raise Refused(_("This conversation is over. What was written stays as it is."))
    step = row.step_at(position)
    if step is None or position > row.step or step.input not in inputs:
        raise Refused(_("Nothing can be handed in at this step."))
    if not seat.may_write(step):
        raise Refused(_("In this step you listen. There is nothing to hand in."))
    return row, step, seat
