"""A day with a beginning and an end, in the future."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Meeting
from ..models.clock import utc_moment
from .widgets import ClockField, DayField


class MomentForm(forms.Form):
    """When: clock times of the place."""

    date = DayField(label=_("Date"))
    start_time = ClockField(label=_("From"))
    end_time = ClockField(label=_("Until"))

    # The moment that stands there already: a meeting that is going on may keep its start.
    known_start: dt.datetime | None = None
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

    def typed_moment(self) -> tuple[dt.date, dt.time, dt.time] | None:
        """Return the moment that stands in the form, as far as it was understood; None when it was not."""
        found = [self._understood(name) for name in ["date", "start_time", "end_time"]]
        day, start, end = found
        return (day, start, end) if day and start is not None and end is not None and start < end else None

    def _understood(self, name: str) -> Any:
        try:
            return self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None
