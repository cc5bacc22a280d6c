"""Choosing what of a list is carried out."""

from collections.abc import Iterable
from typing import Any

from django import forms

from ..imports import OPEN_TO_CHOICE
from ..models import ImportRow


class ImportChoiceForm(forms.Form):
    """What the person wants with the rows of one page, and which button they pressed.

    A box that is not ticked is not sent, so ``shown`` says which rows stood on the page.
    """

    go = forms.CharField(required=False, max_length=40)

    def __init__(self, data: Any, rows: Iterable[ImportRow]) -> None:
        super().__init__(data)
        self.rows = [row for row in rows if row.verdict in OPEN_TO_CHOICE]
        for row in self.rows:
            self.fields[f"row-{row.number}"] = forms.CharField(required=False, max_length=40)

    @property
    def choices(self) -> dict[int, str]:
        """What was chosen, by the number of the row."""
        return {row.number: self.cleaned_data.get(f"row-{row.number}", "") for row in self.rows}


class ShownForm(forms.Form):
    """The numbers of the rows that stood on the page."""

    shown = forms.CharField(required=False, max_length=2000)

    @property
    def numbers(self) -> list[int]:
        """The numbers; what is none is left out."""
        words = self.cleaned_data.get("shown", "").split(",")
        # A number that no column holds would stop the database.
        return [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 9]
