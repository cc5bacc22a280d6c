"""What the small forms of the desk share: a version, and showing what somebody else saved."""

from typing import Any

from django import forms
from django.db.models import Model

Fact = dict[str, Any]


class DeskForm(forms.Form):
    """A form over one row. ``version`` is the one that was read; empty for a row that does not exist yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def values(self) -> dict[str, Any]:
        """Return what was filled in, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def read_version(self) -> int:
        """The version that the page began with; 0 fits no row."""
        return self.cleaned_data["version"] or 0

    def differences(self, stored: dict[str, Any]) -> list[Fact]:
        """Return what stands in the row and not in the form, by the label of its field."""
        return [
            {"label": field.label, "value": self._shown(name, stored.get(name)) or "–"}
            for name, field in self.fields.items()
            if name != "version" and not self._is_same(name, stored.get(name))
        ]

    def _is_same(self, name: str, value: Any) -> bool:
        typed = self.cleaned_data.get(name)
        if isinstance(typed, Model) and not isinstance(value, Model):
            # What was chosen or typed became a row; what is stored comes as the field shows it.
            return str(value or "") == str(self[name].value() or "")
        return (value or "") == (typed or "")

    def _shown(self, name: str, value: Any) -> Any:
        choices = getattr(self.fields[name], "choices", None)
        return {str(code): words for code, words in choices}.get(str(value), value) if choices else value
