"""Choosing the findings below an outcome."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Finding


class FindingsForm(forms.Form):
    """Findings of the circle, to tick."""

    findings = forms.ModelMultipleChoiceField(
        Finding.objects.none(),
        label=_("Findings that it is built on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    all_optional = True

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["findings"]
        chosen.queryset = offered
