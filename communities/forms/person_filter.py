"""Which people of the page with people. What the address holds besides the choices on offer is left aside."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class PersonFilterForm(forms.Form):
    """A theme and an area."""

    thema = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    gebied = forms.ChoiceField(label=gettext_lazy("Area"), required=False)

    all_optional = True

    def __init__(self, data: Any, *, themes: list[str], areas: list[tuple[int, str]]) -> None:
        known = {"thema": {*themes}, "gebied": {str(pk) for pk, _label in areas}}
        super().__init__(
            {name: said if (said := data.get(name, "")) in values else "" for name, values in known.items()}
        )
        self.fields["thema"].choices = [("", _("All themes")), *((name, name) for name in themes)]  # type: ignore[attr-defined]
        self.fields["gebied"].choices = [("", _("All areas")), *areas]  # type: ignore[attr-defined]

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address, for the links to other pages of the list."""
        return {name: value for name, value in self.data.items() if value}

    @property
    def wanted(self) -> dict[str, Any]:
        """What the list is narrowed down by."""
        area = self.data["gebied"]
        return {"theme": self.data["thema"], "area": int(area) if area else None}
