"""A recognition of a circle or a programme."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line

from ..models import Recognition
from .desk import DeskForm


class RecognitionForm(DeskForm):
    """What, by whom, for when and why."""

    title = forms.CharField(
        label=gettext_lazy("Recognition"),
        max_length=120,
        validators=[one_line],
        help_text=gettext_lazy("For example: frontrunner."),
    )
    issuer = forms.CharField(label=gettext_lazy("Given by"), max_length=200, validators=[one_line])
    starts_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Leave empty when it has no end."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("What was it given for?"),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    url = forms.URLField(
        label=gettext_lazy("Web address"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Where one can read about it."),
    )

    def clean(self) -> dict[str, Any]:
        """Time runs forward."""
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day is before the first. Change one of them."))
        return cleaned


def initial_of(recognition: Recognition) -> dict[str, Any]:
    """Return what stands in the form for a recognition that is there."""
    return {name: getattr(recognition, name) for name in RecognitionForm.base_fields}
