"""What of organisations and people can be matched with a question: kept true by whatever changes it.

An organisation that was only named, as in an invitation, has nothing yet but its name; it comes in the index when
somebody tells more of it.
"""

from collections.abc import Sequence

from leerkring.search.index import Words, forget, keep
from leerkring.search.sources import Source

from ..models import Organisation, Profile

ORGANISATION, PROFILE = "communities.organisation", "communities.profile"


def index_organisations(ids: Sequence[int]) -> None:
    """Index what these organisations tell of themselves; what is gone leaves the index."""
    _index(ORGANISATION, ids, organisation_words(list(ids)))


def index_profiles(ids: Sequence[int]) -> None:
    """Index of these people what everybody with an account reads; who may not be found leaves the index."""
    _index(PROFILE, ids, profile_words(list(ids)))


def _index(source: str, ids: Sequence[int], things: list[Words]) -> None:
    keep(source, things)
    forget(source, sorted(set(ids) - {thing.object_id for thing in things}))


def organisation_words(ids: list[int]) -> list[Words]:
    """Return what can be found of organisations: all of it is public."""
    rows = Organisation.objects.filter(pk__in=ids)
    return [Words(row.pk, row.name, row.expertise, row.description) for row in rows]


def profile_words(ids: list[int]) -> list[Words]:
    """Return what can be found of who may be found: what they show to everybody with an account, and nothing else."""
    rows = Profile.objects.filter(pk__in=ids, is_findable=True).prefetch_related("themes")
    return [
        Words(
            row.pk,
            row.function if row.organisation_for in Profile.OPEN else "",
            row.brings if row.brings_for in Profile.OPEN else "",
            "\n".join(theme.name for theme in row.themes.all()) if row.themes_for in Profile.OPEN else "",
        )
        for row in rows
    ]


def _organisation_ids() -> list[int]:
    return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def _profile_ids() -> list[int]:
    return list(Profile.objects.filter(is_findable=True).order_by("pk").values_list("pk", flat=True))


SOURCES = (
    Source(ORGANISATION, _organisation_ids, organisation_words),
    Source(PROFILE, _profile_ids, profile_words),
)
