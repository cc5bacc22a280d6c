"""Weighing the agenda: opening a round, dividing dots, counting those on paper, closing."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.actions import About, Intent, notify_all

from ..models import Ballot, Community, Dots, Issue, Membership, Weighing
from .issue import refuse_without_agenda

OPENED = "communities.weighing_opened"
MOST_PEOPLE = 500


@transaction.atomic
def open_weighing(community: Community, *, by: User, dots: int) -> Weighing:
    """Open a round over what stands on the agenda now; members are told. Twice is one round."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    refuse_without_agenda(circle)
    if known := circle.weighings.filter(closed_at__isnull=True).first():
        return known
    issues = list(circle.issues.weighable())
    if len(issues) < 2:
        raise Refused(_("Put at least two issues on the agenda first: then there is something to weigh."))
    weighing = Weighing.objects.create(community=circle, dots=dots, opened_by=by)
    weighing.issues.set(issues)
    people = [one.user for one in circle.memberships.active().select_related("user") if one.user_id != by.pk]
    key, facts, where = f"weighing:{weighing.pk}", {"weighing": weighing.pk}, About(circle.pk)
    notify_all(OPENED, [Intent(person, key, facts, about=where) for person in people if person.is_active])
    return weighing


@transaction.atomic
def divide_dots(weighing: Weighing, *, by: User, version: int, dots: Mapping[int, int]) -> Ballot:
    """Divide one's dots, or divide them again: ``dots`` is how many lie on which issue.

    Whoever did so in another tab since the page was read is ``Overtaken``; the same dots again are harmless.
    """
    row = _lock(weighing)
    member = row.community.memberships.active().filter(user=by).first()
    if member is None:
        raise Refused(_("You no longer take part in this circle."))
    placed = _placed(row, dots, row.dots)
    ballot = row.ballots.filter(user=by).first()
    if ballot and _same(ballot, placed):
        return ballot
    if (ballot.version if ballot else 0) != version:
        raise Overtaken(_("You divided your dots in another window meanwhile."))
    if ballot is None:
        ballot = Ballot(weighing=row, user=by, version=0)
    ballot.sector, ballot.role = member.sector, member.role
    return _place(ballot, placed)


@transaction.atomic
def enter_paper(
    weighing: Weighing, *, by: User, sector: str, role: str, people: int, dots: Mapping[int, int]
) -> Ballot | None:
    """Enter what the people of one role divided on paper; entering a role again replaces it, no people removes it."""
    row = _lock(weighing)
    if people == 0:
        row.ballots.filter(is_paper=True, sector=sector, role=role).delete()
        return None
    if not 0 < people <= MOST_PEOPLE:
        raise Refused(_("Fill in how many people this is."))
    placed = _placed(row, dots, row.dots * people)
    ballot = row.ballots.filter(is_paper=True, sector=sector, role=role).first()
    ballot = ballot or Ballot(weighing=row, is_paper=True, sector=sector, role=role, version=0)
    ballot.people = people
    return _place(ballot, placed)


@transaction.atomic
def close_weighing(weighing: Weighing, *, by: User) -> Weighing:
    """Close the round: the result stands from now on. Twice is harmless."""
    row = Weighing.objects.select_for_update().get(pk=weighing.pk)
    if row.is_open:
        row.closed_at = timezone.now()
        row.save(update_fields=["closed_at"])
    return row


def _lock(weighing: Weighing) -> Weighing:
    rows = Weighing.objects.select_for_update(of=("self",)).select_related("community")
    row = rows.get(pk=weighing.pk)
    refuse_without_agenda(row.community)
    if not row.is_open:
        raise Refused(_("This weighing has been closed meanwhile. Dots can’t be divided any more."))
    return row


def _placed(row: Weighing, dots: Mapping[int, int], most: int) -> dict[int, int]:
    """Return the dots that count, or refuse them: too many, fewer than none, or on what is not weighed (any more)."""
    placed = {issue: number for issue, number in dots.items() if number}
    standing = set(row.issues.filter(status=Issue.Status.ALIGN).values_list("pk", flat=True))
    if placed.keys() - standing:
        raise Refused(_("An issue was taken off the agenda while you were busy. Divide its dots over the others."))
    if any(number < 0 for number in placed.values()) or sum(placed.values()) > most:
        raise Refused(
            ngettext("You have %(count)s dot to divide.", "You have %(count)s dots to divide.", most) % {"count": most}
        )
    return placed


def _same(ballot: Ballot, placed: dict[int, int]) -> bool:
    return dict(ballot.rows.values_list("issue", "number")) == placed


def _place(ballot: Ballot, placed: dict[int, int]) -> Ballot:
    ballot.version += 1
    ballot.save()
    ballot.rows.all().delete()
    Dots.objects.bulk_create(Dots(ballot=ballot, issue_id=issue, number=number) for issue, number in placed.items())
    return ballot


def roles_of(community: Community) -> list[tuple[str, str]]:
    """Return the sectors and roles that people of the circle have, in the order of the triangle."""
    found = community.memberships.active().values_list("sector", "role").distinct().order_by()
    order = list(Membership.Role)
    return sorted(found, key=lambda pair: (pair[0], order.index(Membership.Role(pair[1]))))
