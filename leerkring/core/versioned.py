"""Forms that lose nothing when somebody else saved the same thing in between (rule 12)."""

from datetime import date, time
from typing import Any

from django import forms

from leerkring.core.errors import Overtaken
from leerkring.core.templatetags.ui import clock, day


class VersionedForm(forms.Form):
    """Knows which version the reader began with, and shows both texts when there is a newer one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    # What stands there now, field by field; None as long as nobody came in between.
    differences: list[dict[str, Any]] | None = None

    def clean_version(self) -> int:
        """A page without a version is an old one."""
        return self.cleaned_data.get("version") or 0

    def overtaken(self, error: Overtaken, stored: dict[str, Any]) -> None:
        """Say what was saved elsewhere; what was typed stays in the fields, and saving again is then a choice."""
        typed = {name: self[name].value() for name in self.fields}
        self.add_error(None, error)
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = stored["version"]
        self.data = data
        self.differences = [
            {"label": self.fields[name].label, "stored": self._shown(name, value)}
            for name, value in stored.items()
            if name in self.fields and name != "version" and not self._is_same(name, value, typed[name])
        ]

    def _is_same(self, name: str, stored: Any, typed: Any) -> bool:
        """Days and times are typed in more than one way; what they mean counts."""
        if isinstance(stored, date | time):
            return stored == self.cleaned_data.get(name)
        if isinstance(stored, list):
            return {*map(str, stored)} == {*map(str, typed or [])}
        # Nothing and "no" look the same in a form; a zero is something.
        return _plain(stored) == _plain(typed)

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, date | time):
            return clock(value) if isinstance(value, time) else day(value)
        field = self.fields[name]
        choices = field.choices if isinstance(field, forms.ChoiceField) else []
        if isinstance(value, list):
            labels = dict(choices)  # type: ignore[arg-type]
            return ", ".join(str(labels[each]) for each in value if each in labels)
        return str(dict(choices).get(value, value) or "")  # type: ignore[arg-type]


def _plain(value: Any) -> str:
    return "" if value is None or value is False else str(value)
