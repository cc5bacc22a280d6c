"""Choosing the findings below an outcome."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Finding


class FindingsForm(forms.Form):
    """Findings of the circle, to tick."""

    findings = forms.MultipleChoiceField(
        label=_("Findings that it is built on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    all_optional = True

    def __init__(self, *args: Any, offered: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_number = {str(finding.pk): finding for finding in offered}
        field: Any = self.fields["findings"]
        field.choices = [(number, finding.text) for number, finding in self.by_number.items()]

    @property
    def chosen(self) -> list[Finding]:
        """What was ticked."""
        return [self.by_number[number] for number in self.cleaned_data["findings"]]
