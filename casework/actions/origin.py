"""Saying which assignment an outcome came from."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from communities.models import Assignment
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission

from ..models import Origin, Outcome


@transaction.atomic
def set_origin(outcome: Outcome, assignment: Assignment | None, *, by: User) -> Origin | None:
    """Say from which assignment of its programme it came, or from none. Twice is once."""
    row = Outcome.objects.select_for_update(of=("self",)).select_related("community").get(pk=outcome.pk)
    if not has_permission(by, "casework.change_outcome", row):
        raise Refused(_("You can’t change this outcome any more."))
    if assignment is None:
        Origin.objects.filter(outcome=row).delete()
        return None
    if assignment.community.programme_id != row.community.programme_id or not has_permission(
        by, "communities.view_assignment", assignment
    ):
        raise Refused(_("This assignment can’t be chosen any more."))
    return Origin.objects.update_or_create(outcome=row, defaults={"assignment": assignment})[0]
