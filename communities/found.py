"""What can be found by search of circles, programmes, organisations and people, and how it shows."""

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


# Their rows are wide, and each change reads one back: no more of it than can be found.
ABOUT = ("domain_about", "community_about", "practice_about")
AREA = ("area__name", "area__kind", "area__parent__name")
NAMES = ("given_name", "tussenvoegsel", "family_name")


# --- Circles: also by what they were called before


def _circle_rows(ids: list[int]) -> QuerySet[Community]:
    rows = Community.objects.filter(pk__in=ids).select_related("theme", "area__parent")
    found = ("name", "question", "common_interest", *ABOUT, "theme__name", *AREA)
    return rows.only(*found).prefetch_related("former_names")


def _circle_words(row: Any) -> Words:
    former = [former.name for former in row.former_names.all()]
    return Words(
        row.pk,
        row.name,
        f"{row.question} {row.theme.name if row.theme else ''} {row.area.label if row.area else ''}",
        " ".join([row.common_interest, *(getattr(row, about) for about in ABOUT)]),
        names=(row.question, *former) if row.question else tuple(former),
    )


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
    _circle_rows,
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


def _programme_rows(ids: list[int]) -> QuerySet[Programme]:
    return Programme.objects.filter(pk__in=ids).prefetch_related("themes")


def _programme_words(row: Any) -> Words:
    themes = [theme.name for theme in row.themes.all() if not theme.is_archived]
    return Words(row.pk, row.name, " ".join([row.description, row.noun_singular, row.noun_plural, *themes]))


def _programmes(user: Any) -> QuerySet[Programme]:
    return Programme.objects.permitted(user, "communities.view_programme")


def _programme_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows = permitted_rows(user, _programmes).filter(pk__in=ids)
    return [Hit(row.pk, row.name, row.get_absolute_url(), meta=row.description) for row in rows]


PROGRAMMES = Source(
    "communities.programme",
    lambda: _all(Programme),
    _programme_rows,
    _programme_words,
    Shown(gettext_lazy("Programmes"), "programmas", _programmes, _programme_hits),
    (
        Follows(Programme, frozenset(["name", "description", "noun_singular", "noun_plural"])),
        Follows(Theme, frozenset(["name", "is_archived"]), "programme_id"),
    ),
)


# --- Organisations


def _organisation_rows(ids: list[int]) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(pk__in=ids).select_related("area__parent")
    return rows.only("name", "expertise", "description", *AREA)


def _organisation_words(row: Any) -> Words:
    return Words(row.pk, row.name, f"{row.expertise} {row.area.label if row.area else ''}", row.description)


def _organisations(user: Any) -> QuerySet[Organisation]:
    return Organisation.objects.permitted(user, "communities.view_organisation").exclude(slug=None)


def _organisation_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows: Any = permitted_rows(user, _organisations).filter(pk__in=ids)
    kinds = [(row, capfirst(str(row.get_kind_display()))) for row in rows]
    return [Hit(row.pk, row.name, row.get_absolute_url(), meta=kind) for row, kind in kinds]


ORGANISATIONS = Source(
    INDEXED,
    lambda: _all(Organisation),
    _organisation_rows,
    _organisation_words,
    Shown(gettext_lazy("Organisations"), "organisaties", _organisations, _organisation_hits),
    (Follows(Organisation, frozenset(["name", "expertise", "description", "area"])),),
)


# --- People: by name alone; what stands on their page has readers of its own


def _person_rows(ids: list[int]) -> QuerySet[User]:
    return User.objects.filter(pk__in=ids).only("is_active", *NAMES)


def _person_words(row: Any) -> Words | None:
    return Words(row.pk, row.full_name) if row.is_active else None


def _people(user: Any) -> QuerySet[Any]:
    return User.objects.permitted(user, "communities.view_person")


def _person_hits(user: Any, ids: list[int], _terms: Sequence[str]) -> list[Hit]:
    rows = permitted_rows(user, _people).filter(pk__in=ids).select_related("profile")
    return [Hit(row.pk, row.full_name, Profile(user=row).get_absolute_url()) for row in rows]


PEOPLE = Source(
    "communities.person",
    lambda: _all(User),
    _person_rows,
    _person_words,
    Shown(gettext_lazy("People"), "mensen", _people, _person_hits),
    (Follows(User, frozenset([*NAMES, "is_active"])),),
)
