"""Who may do what with circles and the people in them."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import EVERYBODY, NOBODY, rule

from .models import Community, Membership, ProgrammeMember


def in_community(user: Any, *roles: str, path: str = "community") -> Q:
    """Return the condition that ``user`` is an active member, with one of ``roles`` when given.

    ``path`` leads from the row to its community; "pk" when the row is the community itself.
    """
    if not user.is_authenticated:
        return NOBODY
    mine = Membership.objects.active().filter(user=user)
    if roles:
        mine = mine.filter(role__in=roles)
    return Q(**{f"{path}__in": mine.values("community")})


def is_coordinator(user: Any, *, path: str = "community") -> Q:
    """Return the condition that ``user`` coordinates the circle at ``path``."""
    return in_community(user, Membership.Role.COORDINATOR, path=path)


@rule("communities.view_community")
def view_community(user: Any) -> Q:
    """Everybody sees a circle that has started; a draft is its coordinators' alone."""
    return ~Q(status=Community.Status.DRAFT) | is_coordinator(user, path="pk")


@rule("communities.view_inside_community")
def view_inside_community(user: Any) -> Q:
    """What stands on the members' part of a circle."""
    return in_community(user, path="pk")


@rule("communities.change_community")
def change_community(user: Any) -> Q:
    """Coordinators change their circle until it is closed."""
    return ~Q(status=Community.Status.CLOSED) & is_coordinator(user, path="pk")


@rule("communities.start_community")
def start_community(user: Any) -> Q:
    """Coordinators start a draft, or throw it away."""
    return Q(status=Community.Status.DRAFT) & is_coordinator(user, path="pk")


@rule("communities.add_invitation")
def add_invitation(user: Any) -> Q:
    """Coordinators ask people in until the circle is closed; asked of the community."""
    return change_community(user)


@rule("communities.change_invitation")
def change_invitation(user: Any) -> Q:
    """Coordinators see, send again and withdraw the invitations of a circle that is not closed."""
    return ~Q(community__status=Community.Status.CLOSED) & is_coordinator(user)


@rule("communities.view_membership")
def view_membership(user: Any) -> Q:
    """Members see who is with them in the circle now."""
    return Q(left_at__isnull=True) & in_community(user)


@rule("communities.change_membership")
def change_membership(user: Any) -> Q:
    """Coordinators let somebody go until the circle is closed."""
    return Q(left_at__isnull=True) & ~Q(community__status=Community.Status.CLOSED) & is_coordinator(user)


@rule("communities.leave_membership")
def leave_membership(user: Any) -> Q:
    """Everybody may leave what they are in."""
    return Q(left_at__isnull=True, user=user) if user.is_authenticated else NOBODY


@rule("communities.add_case")
def add_case(user: Any) -> Q:
    """Members of a running circle log cases, reflections and papers in it."""
    return Q(status=Community.Status.ACTIVE) & in_community(user, path="pk")


@rule("communities.add_community")
def add_community(user: Any) -> Q:
    """Whoever has an account may start a circle in an open programme; its team may in any."""
    if not user.is_authenticated:
        return NOBODY
    return Q(is_open=True) | Q(pk__in=ProgrammeMember.objects.filter(user=user).values("programme"))


@rule("communities.view_programme")
def view_programme(user: Any) -> Q:
    """Programmes are public."""
    return EVERYBODY
