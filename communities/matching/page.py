"""Suggestions as a page shows them: in order, each with its reasons."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from ..models import Organisation, Profile
from .ask import Ask
from .candidates import Wanted, circles_of, organisations, people
from .reasons import (
    Reason,
    about_acquaintance,
    about_area,
    about_room,
    about_sector,
    about_theme,
    about_time,
    about_words,
    about_work,
)
from .words import Likeness


@dataclass(frozen=True)
class Suggestion:
    """Somebody who could help. ``code`` says who it is in an address: *o12* or *p34*."""

    code: str
    name: str
    url: str
    line: str
    sector: str
    reasons: list[Reason]

    @property
    def organisation(self) -> int:
        """The number of the organisation it is; 0 for a person."""
        return int(self.code[1:]) if self.code.startswith("o") else 0

    @property
    def score(self) -> float:
        """What all reasons weigh together."""
        return sum(reason.weight for reason in self.reasons)


def suggest_organisations(ask: Ask, user: Any, wanted: Wanted | None = None) -> list[Suggestion]:
    """Return the organisations that could help, the likeliest first; four queries.

    Somebody who is only near, or only from another sector, could be anybody: there is a word or a theme in common.
    """
    rows = organisations(ask, user, wanted or Wanted())
    circles, own = _circles(ask, [row.pk for row in rows])
    like = Likeness(ask.terms, {row.pk: f"{row.name}\n{row.expertise}\n{row.description}" for row in rows})
    found = [(row, _reasons_of(ask, row, circles[row.pk], own, like)) for row in rows]
    return _ranked(_organisation(row, reasons) for row, reasons in found if reasons)


def suggest_people(ask: Ask, user: Any, wanted: Wanted | None = None) -> list[Suggestion]:
    """Return the people who could help, the likeliest first; four queries. What they don't show is no reason."""
    rows = people(ask, user, wanted or Wanted())
    shown = {row.pk: _shown(row) for row in rows}
    circles, own = _circles(ask, [one["organisation"].pk for one in shown.values() if one["organisation"]])
    like = Likeness(ask.terms, {pk: f"{one['function']}\n{one['brings']}" for pk, one in shown.items()})
    found = []
    for row in rows:
        work = shown[row.pk]["organisation"]
        on_theme = row.on_theme and row.themes_for in Profile.OPEN
        if reasons := _both(about_words(*like.of(row.pk)), about_theme(ask, on_theme)):
            more = [
                about_area(ask, row.area),
                about_sector(ask, row.sector, work),
                about_work(ask, circles[work.pk] if work else [], own),
                about_time(row),
                about_acquaintance(row.is_known),
            ]
            found.append(_person(row, shown[row.pk], reasons + _both(*more)))
    return _ranked(found)


def _reasons_of(
    ask: Ask, row: Organisation, circles: list[dict[str, Any]], own: set[int], like: Likeness
) -> list[Reason]:
    on_theme = bool(ask.theme) and any((one["theme"] or "").lower() == ask.theme.name.lower() for one in circles)  # type: ignore[union-attr]
    reasons = _both(about_words(*like.of(row.pk)), about_theme(ask, on_theme))
    if not reasons:
        return []
    more = [
        about_area(ask, row.area),
        about_sector(ask, row.sector, row),
        about_work(ask, circles, own),
        about_room(circles),
    ]
    return reasons + _both(*more)


def _circles(ask: Ask, ids: list[int]) -> tuple[dict[int, list[dict[str, Any]]], set[int]]:
    """Return the circles of each of these organisations, and those of the organisation that asks."""
    home = ask.home.pk if ask.home else 0
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in circles_of([*ids, home]):
        if row["community"] != ask.community.pk:
            found[row["organisation"]].append(row)
    return found, {row["community"] for row in found[home]}


def _both(*reasons: Reason | None) -> list[Reason]:
    return [reason for reason in reasons if reason]


def _ranked(found: Iterable[Suggestion]) -> list[Suggestion]:
    return sorted(found, key=lambda one: (-one.score, one.name, one.code))


def _organisation(row: Organisation, reasons: list[Reason]) -> Suggestion:
    line = " · ".join(filter(None, [capfirst(row.get_kind_display()), row.area.label if row.area else ""]))
    return Suggestion(f"o{row.pk}", row.name, row.get_absolute_url(), line, row.sector, reasons)


def _person(row: Any, shown: dict[str, Any], reasons: list[Reason]) -> Suggestion:
    work = shown["organisation"]
    parts = [capfirst(shown["function"]), work.name if work else "", row.area.label if row.area else ""]
    url = reverse("communities:profile_detail", kwargs={"user_pk": row.user_id})
    return Suggestion(f"p{row.user_id}", row.user.full_name, url, " · ".join(filter(None, parts)), row.sector, reasons)


def _shown(row: Any) -> dict[str, Any]:
    """Return of somebody what everybody with an account reads."""
    shows_work = row.organisation_for in Profile.OPEN
    return {
        "function": row.function if shows_work else "",
        "organisation": row.organisation if shows_work else None,
        "brings": row.brings if row.brings_for in Profile.OPEN else "",
    }
