"""Who reads a case, as people: the twin of the rules in ``permissions/case.py``, for mails and records."""

from django.db.models import QuerySet

from communities.models import Membership
from leerkring.accounts.models import User

from .models import Case


def second_readers(case: Case) -> QuerySet[User]:
    """Return who reads this case before the others do: named for it, or who leads its meeting, or coordinators."""
    members = Membership.objects.active().filter(community=case.community_id).exclude(user=case.owner_id)
    if case.first_reader_id:
        members = members.filter(user=case.first_reader_id)
    else:
        members = members.with_role(Membership.Role.COORDINATOR)
    return User.objects.filter(pk__in=members.values("user"))


def coordinators_of(case: Case) -> QuerySet[User]:
    """Return who coordinates the circle of this case."""
    members = Membership.objects.active().filter(community=case.community_id)
    return User.objects.filter(pk__in=members.with_role(Membership.Role.COORDINATOR).values("user"))
