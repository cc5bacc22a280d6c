"""The forms around frozen versions: freezing one, choosing two to compare."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class FreezeForm(forms.Form):
    """What readers of the last version should know; the number is the one that was shown."""

    change_note = forms.CharField(
        label=_("What has changed?"), help_text=_("One sentence for who knows the last version."), max_length=300
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.CharField(widget=forms.HiddenInput, max_length=10)

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            note = self.fields["change_note"]
            note.required, note.label = False, _("What is it?")
            note.help_text = _("One sentence, for example “first set-up, without figures”.")


class CompareForm(forms.Form):
    """Two versions of one text."""

    before = forms.ChoiceField(label=_("Before"))
    after = forms.ChoiceField(label=_("After"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("before") and cleaned.get("before") == cleaned.get("after"):
            raise ValidationError(_("Choose two different versions."))
        return cleaned
