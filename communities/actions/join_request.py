"""Asking to join a circle, and the answer of a coordinator."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import About, Intent, notify, notify_all

from ..models import Community, Invitation, JoinRequest, Membership, Organisation
from ..tokens import invitation_token
from .membership import coordinators_of, join_community
from .organisation import ensure_organisation

ASKED = "communities.join_asked"
ANSWERED = "communities.join_answered"
# Somebody may wait for the answer of so many circles at a time.
MOST_OPEN = 5
# After a no one may ask again, but not the next day.
AGAIN_AFTER = timedelta(days=30)


@transaction.atomic
def ask_to_join(
    community: Community,
    *,
    by: User,
    motivation: str,
    role: str,
    organisation: Organisation | None = None,
    organisation_name: str = "",
) -> JoinRequest:
    """Ask to join a running circle; its coordinators are told. Asking twice is asking once."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    if circle.status != Community.Status.ACTIVE:
        raise Refused(_("This circle takes no new members now."))
    # One at a time per person, so that the limit holds over all circles.
    User.objects.select_for_update().get(pk=by.pk)
    waiting = JoinRequest.objects.filter(user=by, status=JoinRequest.Status.OPEN)
    if open_one := waiting.filter(community=circle).first():
        return open_one
    if circle.memberships.active().filter(user=by).exists():
        raise Refused(_("You already take part in this circle."))
    if may_ask_from := next_chance(circle, by):
        raise Refused(
            _("You asked before, and the answer was no. You can ask again from %(day)s.")
            % {"day": date_format(may_ask_from)}
        )
    if waiting.count() >= MOST_OPEN:
        raise Refused(
            _("You wait for the answer of %(count)s circles. Withdraw one of your requests, or wait for an answer.")
            % {"count": MOST_OPEN}
        )
    request = JoinRequest.objects.create(
        community=circle,
        user=by,
        motivation=motivation.strip(),
        role=role,
        organisation=organisation,
        organisation_name="" if organisation else organisation_name.strip(),
    )
    people = [member.user for member in coordinators_of(circle).select_related("user") if member.user.is_active]
    key = f"join-asked:{request.pk}"
    where = About(circle.pk)
    notify_all(ASKED, [Intent(person, key, {"request": request.pk}, about=where) for person in people])
    return request


def next_chance(community: Community, person: User) -> datetime | None:
    """Return from when somebody who was declined may ask again; None when they may now."""
    declined = JoinRequest.objects.filter(
        community=community,
        user=person,
        status=JoinRequest.Status.DECLINED,
        answered_at__gt=timezone.now() - AGAIN_AFTER,
    )
    last = declined.order_by("-answered_at").first()
    return last.answered_at + AGAIN_AFTER if last and last.answered_at else None


@transaction.atomic
def accept_request(request: JoinRequest, *, by: User, role: str, sector: str, note: str = "") -> Membership:
    """Make who asked a member, in the place that the coordinator gives; they are told. Twice is harmless."""
    row = _lock(request)
    if row.status == JoinRequest.Status.ACCEPTED:
        member = row.community.memberships.active().filter(user=row.user).first()
        if member:
            return member
    _refuse_unless_open(row)
    if not row.user.is_active:
        raise Refused(_("This account is switched off. Nobody can join with it."))
    organisation = row.organisation or ensure_organisation(row.organisation_name)
    membership = join_community(row.community, by=row.user, role=role, sector=sector, organisation=organisation)
    _answer(row, JoinRequest.Status.ACCEPTED, by=by, note=note)
    return membership


@transaction.atomic
def decline_request(request: JoinRequest, *, by: User, note: str = "") -> JoinRequest:
    """Say no, with a kind word; who asked is told. Twice is harmless."""
    row = _lock(request)
    if row.status == JoinRequest.Status.DECLINED:
        return row
    _refuse_unless_open(row)
    return _answer(row, JoinRequest.Status.DECLINED, by=by, note=note)


@transaction.atomic
def withdraw_request(request: JoinRequest, *, by: User) -> JoinRequest:
    """Take one's own request back; twice is harmless, and nobody is told."""
    row = _lock(request)
    if row.status == JoinRequest.Status.WITHDRAWN:
        return row
    _refuse_unless_open(row)
    row.status, row.answered_at = JoinRequest.Status.WITHDRAWN, timezone.now()
    row.save(update_fields=["status", "answered_at"])
    return row


def _lock(request: JoinRequest) -> JoinRequest:
    """Lock the community before its request, always in this order."""
    Community.objects.select_for_update().get(pk=request.community_id)
    rows = JoinRequest.objects.select_for_update(of=("self",))
    return rows.select_related("community", "user", "organisation").get(pk=request.pk)


def _refuse_unless_open(request: JoinRequest) -> None:
    if request.status == JoinRequest.Status.WITHDRAWN:
        raise Refused(_("%(name)s has withdrawn this request.") % {"name": request.user.full_name})
    if request.status != JoinRequest.Status.OPEN:
        raise Refused(_("This request has already been answered."))


def _answer(request: JoinRequest, status: str, *, by: User, note: str) -> JoinRequest:
    request.status, request.answered_by, request.answered_at = status, by, timezone.now()
    request.answer_note = note.strip()
    request.save(update_fields=["status", "answered_by", "answered_at", "answer_note"])
    key, where = f"join-answered:{request.pk}", About(request.community_id)
    notify(request.user, ANSWERED, key=key, context={"request": request.pk}, about=where)
    return request


@dataclass(frozen=True)
class Standing:
    """Where somebody stands with a circle.

    ``kind`` is visitor, member, alumnus, waiting, invited, declined or none.
    """

    kind: str
    may_ask: bool = False
    request: JoinRequest | None = None
    # The link of an invitation that still waits for their answer.
    invitation_url: str = ""
    again_from: datetime | None = None


def standing_of(community: Community, person: User | None) -> Standing:
    """Return where ``person`` (None: somebody who is not logged in) stands; four queries at most."""
    runs = community.status == Community.Status.ACTIVE
    if person is None:
        return Standing("visitor", may_ask=runs)
    member = community.memberships.reading().filter(user=person).first()
    if member and member.is_active:
        return Standing("member")
    last = community.join_requests.filter(user=person).order_by("-created_at", "-pk").first()
    if last and last.status == JoinRequest.Status.OPEN:
        return Standing("waiting", request=last)
    if not runs:
        return Standing("alumnus" if member else "none")
    sent = community.invitations.filter(email__iexact=person.email, status=Invitation.Status.SENT)
    invitation = sent.filter(expires_at__gt=timezone.now()).first()
    if invitation:
        url = reverse("communities:invitation_answer", kwargs={"token": invitation_token(invitation)})
        return Standing("invited", invitation_url=url)
    if last and last.status == JoinRequest.Status.DECLINED:
        again = next_chance(community, person)
        return Standing("declined", may_ask=again is None, request=last, again_from=again)
    return Standing("alumnus" if member else "none", may_ask=True)
