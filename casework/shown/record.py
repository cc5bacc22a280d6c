"""What stays of a conversation, as those at the table see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import FollowUp, RecordItem, Seat, Session

Kind = RecordItem.Kind
HEADS: dict[str, Promise] = {
    Kind.QUESTION: _("The question anew"),
    Kind.INSIGHT: _("Insights of the case owner"),
    Kind.ACTION: _("What the case owner will do"),
    Kind.LINE: _("From the conversation"),
    Kind.TAKEAWAY: _("What others take along"),
    Kind.EVALUATION: _("How the conversation went"),
}
PROMPTS: dict[str, Promise] = {
    Kind.QUESTION: _("My question is now"),
    Kind.INSIGHT: _("What I see now"),
    Kind.ACTION: _("What I am going to do"),
    Kind.TAKEAWAY: _("What I take along to my own work"),
    Kind.EVALUATION: _("How did we do this, and what do we do differently next time?"),
}


@dataclass
class Part:
    """One kind of things, and whether somebody may add one."""

    kind: str
    title: str
    prompt: str
    items: list[RecordItem] = field(default_factory=list)
    may_add: bool = False
    # What was sent and must be looked at again.
    form: Any = None


@dataclass(frozen=True)
class ShownRecord:
    """Everything on the page after a conversation."""

    parts: list[Part]
    follow_ups: list[FollowUp]
    lines: int


def shown_record(session: Any, seat: Seat, form: Any = None) -> ShownRecord:
    """Return the record; three queries. What is empty and can't be filled is left out."""
    rows = RecordItem.objects.permitted(seat.user, "casework.view_record_item").filter(session=session)
    items = list(rows.select_related("author"))
    parts = [_part(kind, items, session, seat, form) for kind in HEADS]
    follow_ups = FollowUp.objects.permitted(seat.user, "casework.view_follow_up").filter(session=session)
    lines = session.lines.filter(is_hidden=False).count() if session.status == Session.Status.FINISHED else 0
    return ShownRecord(
        parts=[part for part in parts if part.items or part.may_add],
        follow_ups=list(follow_ups.select_related("item", "action_item", "owner")),
        lines=lines,
    )


def _part(kind: str, items: Sequence[RecordItem], session: Any, seat: Seat, form: Any) -> Part:
    mine = kind in RecordItem.OF_ALL or (kind in RecordItem.OF_OWNER and seat.role == Seat.Role.OWNER)
    part = Part(
        kind,
        str(HEADS[kind]),
        str(PROMPTS.get(kind, "")),
        [item for item in items if item.kind == kind],
        session.may_write and mine,
    )
    if form is not None and form.data.get("kind") == kind:
        part.form = form
    return part
