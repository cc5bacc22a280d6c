"""Who sits where, arranged by hand."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..models import TableSeat
from ..seats import ItemSeats, SeatRow


@dataclass(frozen=True)
class SeatFields:
    """One member, and the two choices about them."""

    row: SeatRow
    table: BoundField
    part: BoundField


class SeatsForm(forms.Form):
    """A table and a part for each member; 0 is no table."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, shown: ItemSeats, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown
        self.fields["version"].initial = shown.division.version
        numbers = range(1, (shown.item.tables or 1) + 1)
        tables = [(0, _("in no group")), *((number, _("Group %(number)s") % {"number": number}) for number in numbers)]
        parts = [(value, capfirst(str(label))) for value, label in TableSeat.Part.choices]
        for row in shown.rows:
            table = forms.TypedChoiceField(coerce=int, choices=tables, initial=row.table, required=False)
            self.fields[f"table-{row.pk}"] = table
            part = forms.ChoiceField(choices=parts, initial=row.part, required=False)
            self.fields[f"part-{row.pk}"] = part
            table.label = _("Group of %(name)s") % {"name": row.name}
            part.label = _("Part of %(name)s") % {"name": row.name}
            for name in (f"table-{row.pk}", f"part-{row.pk}"):
                self.fields[name].widget.attrs["class"] = "form-select"

    @property
    def people(self) -> list[SeatFields]:
        """Each member with their fields."""
        return [SeatFields(row, self[f"table-{row.pk}"], self[f"part-{row.pk}"]) for row in self.shown.rows]

    @property
    def places(self) -> dict[int, tuple[int, str]]:
        """Who sits where, for saving."""
        places = {}
        for row in self.shown.rows:
            if table := self.cleaned_data.get(f"table-{row.pk}"):
                places[row.pk] = (table, self.cleaned_data.get(f"part-{row.pk}") or TableSeat.Part.PARTICIPANT)
        return places
