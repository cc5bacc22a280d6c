"""What the agenda of a programme shows."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Community
from ..permissions.issue import COUNTED

ORDERS = [("stippen", gettext_lazy("most dots first")), ("nieuw", gettext_lazy("newest first"))]


def _states() -> list[tuple[str, str]]:
    return [("", _("all")), *((str(one), capfirst(str(one.label))) for one in COUNTED)]


class AgendaFilter(forms.Form):
    """State, circle and order, from the address; what is strange is left out."""

    stand = forms.ChoiceField(label=gettext_lazy("How far?"), choices=_states, required=False)
    kring = forms.ModelChoiceField(
        Community.objects.none(), label=gettext_lazy("Circle"), required=False, to_field_name="slug"
    )
    volgorde = forms.ChoiceField(label=gettext_lazy("Order"), choices=ORDERS, required=False)

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kring"]
        field.queryset = Community.objects.filter(pk__in=rows.order_by().values("community")).order_by("name", "pk")
        field.empty_label = _("all")
        field.label_from_instance = lambda circle: circle.name

    @property
    def conditions(self) -> dict[str, Any]:
        """What to filter by."""
        self.is_valid()
        chosen = {"status": self.cleaned_data.get("stand"), "community": self.cleaned_data.get("kring")}
        return {name: value for name, value in chosen.items() if value}

    @property
    def is_by_dots(self) -> bool:
        """Whether what got most dots comes first; also when nothing was chosen."""
        self.is_valid()
        return self.cleaned_data.get("volgorde") != "nieuw"

    @property
    def query(self) -> dict[str, str]:
        """What was chosen, for the links to other pages."""
        self.is_valid()
        found = {name: self.data.get(name, "") for name in self.fields if self.cleaned_data.get(name)}
        return {name: value for name, value in found.items() if value}
