"""Who reads a case, as people: the twin of the rules in ``permissions/case.py``, for mails and records."""

from collections.abc import Iterable

from django.db.models import QuerySet

from communities.models import Membership
from leerkring.accounts.models import User

from .models import AgreementAcceptance, Case, CasePlacement, TableSeat


def second_readers(case: Case) -> QuerySet[User]:
    """Return who reads this case before the others do: named for it, or who leads its meeting, or coordinators."""
    members = Membership.objects.active().filter(community=case.community_id).exclude(user=case.owner_id)
    if case.first_reader_id:
        members = members.filter(user=case.first_reader_id)
    else:
        members = members.with_role(Membership.Role.COORDINATOR)
    return User.objects.filter(pk__in=members.values("user"))


def readers_of(case: Case) -> set[int]:
    """Return who else than its owner can read this case now; the twin of ``casework.view_case``."""
    members = set(Membership.objects.active().filter(community=case.community_id).values_list("user", flat=True))
    meant: set[int] = set(second_readers(case).values_list("pk", flat=True)) if case.is_shared else set()
    if case.is_released:
        meant |= set(_at_its_table(case))
    if case.is_released and case.grade != Case.Grade.TABLE:
        meant |= members
    accepted = AgreementAcceptance.objects.filter(agreement__community=case.community_id, agreement__is_current=True)
    return (meant & members & set(accepted.values_list("user", flat=True))) - {case.owner_id}


def _at_its_table(case: Case) -> Iterable[int]:
    placement = CasePlacement.objects.filter(case=case).first()
    if placement is None:
        return []
    seats = TableSeat.objects.frozen().filter(item=placement.item_id, table=placement.table)
    return seats.values_list("member", flat=True)
