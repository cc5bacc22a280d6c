"""Mail about the life of a circle, made just before it is sent: closed, opened again, handed over."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message

from ..actions.closing import CLOSED, REOPENED, REQUEST_ENDED
from ..actions.handover import ANSWERED, OFFERED
from ..models import Community, Handover, Membership

Answers = Mapping[int, Mail | Skip]


def prepare_closed(messages: Sequence[Message]) -> Answers:
    """Tell members that their circle was closed, unless it has been opened again; two queries."""
    circles, inside = _circles(messages), _inside(messages)
    return {message.pk: _closed(message, circles, inside) for message in messages}


def _closed(message: Message, circles: Mapping[int, Community], inside: set[tuple[int, int]]) -> Mail | Skip:
    circle = circles.get(message.context.get("community", 0))
    if circle is None or not _is_still_closed(circle, message):
        return Skip(gettext_noop("opened again"))
    if (message.recipient_id, circle.pk) not in inside:
        return Skip(gettext_noop("no longer in the circle"))
    return _about(circle, "communities_closed")


def prepare_reopened(messages: Sequence[Message]) -> Answers:
    """Tell members that their circle goes on, if it does and they are in it; two queries."""
    circles, inside = _circles(messages), _inside(messages)
    return {message.pk: _reopened(message, circles, inside) for message in messages}


def _reopened(message: Message, circles: Mapping[int, Community], inside: set[tuple[int, int]]) -> Mail | Skip:
    circle = circles.get(message.context.get("community", 0))
    if circle is None or circle.status != Community.Status.ACTIVE:
        return Skip(gettext_noop("closed again"))
    if (message.recipient_id, circle.pk) not in inside:
        return Skip(gettext_noop("no longer in the circle"))
    return _about(circle, "communities_reopened")


def prepare_requests_ended(messages: Sequence[Message]) -> Answers:
    """Tell who asked to join that the circle was closed before they got an answer; one query."""
    circles = _circles(messages)
    return {message.pk: _request_ended(message, circles) for message in messages}


def _request_ended(message: Message, circles: Mapping[int, Community]) -> Mail | Skip:
    circle = circles.get(message.context.get("community", 0))
    if circle is None or not _is_still_closed(circle, message):
        return Skip(gettext_noop("opened again"))
    return _about(circle, "communities_request_ended")


def prepare_handover_offers(messages: Sequence[Message]) -> Answers:
    """Tell somebody that a circle is offered to them, while the offer stands and they are in it; two queries."""
    rows = _handovers(messages)
    inside = _parties(rows)
    return {message.pk: _offered(rows.get(message.context.get("handover", 0)), inside) for message in messages}


def _offered(handover: Handover | None, inside: set[tuple[int, int]]) -> Mail | Skip:
    if handover is None or handover.status != Handover.Status.OFFERED:
        return Skip(gettext_noop("the offer was answered or withdrawn"))
    if (handover.receiver_id, handover.community_id) not in inside:
        return Skip(gettext_noop("no longer in the circle"))
    return _about(
        handover.community, "communities_handover_offered", giver=handover.giver.full_name, handover=handover
    )


def prepare_handover_answers(messages: Sequence[Message]) -> Answers:
    """Tell who offered their circle what the other answered, as long as they are in it; two queries."""
    rows = _handovers(messages)
    inside = _parties(rows)
    return {
        message.pk: _answered(rows.get(message.context.get("handover", 0)), message, inside) for message in messages
    }


def _answered(handover: Handover | None, message: Message, inside: set[tuple[int, int]]) -> Mail | Skip:
    if handover is None or handover.status != message.context.get("status"):
        return Skip(gettext_noop("the offer is gone"))
    if (handover.giver_id, handover.community_id) not in inside:
        return Skip(gettext_noop("no longer in the circle"))
    receiver = handover.receiver.full_name
    return _about(handover.community, "communities_handover_answered", receiver=receiver, handover=handover)


def _circles(messages: Sequence[Message]) -> Mapping[int, Community]:
    wanted = {message.context.get("community") for message in messages} - {None}
    return Community.objects.select_related("programme").in_bulk(wanted)


def _inside(messages: Sequence[Message]) -> set[tuple[int, int]]:
    """Who is in which circle, as (person, circle)."""
    people = {message.recipient_id for message in messages}
    circles = {message.context.get("community") for message in messages}
    return _places(people, circles)


def _parties(handovers: Mapping[int, Handover]) -> set[tuple[int, int]]:
    """Who of those who give and receive is in which circle, as (person, circle)."""
    people = {person for row in handovers.values() for person in (row.giver_id, row.receiver_id)}
    return _places(people, {row.community_id for row in handovers.values()})


def _places(people: Collection[int | None], circles: Collection[int | None]) -> set[tuple[int, int]]:
    rows = Membership.objects.reading().filter(user__in=people, community__in=circles)
    return set(rows.values_list("user", "community"))


def _handovers(messages: Sequence[Message]) -> Mapping[int, Handover]:
    wanted = {message.context.get("handover") for message in messages} - {None}
    return Handover.objects.select_related("community__programme", "giver", "receiver").in_bulk(wanted)


def _is_still_closed(circle: Community, message: Message) -> bool:
    """Whether it is the closing that the mail speaks of which still holds."""
    return circle.closed_at is not None and circle.closed_at.isoformat() == message.context.get("moment")


def _about(circle: Community, template: str, *, handover: Handover | None = None, **facts: Any) -> Mail:
    path = circle.get_absolute_url()
    if handover is not None and handover.status == Handover.Status.OFFERED:
        path = reverse("communities:handover_answer", kwargs={"slug": circle.slug, "pk": handover.pk})
    facts |= {"circle": circle.name, "url": absolute_url(path)}
    if handover is not None:
        facts |= {"giver_stays": handover.giver_stays, "accepted": handover.status == Handover.Status.ACCEPTED}
    return Mail(template, facts, words=words_of(circle))


def register() -> None:
    """Tell the portal about these kinds."""
    register_kind(Kind(CLOSED, _("A circle has been closed"), prepare_closed, needed=Needed.PLACE))
    register_kind(Kind(REOPENED, _("A circle has been opened again"), prepare_reopened, needed=Needed.PLACE))
    register_kind(
        Kind(
            REQUEST_ENDED,
            _("A circle you wanted to join has been closed"),
            prepare_requests_ended,
            needed=Needed.ANSWER,
        )
    )
    register_kind(Kind(OFFERED, _("A circle is offered to you"), prepare_handover_offers, needed=Needed.QUESTION))
    register_kind(
        Kind(ANSWERED, _("Answer to your offer of a circle"), prepare_handover_answers, needed=Needed.ANSWER)
    )
