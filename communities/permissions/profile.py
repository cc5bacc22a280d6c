"""Who sees whose page."""

from typing import Any

from django.db.models import Q, QuerySet

from leerkring.accounts.models import User
from leerkring.core.permissions import NOBODY, rule

from ..models import Membership, Profile

Readers = Profile.Visibility
# Which fields each visibility is about; a field that is empty shows nothing to anybody.
FILLED = {
    "organisation_for": ~Q(function="") | Q(organisation__isnull=False),
    "brings_for": ~Q(brings=""),
    "seeks_for": ~Q(seeks=""),
    "themes_for": Q(themes__isnull=False),
    "orcid_for": ~Q(orcid=""),
    "photo_for": Q(user__photo__isnull=False),
}


def sharing_a_circle(user: Any) -> QuerySet[Any]:
    """Return the ids of the people who are in a circle with ``user``, alumni included."""
    mine = Membership.objects.reading().filter(user=user.pk).values("community")
    return Membership.objects.reading().filter(community__in=mine).values("user")


def shown_to(*readers: str) -> QuerySet[Any]:
    """Return the ids of the people of whom at least one filled field is for one of these readers."""
    something = Q(pk__in=[])
    for visibility, filled in FILLED.items():
        something |= Q(**{f"{visibility}__in": readers}) & filled
    return Profile.objects.filter(something).values("user")


@rule("communities.view_person")
def view_person(user: Any) -> Q:
    """Who shares a circle sees the page; others when something on it is for them; nobody that of a closed account."""
    if not user.is_authenticated:
        return Q(is_active=True) & (Q(pk__in=shown_to(Readers.EVERYBODY)) | Q(pk__in=_listed()))
    seen = Q(pk=user.pk) | Q(pk__in=sharing_a_circle(user))
    findable = Profile.objects.filter(is_findable=True).values("user")
    seen |= Q(pk__in=_listed())
    return Q(is_active=True) & (seen | Q(pk__in=findable) | Q(pk__in=shown_to(Readers.EVERYBODY, Readers.MEMBERS)))


def _listed() -> QuerySet[Any]:
    return Profile.objects.filter(is_listed=True).values("user")


@rule("communities.list_profile")
def list_profile(_user: Any) -> Q:
    """The page with people names who asked for that, whoever reads it; nobody with a closed account."""
    return Q(is_listed=True, user__is_active=True)


@rule("communities.suggest_profile")
def suggest_profile(user: Any) -> Q:
    """Who said that they may be found is told of to everybody with an account, except to themselves."""
    if not user.is_authenticated:
        return NOBODY
    return Q(is_findable=True, user__is_active=True) & ~Q(user=user.pk)


def view_photo(user: Any) -> Q:
    """Return the condition on ``File`` for a photo: of who shares a circle, else as the profile says."""
    open_to = [Readers.EVERYBODY, Readers.MEMBERS] if user.is_authenticated else [Readers.EVERYBODY]
    seen = Q(pk__in=_photos(Profile.objects.filter(photo_for__in=open_to).values("user")))
    if not user.is_authenticated:
        return seen
    return seen | Q(pk__in=_photos(sharing_a_circle(user)))


def _photos(people: QuerySet[Any]) -> QuerySet[Any]:
    return User.objects.filter(pk__in=people, is_active=True, photo__isnull=False).values("photo")


@rule("communities.change_profile")
def change_profile(user: Any) -> Q:
    """Everybody changes their own, and nobody else's."""
    return Q(user=user) if user.is_authenticated else NOBODY
