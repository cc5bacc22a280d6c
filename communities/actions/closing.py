"""The end of a circle: closing and opening again, putting away and taking out."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import About, Intent, notify_all

from ..closing import obstacles_of
from ..models import Community, Handover, Invitation, JoinRequest, Membership
from ..signals import community_closed, community_reopened
from .follow import end_follows
from .invitation import tell_claim_ended
from .membership import count_members

CLOSED, REOPENED, REQUEST_ENDED = "communities.closed", "communities.reopened", "communities.request_ended"
Status = Community.Status
COORDINATES = Q(role=Membership.Role.COORDINATOR) | Q(second_role=Membership.Role.COORDINATOR)


@transaction.atomic
def close_community(community: Community, *, by: User, words: str = "") -> Community:
    """Close a circle: its members become alumni, who keep reading; coordinators stay, so that it can be opened again.

    What waits for an answer ends: invitations, requests to join, open links, an offered handover. Nothing is deleted.
    Refused while something stands in the way; a second time is harmless. The number of queries doesn't depend on how
    many members there are.
    """
    row = _lock(community)
    if row.status == Status.CLOSED:
        return row
    _refuse_unless(row, Status.ACTIVE)
    if obstacles := obstacles_of(row):
        raise Refused([obstacle.text for obstacle in obstacles])
    now = timezone.now()
    row.status, row.closed_at, row.closing_words = Status.CLOSED, now, words
    row.phase_before, row.phase = row.phase, Community.Phase.FINISHED
    _save(row, "status", "closed_at", "closing_words", "phase", "phase_before")
    _tell(CLOSED, row, by=by, moment=now)
    row.memberships.active().exclude(COORDINATES).update(alumnus_since=now)
    count_members(row)
    _end_what_is_open(row, by=by, now=now)
    community_closed.send(sender=Community, community=row, by=by)
    return row


def _end_what_is_open(community: Community, *, by: User, now: datetime) -> None:
    for claimed in community.invitations.open().filter(claimed_by__isnull=False).select_related("claimed_by"):
        tell_claim_ended(claimed)
    community.invitations.open().update(status=Invitation.Status.REVOKED, answered_at=now)
    community.join_links.filter(closed_at__isnull=True).update(closed_at=now)
    community.handovers.filter(status=Handover.Status.OFFERED).update(
        status=Handover.Status.WITHDRAWN, answered_at=now
    )
    waiting = community.join_requests.filter(status=JoinRequest.Status.OPEN)
    requests = list(waiting.select_related("user"))
    note = say("The circle has been closed. Thank you for wanting to take part.")
    waiting.update(status=JoinRequest.Status.DECLINED, answered_by=by, answered_at=now, answer_note=note)
    intents = [_intent(REQUEST_ENDED, community, request.user, now) for request in requests]
    notify_all(REQUEST_ENDED, intents)


@transaction.atomic
def reopen_community(community: Community, *, by: User) -> Community:
    """Open a closed circle again, in the phase it was in: who became an alumnus by the closing takes part again.

    Who was an alumnus before stays one. What was waiting for an answer has ended and can be asked anew. A second time
    is harmless.
    """
    row = _lock(community)
    if row.status == Status.ACTIVE:
        return row
    _refuse_unless(row, Status.CLOSED)
    closed_at = row.closed_at
    row.status, row.closed_at = Status.ACTIVE, None
    row.phase, row.phase_before = row.phase_before or Community.Phase.SUSTAIN, ""
    _save(row, "status", "closed_at", "phase", "phase_before")
    row.memberships.filter(left_at__isnull=True, alumnus_since=closed_at).update(alumnus_since=None)
    count_members(row)
    _tell(REOPENED, row, by=by, moment=timezone.now())
    community_reopened.send(sender=Community, community=row, by=by)
    return row


@transaction.atomic
def archive_community(community: Community, *, by: User) -> Community:
    """Put a closed circle away: only who is or was in it still sees it, and nobody follows it any more.

    A second time is harmless.
    """
    row = _move(community, Status.CLOSED, Status.ARCHIVED)
    end_follows(row)
    return row


@transaction.atomic
def unarchive_community(community: Community, *, by: User) -> Community:
    """Take a circle out again: everybody may read the public part of it. A second time is harmless."""
    return _move(community, Status.ARCHIVED, Status.CLOSED)


def _move(community: Community, before: Status, after: Status) -> Community:
    row = _lock(community)
    if row.status != after:
        _refuse_unless(row, before)
        row.status = after
        _save(row, "status")
    return row


def _lock(community: Community) -> Community:
    return Community.objects.select_for_update().get(pk=community.pk)


def _refuse_unless(row: Community, status: Status) -> None:
    if row.status == status:
        return
    why = {
        Status.DRAFT: _("This circle hasn't been started. You can throw the draft away."),
        Status.ACTIVE: _("This circle is running. Close it first."),
        Status.CLOSED: _("This circle has been closed."),
        Status.ARCHIVED: _("This circle has been put away. Take it out first."),
    }
    raise Refused(why[Status(row.status)])


def _save(row: Community, *fields: str) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def _tell(kind: str, community: Community, *, by: User, moment: datetime) -> None:
    """Tell everybody who takes part, except who did it."""
    members = Membership.objects.active().filter(community=community)
    people = User.objects.filter(memberships__in=members).exclude(pk=by.pk)
    notify_all(kind, [_intent(kind, community, person, moment) for person in people])


def _intent(kind: str, community: Community, person: User, moment: datetime) -> Intent:
    # The moment is part of the key: who closes, opens and closes again tells of it again.
    key = f"{kind}:{community.pk}:{moment.isoformat()}"
    context = {"community": community.pk, "moment": moment.isoformat()}
    return Intent(person, key=key, context=context, about=About(community.pk))
