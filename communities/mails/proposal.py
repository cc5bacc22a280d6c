"""Mail about proposals from outside: that something happened, and where it stands; never what was written."""

from collections.abc import Callable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.tokens import hash_token
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message

from ..actions.proposal import ANSWERED, ASK, WAITS
from ..models import Membership, Proposal
from ..tokens import proposal_token

Mails = Mapping[int, Mail | Skip]
Status = Proposal.Status
GONE = Skip(gettext_noop("the proposal was erased, or has another address now"))
MEANWHILE = Skip(gettext_noop("meanwhile it stands otherwise"))


def _rows(messages: Sequence[Message]) -> Mapping[int, Proposal]:
    wanted = {message.context.get("proposal") for message in messages} - {None}
    return Proposal.objects.select_related("community__programme").in_bulk(wanted)


def _each(messages: Sequence[Message], prepare: Callable[[Proposal], Mail | Skip]) -> Mails:
    """Return what becomes of each message to who proposed; one query for all."""
    rows, found = _rows(messages), {}
    for message in messages:
        row = rows.get(message.context.get("proposal", 0))
        known = row and row.email == message.address and row.token_hash == hash_token(proposal_token(row))
        found[message.pk] = prepare(row) if row and known else GONE
    return found


def _mail(template: str, row: Proposal) -> Mail:
    url = reverse("communities:proposal_detail", kwargs={"token": proposal_token(row)})
    facts = {"name": row.name, "circle": row.community.name, "url": absolute_url(url)}
    return Mail(template, facts, words=words_of(row.community))


def prepare_confirm(messages: Sequence[Message]) -> Mails:
    """Ask whether the address is theirs."""
    return _each(
        messages,
        lambda row: _mail("communities_proposal_confirm", row) if row.status == Status.UNCONFIRMED else MEANWHILE,
    )


def prepare_answered(messages: Sequence[Message]) -> Mails:
    """Tell that there is an answer; it stands behind the link."""
    return _each(
        messages, lambda row: MEANWHILE if row.status in Proposal.OPEN else _mail("communities_proposal_answered", row)
    )


def prepare_waits(messages: Sequence[Message]) -> Mails:
    """Tell coordinators that somebody from outside proposes something, while it waits; two queries for all."""
    rows, people = _rows(messages), {message.recipient_id for message in messages}
    places = Membership.objects.active().with_role(Membership.Role.COORDINATOR).filter(user__in=people)
    inside = set(places.filter(community__status="active").values_list("user_id", "community_id"))
    return {message.pk: _waits(message, rows.get(message.context.get("proposal", 0)), inside) for message in messages}


def _waits(message: Message, row: Proposal | None, inside: set[tuple[int, int]]) -> Mail | Skip:
    if row is None or row.status != Status.WAITING:
        return MEANWHILE
    if (message.recipient_id, row.community_id) not in inside:
        return Skip(gettext_noop("no longer coordinator, or circle closed"))
    url = reverse("communities:proposal_answer", kwargs={"slug": row.community.slug, "pk": row.pk})
    facts = {"circle": row.community.name, "voice": row.voice, "url": absolute_url(url)}
    return Mail("communities_proposal_waits", facts, words=words_of(row.community))


def register() -> None:
    """Tell the portal about these kinds."""
    for name, label, prepare, needed in [
        (ASK, _("Confirming what you proposed to a circle"), prepare_confirm, Needed.ANSWER),
        (ANSWERED, _("Answers to what you proposed to a circle"), prepare_answered, Needed.ANSWER),
        (WAITS, _("Issues that residents and organisations propose"), prepare_waits, Needed.QUESTION),
    ]:
        register_kind(Kind(name, label, prepare, needed=needed))
