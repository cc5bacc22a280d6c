"""A profile as one reader sees it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User

from .models import Membership, Profile
from .people import role_of

Visibility = Profile.Visibility
# Who reads: the person, somebody of their circles, somebody else with an account, or anybody at all.
SELF, CIRCLES, MEMBERS, EVERYBODY = "self", "circles", "members", "everybody"
# Which fields each of them sees. Who is nearer sees what who is further sees.
SEEN_BY: dict[str, set[str]] = {
    SELF: {*Visibility.values},
    CIRCLES: {Visibility.CIRCLES, Visibility.MEMBERS, Visibility.EVERYBODY},
    MEMBERS: {Visibility.MEMBERS, Visibility.EVERYBODY},
    EVERYBODY: {Visibility.EVERYBODY},
}
READERS: dict[str, Promise] = {
    CIRCLES: _("People of my circles"),
    MEMBERS: _("Others with an account"),
    EVERYBODY: _("Everybody"),
}


@dataclass
class ShownProfile:
    """What a reader sees; what is not for them is empty, as if it had never been written."""

    person: User
    name: str
    photo_url: str = ""
    function: str = ""
    organisation: Any = None
    brings: str = ""
    seeks: str = ""
    themes: list[str] = field(default_factory=list)
    orcid: str = ""
    # Only of who may be found or is listed: where they stand; of the first also how much time they have.
    sector: str = ""
    area: str = ""
    capacity: str = ""
    # The circles that the reader is in too: its name, address, and what the person is there.
    circles: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the name can be seen."""
        texts = (self.photo_url, self.function, self.organisation, self.brings, self.seeks, self.themes, self.orcid)
        return not any((*texts, self.sector))


def shown_profile(profile: Profile, reader: str) -> ShownProfile:
    """Return the profile as ``reader`` (a key of ``SEEN_BY``) sees it. The name stands on every page there is."""
    person, seen = profile.user, SEEN_BY[reader]
    shown = ShownProfile(person, person.full_name)
    if profile.photo_for in seen:
        shown.photo_url = person.photo_url
    if profile.organisation_for in seen:
        shown.function, shown.organisation = profile.function, profile.organisation
    if profile.brings_for in seen:
        shown.brings = profile.brings
    if profile.seeks_for in seen:
        shown.seeks = profile.seeks
    if profile.themes_for in seen and profile.pk:
        shown.themes = [theme.name for theme in profile.themes.all()]
    if profile.orcid_for in seen:
        shown.orcid = profile.orcid
    is_found = profile.is_findable and reader != EVERYBODY
    if is_found or profile.is_listed:
        shown.sector, shown.area = profile.sector, profile.area.label if profile.area else ""
    if is_found:
        shown.capacity = capfirst(profile.get_capacity_display())
    return shown


def shared_circles(person: User, reader: Any) -> list[dict[str, str]]:
    """Return the circles that both are in, by name; one query. For oneself: one's own circles."""
    mine = Membership.objects.reading().filter(user=reader)
    rows = Membership.objects.reading().filter(user=person, community__in=mine.values("community"))
    return [
        {"name": row.community.name, "url": row.community.get_absolute_url(), "role": role_of(row)}
        for row in rows.select_related("community", "area").order_by("community__name")[:50]
    ]


def reader_of(person: User, reader: Any, circles: list[dict[str, str]]) -> str:
    """Return as what ``reader`` reads; ``circles`` are those they share."""
    if not reader.is_authenticated:
        return EVERYBODY
    if reader.pk == person.pk:
        return SELF
    return CIRCLES if circles else MEMBERS
