"""The forms of the health check: opening a round, answering, and what was counted on paper."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..health_box import VALUES
from ..health_statements import NOW, STATEMENTS, names_of, sliders_of
from ..models import HealthCheck
from .desk import DeskForm
from .options import options

SCALE = [(str(value), str(value)) for value in range(1, VALUES + 1)]


class OpenForm(DeskForm):
    """Until when, and which optional instruments."""

    closes_on = forms.DateField(
        label=gettext_lazy("Until and including"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The day after, the result is shown, when at least five people have answered."),
    )
    instruments = forms.MultipleChoiceField(
        label=gettext_lazy("What else do you want to ask?"),
        choices=options(HealthCheck.Instrument),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"closes_on": timezone.localdate() + timedelta(days=14)})
        super().__init__(*args, **kwargs)
        self.fields["instruments"].choice_hints = {  # type: ignore[attr-defined]
            HealthCheck.Instrument.CROSSING: gettext_lazy("Four sliders: how it is, and how you would like it."),
            HealthCheck.Instrument.LEARNING: gettext_lazy("Four sliders: how it is, and how you would like it."),
        }


class AnswerForm(forms.Form):
    """One choice per statement and per end of a slider; every one may be skipped."""

    all_optional = True

    def __init__(self, *args: Any, check: HealthCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = check
        labels: dict[str, Any] = {one.name: one.text for one in STATEMENTS}
        for slider in sliders_of(check):
            labels |= dict(zip(slider.keys, (_("How it is now"), _("How you would like it")), strict=True))
        for name in names_of(check):
            self.fields[name] = forms.ChoiceField(
                label=labels[name], choices=SCALE, required=False, widget=forms.RadioSelect
            )

    def statements(self) -> Iterator[BoundField]:
        """Yield the ten statements."""
        return (self[one.name] for one in STATEMENTS)

    def sliders(self) -> list[dict[str, Any]]:
        """Return the sliders with their two scales."""
        return [{"slider": one, "fields": [self[key] for key in one.keys]} for one in sliders_of(self.round)]

    def clean(self) -> dict[str, Any]:
        """An empty sheet says nothing."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            self.add_error(None, _("Give at least one answer, from 1 to 5."))
        return cleaned

    def answers(self) -> dict[str, int]:
        """Return what was answered."""
        return {name: int(value) for name, value in self.cleaned_data.items() if value}


class SheetsForm(DeskForm):
    """How many sheets there are, and how often each value stands on them."""

    people = forms.IntegerField(label=gettext_lazy("How many sheets?"), min_value=0, max_value=500)

    all_optional = True

    def __init__(self, *args: Any, check: HealthCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = check
        labels: dict[str, Any] = {one.name: one.title for one in STATEMENTS}
        for slider in sliders_of(check):
            for key in slider.keys:
                end = _("now") if key.endswith(NOW) else _("wanted")
                labels[key] = f"{slider.title} ({end})"
        self.labels = labels
        for name, value, box in self._boxes():
            words = {"statement": labels[name], "value": value}
            self.fields[box] = forms.IntegerField(
                label=_("%(statement)s: how often %(value)s?") % words, min_value=0, max_value=500, required=False
            )

    def _boxes(self) -> Iterator[tuple[str, int, str]]:
        for name in names_of(self.round):
            for value in range(1, VALUES + 1):
                yield name, value, f"{name}-{value}"

    def rows(self) -> list[dict[str, Any]]:
        """Return the boxes as a table: a row per statement."""
        return [
            {"title": title, "boxes": [self[f"{name}-{value}"] for value in range(1, VALUES + 1)]}
            for name, title in self.labels.items()
        ]

    def values(self) -> dict[str, Any]:
        """Return the sheets as the action takes them."""
        counts: dict[str, list[int]] = {name: [0] * VALUES for name in self.labels}
        for name, value, box in self._boxes():
            counts[name][value - 1] = self.cleaned_data.get(box) or 0
        return {"people": self.cleaned_data["people"], "counts": counts}


def initial_of(check: HealthCheck) -> dict[str, Any]:
    """Return the sheets as they were entered last."""
    found: dict[str, Any] = {"people": check.paper.get("people"), "version": check.version}
    for name, row in check.paper.get("counts", {}).items():
        found |= {f"{name}-{value}": number or None for value, number in enumerate(row, start=1)}
    return found
