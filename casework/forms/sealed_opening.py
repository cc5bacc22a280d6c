"""The form of breaking the glass of what is confidential beside cases and reflections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import SealedOpening
from .incident import OpeningForm


class SealedOpeningForm(OpeningForm):
    """Of what kind it is, which one, and why."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=SealedOpening.Kind)
    field_order = ["kind", "number", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = _("Its number")
        self.fields["number"].help_text = _("It stands in the address of its page.")
        self.fields["reason"].help_text = _("Whose it is get this at once, with your name.")
