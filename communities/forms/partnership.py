"""A partner of a programme."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from leerkring.core.versioned import VersionedForm

from ..models import Partnership
from .cohort import Period
from .options import options


class PartnerForm(VersionedForm, Period):
    """The period, and what only the team sees."""

    contribution = forms.ChoiceField(
        label=gettext_lazy("Contribution"),
        choices=options(Partnership.Contribution),
        help_text=gettext_lazy("Only the team sees this."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only the team sees this."),
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": True}),
    )


class NewPartnerForm(PartnerForm):
    """The same for an organisation that is no partner yet."""

    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        help_text=gettext_lazy("Type the name. An organisation that isn't known yet is added."),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )

    field_order = ("organisation", "starts_on", "ends_on", "contribution", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_on", timezone.localdate())


def stored_partner(partnership: Partnership) -> dict[str, Any]:
    """Return what stands in the form of a partner that exists."""
    names = ("starts_on", "ends_on", "contribution", "note", "version")
    return {name: getattr(partnership, name) for name in names}
