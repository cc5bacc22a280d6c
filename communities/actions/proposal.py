"""Proposing an issue from outside, confirming the address, answering; and erasing who it was."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.core.tokens import hash_token
from leerkring.notifications.actions import About, Intent, notify, notify_all

from ..models import Community, Issue, IssueStep, IssueVersion, Proposal
from ..tokens import proposal_token
from .answer import owns_address
from .issue import refuse_without_agenda
from .membership import coordinators_of
from .organisation import find_organisation

ASK = "communities.proposal_confirm"
WAITS = "communities.proposal_waits"
ANSWERED = "communities.proposal_answered"
Status = Proposal.Status
# What one circle gets in a day, from however many senders.
MOST_A_DAY = 50


@transaction.atomic
def set_takes_proposals(community: Community, *, by: User, takes: bool) -> Community:
    """Open the agenda to residents and organisations from outside, or close it; twice is harmless."""
    row = Community.objects.select_for_update().get(pk=community.pk)
    refuse_without_agenda(row)
    row.takes_proposals = takes
    row.save(update_fields=["takes_proposals"])
    return row


@transaction.atomic
def propose_from_outside(
    community: Community, *, email: str, language: str, user: User | None = None, **facts: str
) -> Proposal:
    """Keep a proposal: with an address of one's own account it waits at once, else once its link is followed.

    The same words from the same address, while they are not answered, are one proposal.
    """
    circle = Community.objects.select_for_update().get(pk=community.pk)
    _refuse_closed(circle)
    words = {name: value.strip() for name, value in facts.items()} | {"email": email.strip().lower()}
    row = circle.proposals.filter(status__in=Proposal.OPEN, **words).first()
    since = timezone.now() - timedelta(days=1)
    if row is None and circle.proposals.filter(created_at__gte=since).count() >= MOST_A_DAY:
        raise Refused(_("This circle has had very many proposals today. Try again tomorrow."))
    if row is None:
        row = Proposal.objects.create(community=circle, language=language, nonce=secrets.token_hex(16), **words)
        row.token_hash = hash_token(proposal_token(row))
        row.save(update_fields=["token_hash"])
    if user and owns_address(user, email):
        return _let_wait(row)
    if row.status == Status.UNCONFIRMED:
        key, context = f"proposal:{row.pk}:confirm", {"proposal": row.pk}
        notify(row.email, ASK, key=key, context=context, language=language, about=About(circle.pk))
    return row


@transaction.atomic
def confirm_proposal(proposal: Proposal) -> Proposal:
    """Put it before the coordinators, who are told. Twice is harmless."""
    row = _lock(proposal)
    if row.status != Status.UNCONFIRMED:
        return row
    if row.has_lapsed:
        raise Refused(_("This link was not used in time. Propose it once more."))
    _refuse_closed(row.community)
    return _let_wait(row)


@transaction.atomic
def withdraw_proposal(proposal: Proposal) -> None:
    """Let who proposed it take it back, until it was answered; nothing of it stays. Twice is harmless."""
    row = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if row is None:
        return
    if row.status not in Proposal.OPEN:
        raise Refused(_("The circle has answered already, so you can’t take it back any more."))
    row.delete()


@transaction.atomic
def answer_proposal(proposal: Proposal, *, by: User, takes: bool, answer: str = "") -> Proposal:
    """Take a proposal over, as an issue that was proposed; or don't, and say why. Who proposed it is told.

    The same answer again is harmless.
    """
    row = _lock(proposal)
    status = Status.ACCEPTED if takes else Status.DECLINED
    if row.status == status:
        return row
    if not has_permission(by, "communities.answer_proposal", row):
        raise Refused(_("Somebody else answered this proposal already."))
    if takes:
        refuse_without_agenda(row.community)
        row.issue = _issue_of(row, by)
    elif not answer.strip():
        raise Refused(_("Say why you don’t take it over."))
    row.status, row.answer, row.answered_at, row.answered_by = status, answer.strip(), timezone.now(), by
    row.save(update_fields=["status", "answer", "answered_at", "answered_by", "issue"])
    key, context = f"proposal:{row.pk}:answered", {"proposal": row.pk}
    about = About(row.community_id)
    notify(row.email, ANSWERED, key=key, context=context, language=row.language, about=about)
    return row


def _issue_of(row: Proposal, by: User) -> Issue:
    organisation = find_organisation(row.organisation) if row.organisation else None
    facts = {"title": row.title, "text": row.text}
    issue = Issue.objects.create(community=row.community, organisation=organisation, **facts)
    IssueVersion.objects.create(issue=issue, number=1, **facts)
    IssueStep.objects.create(issue=issue, kind=IssueStep.Kind.PROPOSED, by=by)
    return issue


def old_proposals(now: datetime) -> QuerySet[Proposal]:
    """Return what was never confirmed, and whose proposer is known for longer than 90 days after the answer."""
    lapsed = Q(status=Status.UNCONFIRMED, created_at__lte=now - Proposal.CONFIRM_WITHIN)
    return Proposal.objects.filter(lapsed | Q(answered_at__lte=now - Proposal.KEPT, erased_at=None))


def erase_proposals(now: datetime) -> int:
    """Erase what was never confirmed, and 90 days after the answer who proposed; return 0, as this writes no mail."""
    old = old_proposals(now)
    old.filter(status=Status.UNCONFIRMED).delete()
    old.update(name="", email="", token_hash=None, erased_at=now)
    return 0


def find_proposal(token: str) -> Proposal | None:
    """Return whose link this is; None for a link that never was, or of a circle that is not shown any more."""
    rows = Proposal.objects.select_related("community__programme", "issue")
    row = rows.filter(token_hash=hash_token(token), erased_at=None).first()
    hidden = {Community.Status.DRAFT, Community.Status.ARCHIVED}
    return None if row is None or row.community.status in hidden else row


def _let_wait(row: Proposal) -> Proposal:
    if row.status != Status.UNCONFIRMED:
        return row
    row.status, row.confirmed_at = Status.WAITING, timezone.now()
    row.save(update_fields=["status", "confirmed_at"])
    about, context = About(row.community_id), {"proposal": row.pk}
    people = [one.user for one in coordinators_of(row.community).select_related("user") if one.user.is_active]
    notify_all(WAITS, [Intent(person, f"proposal:{row.pk}:waits", context, about=about) for person in people])
    return row


def _refuse_closed(circle: Community) -> None:
    refuse_without_agenda(circle)
    if not circle.takes_proposals:
        raise Refused(_("This circle takes no proposals from outside now."))


def _lock(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("community__programme")
    row = rows.filter(pk=proposal.pk).first()
    if row is None:
        raise Refused(_("This proposal was taken back."))
    return row
