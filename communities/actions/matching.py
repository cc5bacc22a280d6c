"""What of organisations and people can be matched with a question: kept true by whatever changes it.

An organisation that was only named, as in an invitation, has nothing yet but its name; it comes in the index when
somebody tells more of it.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from leerkring.search.index import Words
from leerkring.search.sources import Source, index

from ..models import Organisation, Profile

ORGANISATION, PROFILE = "communities.organisation", "communities.profile"


def index_organisations(ids: Sequence[int]) -> None:
    """Index what these organisations tell of themselves; what is gone leaves the index."""
    index(ORGANISATION, ids)


def index_profiles(ids: Sequence[int]) -> None:
    """Index of these people what everybody with an account reads; who may not be found leaves the index."""
    index(PROFILE, ids)


def _organisation_rows(ids: list[int]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=ids).only("name", "expertise", "description")


def _organisation_words(row: Any) -> Words:
    # All of it is public.
    return Words(row.pk, row.name, row.expertise, row.description)


def _profile_rows(ids: list[int]) -> QuerySet[Profile]:
    return Profile.objects.filter(pk__in=ids, is_findable=True).prefetch_related("themes")


def _profile_words(row: Any) -> Words:
    # What they show to everybody with an account, and nothing else.
    return Words(
        row.pk,
        row.function if row.organisation_for in Profile.OPEN else "",
        row.brings if row.brings_for in Profile.OPEN else "",
        "\n".join(theme.name for theme in row.themes.all()) if row.themes_for in Profile.OPEN else "",
    )


def _organisation_ids() -> list[int]:
    return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def _profile_ids() -> list[int]:
    return list(Profile.objects.filter(is_findable=True).order_by("pk").values_list("pk", flat=True))


SOURCES = (
    Source(ORGANISATION, _organisation_ids, _organisation_rows, _organisation_words),
    Source(PROFILE, _profile_ids, _profile_rows, _profile_words),
)
