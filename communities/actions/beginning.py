"""Setting up a circle with what is there already: a match, or an introduction that both sides said yes to."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission

from ..models import Commitment, Community, Introduction, Membership, Organisation
from ..models.sector import Sector
from .community import create_draft
from .introduction import lock_introduction
from .invitation import Invitee, prepare_invitations


@transaction.atomic
def begin_circle(
    *,
    by: User,
    organisations: Iterable[Organisation] = (),
    people: Iterable[User] = (),
    introduction: Introduction | None = None,
    **facts: Any,
) -> Community:
    """Make a draft with organisations as committed and people to ask in; nothing is sent before it starts.

    One circle comes of an introduction: the same person again gets what they made. A broker, who never saw the
    addresses of both sides, asks them in without seeing them.
    """
    row = lock_introduction(introduction) if introduction else None
    if row and row.circle:
        return _known(row.circle, by)
    if row and not has_permission(by, "communities.begin_circle", row):
        raise Refused(_("This introduction is not there any more, so no circle can be set up with it."))
    circle = create_draft(by=by, **facts)
    if row:
        Introduction.objects.filter(pk=row.pk).update(circle=circle)
    for organisation in organisations:
        Commitment.objects.get_or_create(community=circle, organisation=organisation)
    is_hidden = row is not None and not has_permission(by, "communities.reach_introduction", row)
    asked = [_invitee(person) for person in people if person.is_active and person.pk != by.pk]
    prepare_invitations(circle, asked, by=by, hides_address=is_hidden)
    return circle


def _known(circle: Community, by: User) -> Community:
    if circle.memberships.active().filter(user=by).with_role(Membership.Role.COORDINATOR).exists():
        return circle
    raise Refused(_("Somebody else is setting up a circle with this introduction already."))


def _invitee(person: User) -> Invitee:
    """Ask somebody for the place that they have where they joined last."""
    last = person.memberships.active().select_related("organisation").order_by("-pk").first()
    role = last.role if last and last.role != Membership.Role.COORDINATOR else Membership.Role.PROFESSIONAL
    return Invitee(
        person.email,
        last.sector if last else Sector.PRACTICE,
        role,
        given_name=person.given_name,
        tussenvoegsel=person.tussenvoegsel,
        family_name=person.family_name,
        organisation=last.organisation.name if last and last.organisation else "",
    )
