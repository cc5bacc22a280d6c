"""What somebody wants to see on the map. What the address holds besides the choices we offer is left aside."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.forms.options import options
from communities.models import Community

CIRCLES, EVENTS, ORGANISATIONS = "", "activiteiten", "organisaties"
# Which choices narrow down what.
CHOICES = {CIRCLES: ("programma", "thema", "soort", "fase"), EVENTS: ("programma",), ORGANISATIONS: ()}
LONGEST = 100


class MapForm(forms.Form):
    """A place, what to show, and what narrows it down."""

    plaats = forms.CharField(
        label=gettext_lazy("Near"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"list": "map-places", "autocomplete": "off"}),
    )
    toon = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[
            (CIRCLES, gettext_lazy("Circles")),
            (EVENTS, gettext_lazy("Events")),
            (ORGANISATIONS, gettext_lazy("Organisations")),
        ],
    )
    programma = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    thema = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    soort = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    fase = forms.ChoiceField(label=gettext_lazy("Phase"), required=False)

    all_optional = True

    def __init__(self, data: Mapping[str, str], programmes: Mapping[str, str], themes: list[str]) -> None:
        shown = data.get("toon", "")
        self.shown = shown if shown in CHOICES else CIRCLES
        kinds = {"thematic": _("Thematic"), "regional": _("Regional")}
        offered: dict[str, dict[str, str]] = {
            "programma": dict(programmes),
            "thema": {name: name for name in themes},
            "soort": kinds,
            "fase": dict(options(Community.Phase)()),
        }
        said = {name: value for name in CHOICES[self.shown] if (value := data.get(name, "")) in offered[name]}
        place = " ".join(data.get("plaats", "").split())[:LONGEST]
        super().__init__(said | {"plaats": place, "toon": self.shown})
        everything = {
            "programma": _("All programmes"),
            "thema": _("All themes"),
            "soort": _("All kinds"),
            "fase": _("All phases that run"),
        }
        for name, choices in offered.items():
            if name in CHOICES[self.shown] and choices:
                fields: Any = self.fields
                fields[name].choices = [("", everything[name]), *choices.items()]
            else:
                del self.fields[name]

    @property
    def place(self) -> str:
        """The place that was typed."""
        return str(self.data["plaats"])

    def chosen(self, name: str) -> str:
        """Return what was chosen; empty for everything."""
        return str(self.data.get(name, ""))

    @property
    def query(self) -> dict[str, str]:
        """What was chosen, for addresses."""
        return {name: value for name, value in self.data.items() if value}

    @property
    def narrowing(self) -> dict[str, str]:
        """What was chosen besides the place: of which things the map shows the points."""
        return {name: value for name, value in self.query.items() if name != "plaats"}


def phase_label(value: str) -> str:
    """Return the phase in words."""
    return capfirst(str(Community.Phase(value).label))
