"""Mail about joining and leaving: that something happened, and where it stands; never what was written."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message

from ..models import JoinRequest, Membership

Mails = Mapping[int, Mail | Skip]


def prepare_asked(messages: Sequence[Message]) -> Mails:
    """Tell coordinators that somebody wants to join, while it waits and they may answer; two queries for all."""
    rows = _requests(messages)
    allowed = _coordinators(messages, rows)
    return {message.pk: _asked(message, rows, allowed) for message in messages}


def _asked(message: Message, rows: Mapping[int, JoinRequest], allowed: set[tuple[int | None, int]]) -> Mail | Skip:
    request = rows.get(message.context.get("request", 0))
    if request is None or request.status != JoinRequest.Status.OPEN:
        return Skip(gettext_noop("request answered or withdrawn"))
    if (message.recipient_id, request.community_id) not in allowed:
        return Skip(gettext_noop("no longer coordinator, or circle closed"))
    url = reverse("communities:join_request_list", kwargs={"slug": request.community.slug})
    context = {"community": request.community, "name": request.user.full_name, "url": absolute_url(url)}
    return Mail(template="communities_join_asked", context=context)


def _requests(messages: Sequence[Message]) -> dict[int, JoinRequest]:
    asked = {message.context.get("request") for message in messages} - {None}
    return JoinRequest.objects.select_related("community__programme", "user").in_bulk(asked)


def _coordinators(messages: Sequence[Message], rows: Mapping[int, JoinRequest]) -> set[tuple[int | None, int]]:
    """Return who of the recipients still coordinates which of these circles."""
    people = {message.recipient_id for message in messages}
    circles = {request.community_id for request in rows.values()}
    members = Membership.objects.active().with_role(Membership.Role.COORDINATOR)
    found = members.filter(user__in=people, community__in=circles, community__status="active")
    return set(found.values_list("user_id", "community_id"))


def prepare_answered(messages: Sequence[Message]) -> Mails:
    """Tell somebody that their request was answered; the answer itself stands on the page."""
    rows = _requests(messages)
    return {message.pk: _answered(rows.get(message.context.get("request", 0))) for message in messages}


def _answered(request: JoinRequest | None) -> Mail | Skip:
    if request is None or request.status not in {JoinRequest.Status.ACCEPTED, JoinRequest.Status.DECLINED}:
        return Skip(gettext_noop("request gone"))
    accepted = request.status == JoinRequest.Status.ACCEPTED
    url = reverse(
        "communities:community_detail" if accepted else "communities:join_request",
        kwargs={"slug": request.community.slug},
    )
    context: dict[str, Any] = {"community": request.community, "accepted": accepted, "url": absolute_url(url)}
    return Mail(template="communities_join_answered", context=context)


def prepare_ended(messages: Sequence[Message]) -> Mails:
    """Tell somebody that a coordinator ended their membership, unless they are in again; two queries for all."""
    asked = {message.context.get("membership") for message in messages} - {None}
    rows = Membership.objects.select_related("community__programme", "left_by").in_bulk(asked)
    back = Membership.objects.reading().filter(
        user__in=[row.user_id for row in rows.values()], community__in=[row.community_id for row in rows.values()]
    )
    again = set(back.values_list("user_id", "community_id"))
    return {message.pk: _ended(rows.get(message.context.get("membership", 0)), again) for message in messages}


def _ended(row: Membership | None, again: set[tuple[int, int]]) -> Mail | Skip:
    if row is None or row.left_at is None or (row.user_id, row.community_id) in again:
        return Skip(gettext_noop("in the circle again"))
    context = {
        "community": row.community,
        "by": row.left_by.full_name if row.left_by else "",
        "url": absolute_url(row.community.get_absolute_url()),
    }
    return Mail(template="communities_membership_ended", context=context)


def register() -> None:
    """Register these mails."""
    register_kind(
        Kind(
            "communities.join_asked", _("Requests to join your circles"), prepare=prepare_asked, needed=Needed.QUESTION
        )
    )
    register_kind(
        Kind(
            "communities.join_answered",
            _("Answers to requests to join"),
            prepare=prepare_answered,
            needed=Needed.ANSWER,
        )
    )
    register_kind(
        Kind("communities.membership_ended", _("The end of a membership"), prepare=prepare_ended, needed=Needed.PLACE)
    )
