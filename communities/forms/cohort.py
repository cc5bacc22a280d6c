"""A year of a programme."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.versioned import VersionedForm

from ..models import Cohort


class Period(forms.Form):
    """Two days, of which the second may be open."""

    starts_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """Time runs forward."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day must come after the first day."))
        return cleaned


class CohortForm(VersionedForm, Period):
    """The name and period of a cohort."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("For example: 2026–2027, or Third year.")
    )

    field_order = ("name", "starts_on", "ends_on")


def stored_cohort(cohort: Cohort) -> dict[str, Any]:
    """Return what stands in the form of a cohort that exists."""
    return {name: getattr(cohort, name) for name in ("name", "starts_on", "ends_on", "version")}
