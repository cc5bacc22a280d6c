"""Whom the world can write to about a circle."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from leerkring.core.permissions import rule

from ..models import Community, Membership
from .base import is_coordinator, is_open


@rule("communities.contact_community")
def contact_community(user: Any) -> Q:
    """Everybody may write to a circle that runs; a closed one has nobody left to answer."""
    return Q(status=Community.Status.ACTIVE)


@rule("communities.view_contact_person")
def view_contact_person(user: Any) -> Q:
    """The contact persons of a running circle are public; a member who left or became an alumnus is none any more."""
    places = Membership.objects.active().filter(community=OuterRef("community"), user=OuterRef("user"))
    is_there = Q(user__isnull=True) | Q(Exists(places), user__is_active=True)
    return Q(community__status=Community.Status.ACTIVE) & is_there


@rule("communities.change_contact_person")
def change_contact_person(user: Any) -> Q:
    """Coordinators say who they are, until the circle is closed."""
    return is_open() & is_coordinator(user)
