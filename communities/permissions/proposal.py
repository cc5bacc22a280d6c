"""Proposals from outside: everybody where the agenda is open; the coordinators answer."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import rule

from ..models import Community, Proposal
from .base import is_coordinator
from .issue import RUNNING


@rule("communities.propose_from_outside")
def propose_from_outside(user: Any) -> Q:
    """Everybody, with or without an account, where the coordinators opened the agenda; asked of the circle."""
    return Q(status=Community.Status.ACTIVE, takes_proposals=True)


@rule("communities.answer_proposal")
def answer_proposal(user: Any) -> Q:
    """Coordinators read and answer what was confirmed and waits."""
    return RUNNING & Q(status=Proposal.Status.WAITING) & is_coordinator(user)
