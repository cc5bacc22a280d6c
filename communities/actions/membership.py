"""Joining, changing what somebody is, and leaving."""

from collections.abc import Collection, Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.actions import About, notify

from ..models import Community, Invitation, JoinRequest, Membership, Organisation
from .area import keep_area
from .invitation import end_invitation
from .organisation import ensure_organisation

ENDED = "communities.membership_ended"
# What belongs to students alone, and to neighbourhood lecturers alone.
OF_STUDENTS: dict[str, Any] = {"study_programme": "", "study_level": "", "study_year": None}
OF_AREA_LECTURERS: dict[str, Any] = {"area": None}


@transaction.atomic
def join_community(
    community: Community,
    *,
    by: User,
    role: str,
    sector: str,
    organisation: Organisation | None = None,
    **facts: Any,
) -> Membership:
    """Make ``by`` a member. Who already is one stays what they were: joining twice is one membership.

    An alumnus takes part again, in the place they are asked for now. ``facts`` are the other fields of a membership:
    function, study, area.
    """
    locked = Community.objects.select_for_update().get(pk=community.pk)
    if locked.is_over:
        raise Refused(_("This circle has been closed. Nobody can join any more."))
    place = {"role": role, "sector": sector, "organisation": organisation} | facts
    membership, _created = Membership.objects.get_or_create(
        community=locked, user=by, left_at__isnull=True, defaults=place
    )
    if membership.is_alumnus:
        told = {name: value for name, value in place.items() if value}
        _take(membership, told | {"alumnus_since": None, "ends_on": facts.get("ends_on")})
    # Who came in otherwise gets no reminder, and holds no key for after they were let go.
    for invitation in open_invitations(locked, by):
        end_invitation(invitation, Invitation.Status.ACCEPTED, accepted_by=by)
    # Nor is anybody asked to answer who is in already.
    asked = locked.join_requests.filter(user=by, status=JoinRequest.Status.OPEN)
    asked.update(status=JoinRequest.Status.ACCEPTED, answered_at=timezone.now())
    count_members(locked)
    return membership


def open_invitations(community: Community, person: User) -> QuerySet[Invitation]:
    """Return the invitations into this circle that wait for an answer of this person, at any address of theirs."""
    verified = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    addresses = {person.email.lower(), *(email.lower() for email in verified)}
    rows = community.invitations.open().annotate(address=Lower("email"))
    return rows.filter(address__in=addresses)


@transaction.atomic
def change_membership(membership: Membership, *, by: User, version: int, **facts: Any) -> Membership:
    """Change what somebody is in a circle, by a coordinator or (function and study) by themselves.

    Raises ``Overtaken`` when somebody saved after ``version`` was read. The last coordinator stays coordinator. The
    organisation may be a name as it was typed.
    """
    community = Community.objects.select_for_update().get(pk=membership.community_id)
    row = Membership.objects.select_for_update().get(pk=membership.pk)
    _refuse_unless_changeable(community, [row])
    if row.version != version:
        raise Overtaken(_("Somebody else changed this while you were busy."))
    coordinated = row.coordinates
    _take(row, _kept(facts))
    if coordinated:
        _refuse_without_coordinator(community)
    return row


@transaction.atomic
def change_memberships(
    community: Community, members: Collection[int], *, by: User, alumni: bool | None = None, **facts: Any
) -> list[Membership]:
    """Change several people at once: all or none. ``alumni`` makes them alumni, or (False) lets them take part again.

    ``members`` are ids of memberships; those that ended meanwhile are passed over. Returns who was changed.
    """
    row = Community.objects.select_for_update().get(pk=community.pk)
    rows = list(
        row.memberships.reading().select_for_update(of=("self",)).select_related("user").filter(pk__in=members)
    )
    _refuse_unless_changeable(row, rows)
    facts = _kept(facts)
    coordinated = any(member.coordinates for member in rows)
    changed = [member for member in rows if _change(member, facts, alumni)]
    names = {*facts, "alumnus_since", "ends_on", "second_role", *OF_STUDENTS, *OF_AREA_LECTURERS, "version"}
    Membership.objects.bulk_update(changed, sorted(names), batch_size=500)
    if coordinated:
        _refuse_without_coordinator(row)
    count_members(row)
    return changed


@transaction.atomic
def end_membership(membership: Membership, *, by: User, reason: str = "") -> Membership:
    """Let somebody go, by themselves or by a coordinator; a second time is harmless.

    Holds at once: every permission, mail and feed asks for active memberships. The last coordinator stays, as a
    circle without one could not be changed or closed by anybody. Whom a coordinator lets go is told so by mail, and
    finds no invitation that still opens the door; ``reason`` stays with the coordinators.
    """
    community = Community.objects.select_for_update().get(pk=membership.community_id)
    row = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
    if row.left_at:
        return row
    coordinated = row.coordinates
    row.left_at, row.left_by, row.left_reason = timezone.now(), by, reason.strip()
    row.version += 1
    row.save(update_fields=["left_at", "left_by", "left_reason", "version"])
    if coordinated:
        _refuse_without_coordinator(community)
    count_members(community)
    if row.user_id != by.pk:
        for invitation in open_invitations(community, row.user):
            end_invitation(invitation, Invitation.Status.REVOKED)
    if row.user_id != by.pk and row.user.is_active:
        key, where = f"membership-ended:{row.pk}", About(row.community_id)
        notify(row.user, ENDED, key=key, context={"membership": row.pk}, about=where)
    return row


def _kept(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts with the organisation and the area that were typed as rows; new ones are made."""
    kept = dict(facts)
    if isinstance(kept.get("organisation"), str):
        kept["organisation"] = ensure_organisation(kept["organisation"])
    if "area" in kept:
        kept["area"] = keep_area(kept["area"])
    return kept


def _refuse_unless_changeable(community: Community, rows: Iterable[Membership]) -> None:
    if community.is_over:
        raise Refused(_("This circle has been closed. Nothing changes in it any more."))
    if any(row.left_at for row in rows):
        raise Refused(_("This person is no longer in the circle."))


def _take(row: Membership, facts: dict[str, Any]) -> None:
    _set(row, facts)
    row.save(
        update_fields=["alumnus_since", "ends_on", *facts, "second_role", *OF_STUDENTS, *OF_AREA_LECTURERS, "version"]
    )


def _set(row: Membership, facts: dict[str, Any]) -> None:
    """Give the row its facts, and take away what no longer belongs to its roles."""
    for name, value in facts.items():
        setattr(row, name, value)
    if row.second_role == row.role:
        row.second_role = ""
    roles = {row.role, row.second_role}
    gone = ({} if Membership.Role.STUDENT in roles else OF_STUDENTS) | (
        {} if Membership.Role.AREA_LECTURER in roles else OF_AREA_LECTURERS
    )
    for name, value in gone.items():
        setattr(row, name, value)
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise Refused(
            _("%(name)s takes part from %(day)s. Choose a last day after that.")
            % {"name": row.user.full_name, "day": date_format(row.starts_on)}
        )
    row.version += 1


def _change(row: Membership, facts: dict[str, Any], alumni: bool | None) -> bool:
    """Change one of many; return whether anything did. Who already is an alumnus stays one since then."""
    own = dict(facts)
    if alumni is not None and row.is_alumnus != alumni:
        own["alumnus_since"] = timezone.now() if alumni else None
        if not alumni and row.ends_on and row.ends_on < timezone.localdate():
            # The day that has passed would make them an alumnus again tonight.
            own.setdefault("ends_on", None)
    if all(getattr(row, name) == value for name, value in own.items()):
        return False
    _set(row, own)
    return True


def _refuse_without_coordinator(community: Community) -> None:
    """Take the deed back when it left the circle without anybody who can change or close it."""
    if not community.is_over and not coordinators_of(community).exists():
        raise Refused(_("A circle needs a coordinator. First ask somebody else to become coordinator."))


def coordinators_of(community: Community) -> QuerySet[Membership]:
    """Return the memberships of who coordinates the circle, in their first or second role."""
    return community.memberships.active().with_role(Membership.Role.COORDINATOR)


def count_members(community: Community) -> None:
    """Make the counter true; the caller holds the lock on the community."""
    community.member_count = community.memberships.active().count()
    community.save(update_fields=["member_count"])
