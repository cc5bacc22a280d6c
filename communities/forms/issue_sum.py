"""What the agenda of a programme shows."""

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..permissions.issue import COUNTED

ORDERS = [("stippen", gettext_lazy("most dots first")), ("nieuw", gettext_lazy("newest first"))]


def _states() -> list[tuple[str, str]]:
    return [("", _("all")), *((str(one), capfirst(str(one.label))) for one in COUNTED)]


class AgendaFilter(forms.Form):
    """State, circle and order, from the address; what is strange is left out."""

    stand = forms.ChoiceField(label=gettext_lazy("How far?"), choices=_states, required=False)
    # Typed: a programme may hold tens of thousands of circles.
    kring = forms.CharField(
        label=gettext_lazy("Circle"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "suggestions", "autocomplete": "off"}),
    )
    volgorde = forms.ChoiceField(label=gettext_lazy("Order"), choices=ORDERS, required=False)

    @property
    def conditions(self) -> Q:
        """What to filter by: a circle by a part of its name, or by its address."""
        self.is_valid()
        state, circle = self.cleaned_data.get("stand"), self.cleaned_data.get("kring")
        is_wanted = Q(status=state) if state else Q()
        if circle:
            is_wanted &= Q(community__name__icontains=circle) | Q(community__slug=circle)
        return is_wanted

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
