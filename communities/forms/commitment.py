"""An organisation that is committed to a circle."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line

from ..models import Commitment
from .desk import DeskForm


class CommitmentForm(DeskForm):
    """Which organisation, why, what it contributes, and who signed."""

    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        validators=[one_line],
        help_text=gettext_lazy("Type the name. An organisation that is not known yet is added."),
        widget=forms.TextInput(attrs={"list": "suggestions", "autocomplete": "off"}),
    )
    interest = forms.CharField(
        label=gettext_lazy("Interest in the question"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Why does this question matter to them? Everybody can read this."),
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": True}),
    )
    contributes = forms.CharField(
        label=gettext_lazy("What it contributes"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("For example: two professionals, a room once a month. Everybody can read this."),
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": True}),
    )
    signed_by = forms.CharField(
        label=gettext_lazy("Signed by"),
        max_length=200,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Only members see the signature."),
    )
    signed_on = forms.DateField(
        label=gettext_lazy("Signed on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_organisation(self) -> str:
        """A name has letters or figures."""
        name = " ".join(self.cleaned_data["organisation"].split())
        if not any(letter.isalnum() for letter in name):
            raise forms.ValidationError(_("Type the name of the organisation."))
        return name

    def clean(self) -> dict[str, Any]:
        """A signature has a name and a date, or it is none."""
        cleaned = super().clean() or {}
        by, on = cleaned.get("signed_by"), cleaned.get("signed_on")
        if by and not on and "signed_on" not in self.errors:
            self.add_error("signed_on", _("Fill in when it was signed."))
        if on and not by and "signed_by" not in self.errors:
            self.add_error("signed_by", _("Fill in who signed."))
        if on and on > timezone.localdate():
            self.add_error("signed_on", _("This day is still to come. Leave both empty until somebody has signed."))
        return cleaned


def initial_of(commitment: Commitment) -> dict[str, Any]:
    """Return what stands in the form for an organisation that is in the list."""
    fields = ("interest", "contributes", "signed_by", "signed_on", "version")
    return {name: getattr(commitment, name) for name in fields} | {"organisation": commitment.organisation.name}
