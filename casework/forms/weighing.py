"""What somebody finds of the cases that were proposed for a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from ..models import CaseWeighing
from ..weighings import ToWeigh


@dataclass(frozen=True)
class WeighFields:
    """One case, and what is asked about it."""

    row: ToWeigh
    fields: list[BoundField]


class WeighForm(forms.Form):
    """Two boxes for each case. Only what was changed on this page is saved: another page of theirs may say more."""

    def __init__(self, *args: Any, rows: Sequence[ToWeigh], known: dict[int, CaseWeighing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            weighing = known.get(row.case.pk)
            for criterion, label in CaseWeighing.CRITERIA.items():
                self.fields[f"{criterion}-{row.case.pk}"] = forms.BooleanField(
                    label=label,
                    required=False,
                    initial=bool(weighing and getattr(weighing, criterion)),
                    show_hidden_initial=True,
                    widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
                )

    @property
    def cases(self) -> list[WeighFields]:
        """Each case with its boxes."""
        return [
            WeighFields(row, [self[f"{criterion}-{row.case.pk}"] for criterion in CaseWeighing.CRITERIA])
            for row in self.rows
        ]

    @property
    def changes(self) -> dict[int, dict[str, bool]]:
        """Per case what was changed on this page, for saving; a case that was only looked at is there too."""
        changed = set(self.changed_data)
        return {
            row.case.pk: {
                criterion: self.cleaned_data[name]
                for criterion in CaseWeighing.CRITERIA
                if (name := f"{criterion}-{row.case.pk}") in changed
            }
            for row in self.rows
        }
