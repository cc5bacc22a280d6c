"""The page with people who asked to be on it. A row holds what they show to everybody, and nothing else."""

from typing import Any

from django.db.models import Q, QuerySet

from .forms.narrowing import Choices
from .models import Area, Profile, Theme
from .models.area import lies_in
from .profiles import EVERYBODY, shown_profile

THEMES_FOR_ALL = Q(themes_for=Profile.Visibility.EVERYBODY)


def listed(profiles: QuerySet[Profile], *, theme: str = "", area: int | None = None) -> QuerySet[Profile]:
    """Keep who shows this theme to everybody, or is active in this area or a part of it; by name."""
    if theme:
        named = Theme.objects.filter(name=theme)
        themed = Profile.themes.through.objects.filter(theme__in=named.values("pk"))
        profiles = profiles.filter(THEMES_FOR_ALL, pk__in=themed.values("profile"))
    if area:
        profiles = profiles.filter(lies_in("area", area))
    return profiles.order_by("user__family_name", "user__given_name", "pk")


def rows_of(profiles: Any) -> list[dict[str, Any]]:
    """Return the people as everybody sees them; two queries."""
    known = profiles.select_related("user__photo", "organisation", "area__parent").prefetch_related("themes")
    found = []
    for row in known:
        shown = shown_profile(row, EVERYBODY)
        # Without a photo for everybody the letters of the name stand there.
        face = row.user if shown.photo_url else shown.name
        home = shown.organisation.name if shown.organisation else ""
        note = " · ".join(filter(None, [home, shown.area, ", ".join(shown.themes)]))
        found.append({"shown": shown, "face": face, "note": note, "url": row.get_absolute_url()})
    return found


def themes_of(profiles: QuerySet[Profile]) -> Choices:
    """Return the names of themes that somebody on the page shows to everybody."""
    shown = profiles.filter(THEMES_FOR_ALL).values("pk")
    names = Theme.objects.filter(profiles__in=shown).order_by("name").values_list("name", flat=True).distinct()
    return [(name, name) for name in names]


def areas_of(profiles: QuerySet[Profile]) -> Choices:
    """Return the areas that somebody on the page is active in."""
    used = profiles.filter(area__isnull=False).values("area")
    rows = Area.objects.filter(pk__in=used).select_related("parent").order_by("name")
    return [(str(row.pk), row.label) for row in rows]
