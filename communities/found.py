"""What can be found by search of circles, programmes, organisations and people, and how it shows."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User
from leerkring.core.permissions import permitted_rows
from leerkring.search.excerpt import holds
from leerkring.search.index import Words
from leerkring.search.sources import Follows, Hit, Shown, Source, register_source

from .actions.organisation import INDEXED
from .models import Community, FormerName, Organisation, Profile, Programme, Theme


def register() -> None:
    """Let circles, programmes, organisations and people be found."""
    for source in (CIRCLES, PROGRAMMES, ORGANISATIONS, PEOPLE):
        register_source(source)


def _all(model: Any) -> list[int]:
    return list(model.objects.order_by("pk").values_list("pk", flat=True))


ABOUT = ("domain_about", "community_about", "practice_about")


# --- Circles: also by what they were called before


def _circle_words(ids: list[int]) -> list[Words]:
    former: dict[int, list[str]] = defaultdict(list)
    for pk, name in FormerName.objects.filter(community__in=ids).values_list("community", "name"):
        former[pk].append(name)
    rows: Any = Community.objects.filter(pk__in=ids).select_related("programme", "theme", "area__parent")
    return [
        Words(
            row.pk,
            row.name,
            " ".join([row.question, row.theme.name if row.theme else "", row.area.label if row.area else ""]),
            " ".join([row.common_interest, row.domain_about, row.community_about, row.practice_about]),
            names=(row.question, *former[row.pk]) if row.question else tuple(former[row.pk]),
        )
        for row in rows
    ]


def _circles(user: Any) -> QuerySet[Community]:
    # What was put away is found by its address alone, also by who may read it.
    rows = Community.objects.permitted(user, "communities.view_community")
    return rows.exclude(status=Community.Status.ARCHIVED)


def _circle_hits(user: Any, ids: list[int], terms: Sequence[str]) -> list[Hit]:
    rows: Any = (
        permitted_rows(user, _circles).filter(pk__in=ids).select_related("programme").prefetch_related("former_names")
    )
    return [Hit(row.pk, row.headline, row.get_absolute_url(), row.name, _circle_meta(row, terms)) for row in rows]


def _circle_meta(row: Any, terms: Sequence[str]) -> str:
    """Where the circle belongs, and the old name by which it was found."""
    belongs = _("draft") if row.is_draft else row.programme.name
    if holds(f"{row.name} {row.question}", terms):
        return str(belongs)
    former = sorted(name.name for name in row.former_names.all() if holds(name.name, terms))
    return " · ".join([belongs, *(_("formerly %(name)s") % {"name": name} for name in former)])


CIRCLES = Source(
    "communities.circle",
    lambda: _all(Community),
    _circle_words,
    Shown(gettext_lazy("Circles"), "leerkringen", _circles, _circle_hits),
    (
        Follows(
            Community,
            frozenset(["name", "question", "common_interest", *ABOUT, "theme", "area"]),
        ),
        Follows(FormerName, frozenset(["name"]), "community_id"),
    ),
)


# --- Programmes: also by their themes and their own word for a circle


def _programme_words(ids: list[int]) -> list[Words]:
    themes: dict[int, list[str]] = defaultdict(list)
    for pk, name in Theme.objects.filter(programme__in=ids, is_archived=False).values_list("programme", "name"):
        themes[pk].append(name)
    return [
        Words(row.pk, row.name, " ".join([row.description, row.noun_singular, row.noun_plural, *themes[row.pk]]))
        for row in Programme.objects.filter(pk__in=ids)
    ]


def _programmes(user: Any) -> QuerySet[Programme]:
    return Programme.objects.permitted(user, "communities.view_programme")


def _programme_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows = permitted_rows(user, _programmes).filter(pk__in=ids)
    return [Hit(row.pk, row.name, row.get_absolute_url(), meta=row.description) for row in rows]


PROGRAMMES = Source(
    "communities.programme",
    lambda: _all(Programme),
    _programme_words,
    Shown(gettext_lazy("Programmes"), "programmas", _programmes, _programme_hits),
    (
        Follows(Programme, frozenset(["name", "description", "noun_singular", "noun_plural"])),
        Follows(Theme, frozenset(["name", "is_archived"]), "programme_id"),
    ),
)


# --- Organisations


def _organisation_words(ids: list[int]) -> list[Words]:
    rows: Any = Organisation.objects.filter(pk__in=ids).select_related("area__parent")
    return [
        Words(row.pk, row.name, f"{row.expertise} {row.area.label if row.area else ''}", row.description)
        for row in rows
    ]


def _organisations(user: Any) -> QuerySet[Organisation]:
    return Organisation.objects.permitted(user, "communities.view_organisation").exclude(slug=None)


def _organisation_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows: Any = permitted_rows(user, _organisations).filter(pk__in=ids)
    kinds = [(row, capfirst(str(row.get_kind_display()))) for row in rows]
    return [Hit(row.pk, row.name, row.get_absolute_url(), meta=kind) for row, kind in kinds]


ORGANISATIONS = Source(
    INDEXED,
    lambda: _all(Organisation),
    _organisation_words,
    Shown(gettext_lazy("Organisations"), "organisaties", _organisations, _organisation_hits),
    (Follows(Organisation, frozenset(["name", "expertise", "description", "area"])),),
)


# --- People: by name alone; what stands on their page has readers of its own


def _person_words(ids: list[int]) -> list[Words]:
    return [Words(row.pk, row.full_name) for row in User.objects.filter(pk__in=ids, is_active=True)]


def _people(user: Any) -> QuerySet[Any]:
    return User.objects.permitted(user, "communities.view_person")


def _person_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows = permitted_rows(user, _people).filter(pk__in=ids).select_related("profile")
    return [Hit(row.pk, row.full_name, Profile(user=row).get_absolute_url()) for row in rows]


PEOPLE = Source(
    "communities.person",
    lambda: _all(User),
    _person_words,
    Shown(gettext_lazy("People"), "mensen", _people, _person_hits),
    (Follows(User, frozenset(["given_name", "tussenvoegsel", "family_name", "is_active"])),),
)
