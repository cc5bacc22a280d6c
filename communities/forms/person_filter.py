"""Which people of the page with people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .narrowing import NarrowingForm


class PersonFilterForm(NarrowingForm):
    """A theme and an area."""

    thema = forms.ChoiceField(label=_("Theme"), required=False, choices=[("", _("All themes"))])
    gebied = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("All areas"))])

    @property
    def wanted(self) -> dict[str, Any]:
        """What the list is narrowed down by."""
        area = self.data["gebied"]
        return {"theme": self.data["thema"], "area": int(area) if area else None}
