"""Moving the rest of a cycle along."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.templatetags.ui import day

from ..actions.shift import MOST_DAYS, Shift


class ShiftDaysForm(forms.Form):
    """By how many days the meeting was moved, from the address."""

    dagen = forms.IntegerField(min_value=-MOST_DAYS, max_value=MOST_DAYS)


class ShiftForm(forms.Form):
    """Which meetings move along; all of them, unless somebody chooses otherwise."""

    meetings = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which meetings move along?"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, shifts: Sequence[Shift]) -> None:
        super().__init__(data, initial={"meetings": [shift.meeting.pk for shift in shifts]})
        field: Any = self.fields["meetings"]
        field.choices = [(shift.meeting.pk, self._words(shift)) for shift in shifts]

    @staticmethod
    def _words(shift: Shift) -> str:
        words = {"title": str(shift.meeting), "before": day(shift.meeting.date), "after": day(shift.to)}
        return _("“%(title)s” moves from %(before)s to %(after)s") % words
