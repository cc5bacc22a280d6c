"""The address of a circle: the part of the path that is its own."""

from django.utils.text import slugify

from leerkring.core.text import free_slug

from ..models import Community, FormerName

# These stand where the address of a circle would.
TAKEN_BY_PAGES = {"meedoen", "nieuw", "uitnodiging"}
FALLBACK = "leerkring"


def free_address(name: str, *, of: Community | None = None) -> str:
    """Return an address made of ``name`` that no circle has or had; what ``of`` itself has or had is free for it."""
    start = slugify(name)[:60].strip("-") or FALLBACK
    taken = set(TAKEN_BY_PAGES)
    for rows, own in ((Community.objects.all(), "pk"), (FormerName.objects.all(), "community")):
        similar = rows.filter(slug__startswith=start)
        if of is not None:
            similar = similar.exclude(**{own: of.pk})
        taken.update(str(slug) for slug in similar.values_list("slug", flat=True))
    return free_slug(name, taken, fallback=FALLBACK)
