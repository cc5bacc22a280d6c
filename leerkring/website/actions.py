"""Deeds that need more than one app."""

from django.db import transaction
from django.utils.translation import gettext as _

from communities.actions.community import missing_facts, start_community
from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from meetings.actions.cycle import draft_cycle, missing_in_cycle, plan_cycle


@transaction.atomic
def start_circle(community: Community, *, by: User) -> Community:
    """Start a draft: its meetings are planned, it becomes public, and its invitations go out; all of it or nothing.

    Refused a second time, and with every sentence that says what is missing.
    """
    row = Community.objects.select_for_update().get(pk=community.pk)
    if not row.is_draft:
        raise Refused(_("This circle has already been started."))
    cycle = draft_cycle(row)
    missing = [*missing_facts(row), *missing_in_cycle(cycle)]
    if missing or cycle is None:
        raise Refused(missing)
    plan_cycle(cycle, by=by)
    return start_community(row, by=by)
