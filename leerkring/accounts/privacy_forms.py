"""What people fill in about their rights."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    """What becomes of the name in papers, and that they are sure."""

    keeps_name = forms.TypedChoiceField(
        label=_("Your name in papers that you wrote"),
        choices=[
            ("yes", _("My name stays. Who cites them finds me there.")),
            ("no", _("My name goes. The papers stay, without me.")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    sure = forms.BooleanField(label=_("Erase my account and all that is only mine"))


class ObjectionForm(forms.Form):
    """Why somebody objects; nobody has to say so."""

    reason = forms.CharField(label=_("Why, if you want to say so"), required=False, max_length=1000)

    def clean_reason(self) -> Any:
        """Keep it on one line, as it goes along in a list."""
        return " ".join(self.cleaned_data["reason"].split())
