"""What happens to a reflection. Only its author decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import notify

from ..models import GoalProgress, LearningGoal, Reflection, ReflectionReading, ReflectionShare, TableSeat
from .sheet import Sheet, write


def start_reflection(community: Community, *, by: User, page: UUID, **begun: Any) -> Reflection:
    """Return the reflection that this open page made; the first time it is made, with what it began with.

    ``begun`` may hold ``model_key``, ``title`` and what the reflection is about (``Reflection.ABOUT``).
    """
    defaults = begun | {"community": community}
    reflection, _created = Reflection.objects.get_or_create(author=by, page=page, defaults=defaults)
    return reflection


def save_reflection(
    reflection: Reflection,
    values: Mapping[str, Any],
    *,
    by: User,
    sheet: Sheet,
    levels: Mapping[int, int | None] | None = None,
) -> Reflection:
    """Save what was written, and how far the author says they are with each learning goal (None: not about it).

    Raises ``Conflict`` when another page saved it in the meantime, ``Refused`` when it would follow from itself.
    """
    with transaction.atomic():
        row = _locked(reflection, by=by)
        was = row.version
        _refuse_circle(row, values.get("previous"))
        write(row, values, sheet)
        if row.version != was:
            _set_levels(row, levels or {}, by=by)
        return row


def _refuse_circle(row: Reflection, previous: Reflection | None) -> None:
    if previous and previous.pk in {link.pk for link in chain_of(row) if link.pk == row.pk or link.is_later}:
        raise Refused(_("A reflection can't follow from one that comes after it. Choose an earlier one."))


def _set_levels(row: Reflection, levels: Mapping[int, int | None], *, by: User) -> None:
    mine = set(LearningGoal.objects.filter(owner=by, pk__in=levels).values_list("pk", flat=True))
    row.goal_progress.filter(goal__in=[goal for goal, level in levels.items() if level is None]).delete()
    rows = [GoalProgress(reflection=row, goal_id=goal, level=level) for goal in mine if (level := levels[goal])]
    GoalProgress.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["reflection", "goal"], update_fields=["level"]
    )


@dataclass(frozen=True)
class Link:
    """One reflection of a chain, and whether it comes after the one that is asked about."""

    pk: int
    title: str
    created_at: datetime
    is_later: bool
    is_here: bool


def chain_of(reflection: Reflection) -> list[Link]:
    """Return what a reflection follows from and what follows from it, the first one first; one query.

    Each follows from one at most, and several may follow from one: all that come after it are given.
    """
    rows = {row[0]: row for row in _links(reflection.author_id)}
    before, at = [], reflection.previous_id
    while at in rows and at not in before:
        before.append(at)
        at = rows[at][1]
    after, todo = [], [reflection.pk]
    while todo:
        found = [pk for pk, row in rows.items() if row[1] in todo and pk not in after and pk != reflection.pk]
        after += found
        todo = found
    order = [*reversed(before), reflection.pk, *after]
    return [
        Link(pk, rows[pk][2], rows[pk][3], is_later=pk in after, is_here=pk == reflection.pk)
        for pk in order
        if pk in rows
    ]


def _links(author_id: int) -> Iterable[tuple[int, int | None, str, datetime]]:
    linked = Q(previous__isnull=False) | Q(following__isnull=False)
    rows = Reflection.objects.filter(linked, author=author_id).order_by("created_at").distinct()
    return rows.values_list("pk", "previous_id", "title", "created_at")


def share_reflection(reflection: Reflection, *, by: User, person: User | None) -> ReflectionShare:
    """Share with one person, or with the whole circle when ``person`` is None; a second time changes nothing.

    One person gets a mail, without a word of the text; the circle finds it in its list.
    """
    with transaction.atomic():
        row = _locked(reflection, by=by)
        if person is not None and not _are_together(by, person):
            raise Refused(_("You can share only with somebody from one of your circles."))
        return _share(row, person)


def share_with_table(reflection: Reflection, *, by: User, item: int) -> list[ReflectionShare]:
    """Share with each who sat at the author's table at this item of peer consultation and is in a circle with them.

    They are shares like any other: each stops by itself.
    """
    with transaction.atomic():
        row = _locked(reflection, by=by)
        mates = {seat.member_id: seat.member for seat in TableSeat.objects.beside(by.pk).filter(item=item)}
        shares = [_share(row, person) for person in mates.values() if _are_together(by, person)]
        if not shares:
            raise Refused(_("Nobody of that table is in one of your circles any more. Choose somebody else."))
        return shares


def _share(row: Reflection, person: User | None) -> ReflectionShare:
    share, created = ReflectionShare.objects.get_or_create(reflection=row, person=person)
    if created and person is not None:
        notify(person, "casework.shared", key=f"casework.shared:{share.pk}", context={"share": share.pk})
    return share


def revoke_share(reflection: Reflection, *, by: User, share: int) -> None:
    """Stop sharing; from the next request on it is closed. What is no longer shared stays so."""
    with transaction.atomic():
        row = _locked(reflection, by=by)
        row.shares.filter(pk=share).delete()


def delete_reflection(reflection: Reflection, *, by: User) -> None:
    """Throw the reflection away, with its shares and its log."""
    with transaction.atomic():
        _locked(reflection, by=by).delete()


def log_reading(reflection: Reflection, *, by: User) -> None:
    """Remember that somebody else than its author read it."""
    if reflection.author_id != by.pk:
        ReflectionReading.objects.create(reflection=reflection, reader=by)


def _locked(reflection: Reflection, *, by: User) -> Reflection:
    row = Reflection.objects.select_for_update().filter(pk=reflection.pk, author=by).first()
    if row is None:
        raise Refused(_("This reflection has been deleted in the meantime."))
    return row


def _are_together(one: User, other: User) -> bool:
    mine = Membership.objects.active().filter(user=one).values("community")
    return one.pk != other.pk and Membership.objects.active().filter(user=other, community__in=mine).exists()
