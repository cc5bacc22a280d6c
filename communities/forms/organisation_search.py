"""Looking for organisations. What the address holds besides the choices we offer is left aside, not refused."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..directory import DOMAINS, Facets, Wanted, choices, domain_labels
from ..models import Organisation
from ..models.sector import Sector

# The name in the address, and in ``Wanted``.
NAMES = {"q": "words", "soort": "kind", "sector": "sector", "provincie": "province", "domein": "domain"}


class OrganisationSearchForm(forms.Form):
    """Words and four choices; each choice says how many organisations it gives."""

    q = forms.CharField(
        label=gettext_lazy("Search by name, expertise or place"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    soort = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    provincie = forms.ChoiceField(label=gettext_lazy("Province"), required=False)
    domein = forms.ChoiceField(label=gettext_lazy("Domain"), required=False)

    all_optional = True

    def __init__(self, data: Any, provinces: list[str]) -> None:
        said: dict[str, str] = {name: data.get(name, "").strip() for name in NAMES}
        self.provinces = provinces
        known = {
            "soort": set(Organisation.Kind.values),
            "sector": set(Sector.values),
            "domein": set(DOMAINS),
            "provincie": set(provinces),
        }
        for name, values in known.items():
            if said[name] not in values:
                said[name] = ""
        said["q"] = said["q"][:100]
        super().__init__(said)

    @property
    def wanted(self) -> Wanted:
        """What somebody looks for."""
        return Wanted(**{field: self.data[name] for name, field in NAMES.items()})

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address, for the links to other pages of the list."""
        return {name: value for name, value in self.data.items() if value}

    def offer(self, facets: Facets) -> None:
        """Put the choices in the form, with their numbers."""
        names = self.provinces
        offered = {
            "soort": choices(Organisation.Kind.choices, facets.kind, self.data["soort"]),
            "sector": choices(Sector.choices, facets.sector, self.data["sector"]),
            "provincie": choices(zip(names, names, strict=True), facets.province, self.data["provincie"]),
            "domein": choices(domain_labels(), facets.domain, self.data["domein"]),
        }
        everything = {
            "soort": _("All kinds"),
            "sector": _("All sectors"),
            "provincie": _("All provinces"),
            "domein": _("All domains"),
        }
        for name, found in offered.items():
            self.fields[name].choices = [("", everything[name]), *found]  # type: ignore[attr-defined]
            self.fields[name].widget.choices = self.fields[name].choices  # type: ignore[attr-defined]
