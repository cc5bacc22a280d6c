"""One item of the programme."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import ProgrammeItem


class ItemForm(forms.Form):
    """What happens, and for how long."""

    title = forms.CharField(label=_("What"), max_length=200)
    pillar = forms.ChoiceField(label=_("Kind"), choices=ProgrammeItem.Pillar.choices)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600)

    @classmethod
    def of(cls, item: ProgrammeItem, data: Any = None) -> "ItemForm":
        """Return the form of an item that exists."""
        return cls(data, initial={"title": item.title, "pillar": item.pillar, "minutes": item.minutes})
