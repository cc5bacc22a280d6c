"""Narrowing suggestions down. What the address holds besides the choices we offer is left aside, not refused."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..matching.ask import Ask
from ..matching.candidates import Wanted
from ..models import Theme
from ..models.sector import Sector
from .options import options

NAMES = ("sector", "dichtbij", "thema")
NEAR = {"gemeente": "municipality", "provincie": "province"}


class MatchForm(forms.Form):
    """Three choices: sector, how near, and a theme of the programme."""

    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    dichtbij = forms.ChoiceField(label=gettext_lazy("How near"), required=False)
    thema = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)

    all_optional = True

    def __init__(self, data: Any, ask: Ask) -> None:
        themes = Theme.objects.filter(programme=ask.community.programme_id, is_archived=False).order_by("name")
        near = [("gemeente", _("in the same municipality")), ("provincie", _("in the same province"))]
        offered: dict[str, list[tuple[str, str]]] = {
            "sector": [("", _("Other domains than yours")), *options(Sector)()],
            "dichtbij": [("", _("Anywhere")), *(near if ask.area else [])],
            "thema": [("", _("Any theme")), *((str(pk), name) for pk, name in themes.values_list("pk", "name"))],
        }
        said = {name: data.get(name, "") for name in NAMES}
        super().__init__({name: value if value in dict(offered[name]) else "" for name, value in said.items()})
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What somebody narrows it down to."""
        theme = self.data["thema"]
        return Wanted(self.data["sector"], NEAR.get(self.data["dichtbij"], ""), int(theme) if theme else None)

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address, for the links to other pages of the list."""
        return {name: value for name, value in self.data.items() if value}
