"""Making a new circle after the example of another."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ..actions.copy import Part
from ..models.sector import Sector
from .options import options

HINTS = {
    Part.TEXTS: gettext_lazy("The question, the common interest and the texts of the page."),
    Part.MODULES: gettext_lazy("What is switched on beside the meetings."),
    Part.CONTACTS: gettext_lazy("Those from outside, and yourself. Members come along when they take part again."),
    Part.ORGANISATIONS: gettext_lazy("Their interest and what they contribute; each signs again."),
    Part.PLAN: gettext_lazy("The themes and programmes of the meetings. You choose new dates."),
}


class CopyForm(forms.Form):
    """A name for the new circle, and what comes along."""

    name = forms.CharField(
        label=gettext_lazy("Name of the new circle"),
        max_length=120,
        help_text=gettext_lazy("Short, as people will call it. For example: Lingewaard."),
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What comes along?"),
        choices=options(Part),
        initial=[part.value for part in Part],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Where do you stand yourself?"),
        choices=options(Sector),
        help_text=gettext_lazy("You become the coordinator of this circle."),
    )

    def __init__(self, *args: Any, parts: Collection[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(value, label) for value, label in options(Part)() if value in parts]
        self.fields["parts"].choices = offered  # type: ignore[attr-defined]
        self.fields["parts"].choice_hints = HINTS  # type: ignore[attr-defined]
