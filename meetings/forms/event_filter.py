"""Which events the overview shows. What the address holds besides the choices we offer is left aside, not refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Event

NAMES = ("soort", "programma", "gebied", "maand")


@dataclass(frozen=True)
class Offer:
    """What a row of the overview can be found by."""

    kind: str
    programme: tuple[str, str]
    province: tuple[str, str]
    month: date


class EventFilterForm(forms.Form):
    """Four choices, each of what there is to come."""

    soort = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    programma = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    gebied = forms.ChoiceField(label=gettext_lazy("Province"), required=False)
    maand = forms.ChoiceField(label=gettext_lazy("Month"), required=False)

    all_optional = True

    def __init__(self, data: Mapping[str, str], offers: Iterable[Offer]) -> None:
        rows = list(offers)
        found = {
            "soort": {row.kind: _kind(row.kind) for row in rows},
            "programma": dict(row.programme for row in rows if row.programme[0]),
            "gebied": dict(row.province for row in rows if row.province[0]),
            "maand": {f"{row.month:%Y-%m}": capfirst(date_format(row.month, "F Y")) for row in rows},
        }
        super().__init__({name: value for name in NAMES if (value := data.get(name, "")) in found[name]})
        everything = {
            "soort": _("All kinds"),
            "programma": _("All programmes"),
            "gebied": _("All provinces"),
            "maand": _("All months"),
        }
        for name, choices in found.items():
            ordered = sorted(choices.items(), key=lambda pair: pair[0] if name == "maand" else pair[1])
            self.fields[name].choices = [("", everything[name]), *ordered]  # type: ignore[attr-defined]

    @property
    def query(self) -> dict[str, str]:
        """What was chosen, for addresses of feeds and pages."""
        return {name: value for name in NAMES if (value := self.data.get(name, ""))}

    @property
    def has_choices(self) -> bool:
        """Whether there is anything to choose from."""
        return any(len(field.choices) > 2 for field in self.fields.values())  # type: ignore[attr-defined]


def _kind(value: str) -> str:
    return capfirst(str(Event.Kind(value).label))
