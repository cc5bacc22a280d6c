"""Giving the meetings of a cycle a host, by whose turn it is."""

import logging
from collections.abc import Collection
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Cycle, Meeting
from ..rotation import propose_hosts
from .meeting import change_meeting, plan_of

logger = logging.getLogger(__name__)


@transaction.atomic
def assign_hosts(cycle: Cycle, *, by: User, chosen: Collection[tuple[int, int]]) -> list[Meeting]:
    """Give meetings the hosts that were proposed for them; members are told of each as of any change.

    ``chosen`` are pairs of a meeting and an organisation. Refused when one of them is not proposed any more: somebody
    else gave a host in between, and then the turns are others.
    """
    Community.objects.select_for_update().get(pk=cycle.community_id)
    proposed = {(proposal.meeting.pk, proposal.host.pk): proposal for proposal in propose_hosts(cycle)}
    if not chosen or not proposed.keys() >= set(chosen):
        raise Refused(_("The proposal changed in the meantime. Look at it again, and choose at least one meeting."))
    rows = [_assign(proposed[pair].meeting, proposed[pair].host.name, by=by) for pair in sorted(chosen)]
    logger.info("hosts of cycle %s given by %s: %s", cycle.pk, by.pk, sorted(chosen))
    return rows


def _assign(meeting: Meeting, name: str, *, by: User) -> Meeting:
    return change_meeting(meeting, by=by, version=meeting.version, plan=replace(plan_of(meeting), host=name))
