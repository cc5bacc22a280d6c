"""How many places a meeting has."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Meeting


class CapacityForm(forms.Form):
    """A number of places, or nothing for room for everybody."""

    capacity = forms.IntegerField(
        label=_("How many members is there room for?"),
        required=False,
        min_value=1,
        max_value=5000,
        help_text=_("Leave it empty when there is room for everybody. Guests from outside are not counted."),
    )
    # What stood there when the page was opened.
    known = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)

    @classmethod
    def of(cls, meeting: Meeting, data: Any = None) -> "CapacityForm":
        """Return the form of a meeting."""
        return cls(data, initial={"capacity": meeting.capacity, "known": meeting.capacity})
