"""Mail about feedback rounds: to members, and with a link of their own to who comes from outside."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_noop

from communities.models import Membership
from leerkring.core.links import absolute_url
from leerkring.core.tokens import hash_token
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from .actions.uptake import people_of
from .models import FeedbackRound, Outcome, Remark, RoundInvitee
from .round_links import round_token, round_url

Answer = Mail | Skip
Place = tuple[int | None, int]


def prepare_invited(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Ask people, from the moment the round opens until it ends; three queries."""
    return _each(messages, lambda invitee: _missed(invitee) or _mail("casework_round_invited", invitee))


def prepare_reminder(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Remind who has not reacted; four queries."""
    asked = {message.context.get("invitee", 0) for message in messages}
    reacted = set(Remark.objects.filter(invitee__in=asked).values_list("invitee", flat=True))

    def prepare(invitee: RoundInvitee) -> Answer:
        if invitee.done_at or invitee.pk in reacted:
            return Skip(gettext_noop("reacted already"))
        return _missed(invitee) or _mail("casework_round_reminder", invitee)

    return _each(messages, prepare)


def prepare_answered(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell who remarked that all is answered; three queries."""
    return _each(messages, lambda invitee: _mail("casework_round_answered", invitee))


def prepare_ended(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell authors and coordinators that a round ended, and how many remarks wait; four queries."""
    rows = FeedbackRound.objects.select_related("version__outcome__community__programme").defer("version__body")
    waiting = Count("remarks", filter=Q(remarks__verdict=""))
    rounds = rows.annotate(waiting=waiting).in_bulk({message.context.get("round", 0) for message in messages})
    people = people_of({row.version.outcome for row in rounds.values()})
    return {message.pk: _ended(message, rounds.get(message.context.get("round", 0)), people) for message in messages}


def _ended(message: Message, row: Any, people: Mapping[int, Mapping[int, object]]) -> Answer:
    if row is None or row.closed_at or row.version.outcome.is_withdrawn:
        return Skip(gettext_noop("closed already"))
    if int(row.closes_at.timestamp()) != message.context.get("moment"):
        return Skip(gettext_noop("the round was moved"))
    if message.recipient_id not in people.get(row.version.outcome_id, {}):
        return Skip(gettext_noop("neither an author nor a coordinator any more"))
    facts = {"title": row.version.title, "number": row.version.number, "waiting": row.waiting}
    facts["url"] = absolute_url(row.get_absolute_url())
    return Mail("casework_round_ended", facts, words=words_of(row.version.outcome.community))


def _each(messages: Sequence[Message], prepare: Callable[[RoundInvitee], Answer]) -> dict[int, Answer]:
    asked = {message.context.get("invitee", 0) for message in messages}
    rows = RoundInvitee.objects.select_related(
        "user", "invited_by", "round__version__outcome__community__programme", "round__event"
    )
    invitees = rows.defer("round__version__body").in_bulk(asked)
    people = {message.recipient_id for message in messages}
    inside: set[Place] = set(Membership.objects.active().filter(user__in=people).values_list("user", "community"))
    answers: dict[int, Answer] = {}
    for message in messages:
        invitee = invitees.get(message.context.get("invitee", 0))
        answers[message.pk] = _gone(message, invitee, inside) or prepare(invitee)  # type: ignore[arg-type]
    return answers


def _gone(message: Message, invitee: RoundInvitee | None, inside: set[Place]) -> Skip | None:
    """Return why there is nothing to tell this person, or nothing about this moment."""
    if invitee is None or invitee.round.version.outcome.status == Outcome.Status.WITHDRAWN:
        return Skip(gettext_noop("no longer asked"))
    if invitee.user_id != message.recipient_id or (not invitee.user_id and invitee.email != message.address):
        return Skip(gettext_noop("no longer asked"))
    if invitee.user_id and (invitee.user_id, invitee.round.version.outcome.community_id) not in inside:
        return Skip(gettext_noop("no longer in the circle"))
    if not invitee.user_id and invitee.token_hash != hash_token(round_token(invitee)):
        return Skip(gettext_noop("the link was made with another key"))
    at = message.context.get("at")
    if at and int(getattr(invitee.round, f"{at}_at").timestamp()) != message.context.get("moment"):
        return Skip(gettext_noop("the round was moved"))
    return None


def _missed(invitee: RoundInvitee) -> Skip | None:
    return None if invitee.round.is_open else Skip(gettext_noop("the round is not open"))


def _mail(template: str, invitee: RoundInvitee) -> Mail:
    row = invitee.round
    community = row.version.outcome.community
    facts = {
        "name": invitee.user.given_name if invitee.user else invitee.name,
        "inviter": invitee.invited_by.full_name if invitee.invited_by else community.name,
        "round": row,
        "title": row.version.title,
        "number": row.version.number,
        "circle": community.name,
        "url": round_url(invitee),
    }
    return Mail(template, facts, words=words_of(community))
