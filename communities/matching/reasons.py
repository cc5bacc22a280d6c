"""Why somebody could help: reasons in words, each with what it weighs. The order of a list is the sum of them.

What each weighs is set by hand and tried on pairs that people judged (``data/matching_pairs.json``); a model that
learns would weigh in ways that nobody can tell a reader.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Area, Organisation, Profile
from ..models.sector import Sector
from .ask import Ask

# A likeness of so much is strong; more than the highest does not count.
LIKE, MOST_LIKE = 4.0, 12.0
WORDS_SHOWN = 5
# In so many circles at once there is hardly room for one more.
BUSY = 4


@dataclass(frozen=True)
class Reason:
    """One reason: what it is about, in words, and what it weighs. Below nothing it speaks against."""

    about: str
    text: str
    weight: float
    is_strong: bool = False

    @property
    def strength(self) -> str:
        """How much it weighs, in words."""
        if self.weight < 0:
            return _("weighs against")
        return _("weighs heavily") if self.is_strong else _("weighs a little")


def about_words(likeness: float, words: list[str]) -> Reason | None:
    """What the texts have in common."""
    if not words:
        return None
    shown = ", ".join(f"“{word}”" for word in words[:WORDS_SHOWN])
    text = _("Your question and what they tell share the words %(words)s.") % {"words": shown}
    return Reason(_("Text"), text, min(likeness, MOST_LIKE) / 2, is_strong=likeness >= LIKE)


def about_theme(ask: Ask, is_on_theme: bool) -> Reason | None:
    """Whether they work on the theme of the question."""
    if not (ask.theme and is_on_theme):
        return None
    return Reason(_("Theme"), _("They work on the theme %(theme)s.") % {"theme": ask.theme.name}, 3, is_strong=True)


def about_area(ask: Ask, area: Area | None) -> Reason | None:
    """How near they are, by the tree of areas: the same place, within one municipality, or in one province."""
    if area is None or not ask.near:
        return None
    theirs: list[Area] = []
    each: Area | None = area
    while each is not None:
        theirs.append(each)
        each = each.parent
    shared = next((row for row in theirs if row.pk in ask.near), None)
    if shared is None:
        return None
    about, name = _("Area"), shared.name
    if shared.kind == Area.Kind.PROVINCE and area.pk != ask.near[0]:
        return Reason(about, _("They are in the same province: %(area)s.") % {"area": name}, 0.75)
    return Reason(about, _("They are close by: %(area)s.") % {"area": name}, 2, is_strong=True)


def about_sector(ask: Ask, sector: str, organisation: Organisation | None) -> Reason | None:
    """From which other domain they look at it."""
    home = ask.home
    if home is None:
        return None
    about = _("Other domain")
    if sector and sector != home.sector:
        words = {"sector": Sector(sector).label}
        return Reason(about, _("They look at it from another sector: %(sector)s.") % words, 1, is_strong=True)
    if organisation and organisation.kind != home.kind:
        kind = {"kind": organisation.get_kind_display()}
        return Reason(about, _("They do other work than you: %(kind)s.") % kind, 0.5)
    return None


def about_work(ask: Ask, circles: list[dict[str, Any]], own: set[int]) -> Reason | None:
    """What they did before with who asks, or else in the same programme."""
    together = [row["name"] for row in circles if row["community"] in own]
    if together and ask.home:
        words = {"name": ask.home.name, "circle": together[0]}
        return Reason(
            _("Worked together"), _("Worked with %(name)s before, in %(circle)s.") % words, 1.5, is_strong=True
        )
    near = [row["name"] for row in circles if row["programme"] == ask.community.programme_id]
    if not near:
        return None
    text = _("Takes part in this programme, in %(circle)s.") % {"circle": near[0]}
    return Reason(_("Worked together"), text, 0.5)


def about_room(circles: list[dict[str, Any]]) -> Reason | None:
    """Whether an organisation has its hands full, by the running circles it is committed to."""
    running = len({row["community"] for row in circles if row["status"] == "active"})
    if running == 0:
        return None
    said = ngettext("Is committed to %(count)s running circle.", "Is committed to %(count)s running circles.", running)
    text = said % {"count": running}
    return Reason(_("Time and room"), text, -0.75 if running >= BUSY else 0.1)


def about_time(profile: Profile) -> Reason | None:
    """How much time somebody says they have."""
    weights = {Profile.Capacity.NONE: -3.0, Profile.Capacity.LITTLE: 0.5, Profile.Capacity.MORE: 1.0}
    if not profile.capacity:
        return None
    text = _("Says of time: %(time)s.") % {"time": profile.get_capacity_display()}
    weight = weights[Profile.Capacity(profile.capacity)]
    return Reason(_("Time and room"), text, weight, is_strong=weight == 1)


def about_acquaintance(is_known: bool) -> Reason | None:
    """Who knows only the people of their own circles gets no further: whom one doesn't know yet goes first."""
    text = _("You are not in a circle together yet.")
    return None if is_known else Reason(_("New to you"), text, 1, is_strong=True)
