"""A day with a beginning and an end, in the future."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Meeting
from ..models.meeting import utc_moment
from .widgets import ClockField, DayField


class MomentForm(forms.Form):
    """When: clock times of the place."""

    date = DayField(label=_("Date"))
    start_time = ClockField(label=_("From"))
    end_time = ClockField(label=_("Until"))

    # The moment that stands there already: a meeting that is going on may keep its start.
    known_start: datetime | None = None
    time_zone = Meeting._meta.get_field("time_zone").default

    def clean(self) -> dict[str, Any]:
        """It ends after it begins, and begins in the future."""
        data = super().clean() or {}
        day, start, end = (data.get(name) for name in ["date", "start_time", "end_time"])
        if not day or start is None:
            return data
        starts = utc_moment(day, start, self.time_zone)
        if starts <= timezone.now() and starts != self.known_start:
            self.add_error("date", _("This moment has passed. Choose a day in the future."))
        if end is not None and utc_moment(day, end, self.time_zone) <= starts:
            self.add_error("end_time", _("The end comes before the beginning. Choose a later time."))
        return data

    def typed_moment(self) -> tuple[date, time, time] | None:
        """Return day and times as far as they were understood, right or wrong together; None when one is missing."""
        data = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else self.initial
        found = tuple(data.get(name) for name in ["date", "start_time", "end_time"])
        return found if isinstance(found[0], date) and all(isinstance(each, time) for each in found[1:]) else None  # type: ignore[return-value]
