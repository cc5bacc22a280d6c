"""Looking in the library. What the address holds besides the choices we offer is left aside, not refused."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from communities.models.sector import Sector

from ..library import FITTING, NEWEST, OLDEST, Found, Wish
from ..models import Outcome

# The name in the address, and in ``Wish``.
NAMES = {
    "q": "words",
    "soort": "kind",
    "thema": "theme",
    "gebied": "area",
    "programma": "programme",
    "sector": "sector",
    "jaar": "year",
    "toegang": "access",
    "volgorde": "order",
}
EVERYTHING = {
    "soort": _("All kinds"),
    "thema": _("All themes"),
    "gebied": _("All areas"),
    "programma": _("All programmes"),
    "sector": _("All sectors"),
    "jaar": _("All years"),
    "toegang": _("Open or not"),
}
ACCESS = [
    (Outcome.Access.OPEN, _("open")),
    (Outcome.Access.EMBARGOED, _("under embargo")),
    (Outcome.Access.RESTRICTED, _("restricted")),
    (Outcome.Access.METADATA, _("described only")),
]
# A number of a row in the database; longer ones are not asked for.
LONGEST_NUMBER = 12

Choices = Iterable[tuple[str, str | Promise]]


class LibraryForm(forms.Form):
    """Words, seven choices and an order; each choice says how many outcomes it gives."""

    q = forms.CharField(
        label=_("Search in the library"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    soort = forms.ChoiceField(label=_("Kind"), required=False)
    thema = forms.ChoiceField(label=_("Theme"), required=False)
    gebied = forms.ChoiceField(label=_("Area"), required=False)
    programma = forms.ChoiceField(label=_("Programme"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    jaar = forms.ChoiceField(label=_("Year"), required=False)
    toegang = forms.ChoiceField(label=_("Access"), required=False)
    volgorde = forms.ChoiceField(label=_("Order"), required=False)

    all_optional = True

    def __init__(self, data: Mapping[str, Any]) -> None:
        said = {name: str(data.get(name, "")).strip() for name in NAMES}
        said["q"] = said["q"][:100]
        for name, known in (("soort", Outcome.Kind.values), ("sector", Sector.values), ("toegang", Outcome.Access)):
            said[name] = said[name] if said[name] in set(known) else ""
        for name in ("thema", "gebied", "programma"):
            said[name] = _number(said[name], LONGEST_NUMBER)
        said["jaar"] = _number(said["jaar"], 4)
        said["jaar"] = said["jaar"] if 1900 < int(said["jaar"] or 0) < 2200 else ""
        orders = [FITTING, NEWEST, OLDEST] if said["q"] else [NEWEST, OLDEST]
        said["volgorde"] = said["volgorde"] if said["volgorde"] in orders else orders[0]
        super().__init__(said)

    @property
    def wish(self) -> Wish:
        """What somebody looks for."""
        return Wish(**{wish: self.data[name] for name, wish in NAMES.items()})

    @property
    def choices(self) -> list[forms.BoundField]:
        """The fields beside the words."""
        return [field for field in self if field.name != "q"]

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address of the next page; the usual order needs no words."""
        usual = FITTING if self.data["q"] else NEWEST
        return {name: said for name in NAMES if (said := self.data[name]) and said != usual}

    def offer(self, found: Found) -> None:
        """Offer the choices that give something, and what was chosen."""
        years = sorted({*found.counts["year"], *filter(None, [self.data["jaar"]])}, reverse=True)
        known: dict[str, Choices] = {
            "soort": Outcome.Kind.choices,
            "sector": Sector.choices,
            "toegang": ACCESS,
            "jaar": zip(years, years, strict=True),
            **{name: _by_name(found.names[NAMES[name]]) for name in ("thema", "gebied", "programma")},
        }
        for name, choices in known.items():
            counts = found.counts[NAMES[name]]
            offered = _offered(choices, counts, self.data[name], is_cut_short=found.is_counted_short)
            self._set(name, [("", EVERYTHING[name]), *offered])
        orders = [(NEWEST, _("Newest first")), (OLDEST, _("Oldest first"))]
        self._set("volgorde", [(FITTING, _("Best match first")), *orders] if self.data["q"] else orders)

    def _set(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields[name].widget.choices = choices  # type: ignore[attr-defined]


def _number(text: str, longest: int) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) <= longest else ""


def _by_name(names: Mapping[str, str]) -> Choices:
    return sorted(names.items(), key=lambda item: item[1].casefold())


def _offered(choices: Choices, counts: Counter[str], chosen: str, *, is_cut_short: bool) -> list[tuple[str, str]]:
    """Name each choice with its number; of a list that was cut short the number is the least there are."""
    more = "+" if is_cut_short else ""
    return [
        (value, f"{capfirst(str(label))} ({counts[value]}{more})")
        for value, label in choices
        if counts[value] or value == chosen or is_cut_short
    ]
