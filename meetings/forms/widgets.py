"""Fields for days and times that give back what was typed, also when it is no day or time."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import DateTimeBaseInput
from django.utils.translation import gettext_lazy as _

# Years in which a meeting can be; outside them stands a typing error, such as 2207 for 2027.
FIRST_YEAR, LAST_YEAR = 2000, 2100
DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d-%m-%y"]
CLOCK_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]
MOMENT_FORMATS = [f"{day}{between}{clock}" for day in DAY_FORMATS for between in "T " for clock in CLOCK_FORMATS]


class _NativeInput(DateTimeBaseInput):
    """The browser's own picker; a plain line for what that picker would refuse to show."""

    parse: Callable[[str], Any]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not self.is_native(str(shown)):
            context["widget"]["type"] = "text"
        return context

    def is_native(self, value: str) -> bool:
        """Return whether the picker can show the value."""
        try:
            self.parse(value)
        except ValueError:
            return False
        return True


class DayInput(_NativeInput, forms.DateInput):
    input_type = "date"
    parse = staticmethod(date.fromisoformat)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(_NativeInput, forms.TimeInput):
    input_type = "time"
    parse = staticmethod(time.fromisoformat)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class MomentInput(_NativeInput, forms.DateTimeInput):
    input_type = "datetime-local"
    parse = staticmethod(datetime.fromisoformat)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def _refuse_year(day: date | None, typed: Any) -> None:
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = _("“%(value)s” is not a date that can be meant. Look at the year.")
        raise ValidationError(message, code="year", params={"value": typed})


class DayField(forms.DateField):
    """A date; its error names what was typed."""

    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DAY_FORMATS, **kwargs)

    def to_python(self, value: Any) -> date | None:
        try:
            day = super().to_python(value)
        except ValidationError as error:
            message = _("“%(value)s” is not a date that exists. Write it like 14-1-2027.")
            raise ValidationError(message, code="invalid", params={"value": value}) from error
        _refuse_year(day, value)
        return day


class ClockField(forms.TimeField):
    """A time of the day; its error names what was typed."""

    widget = ClockInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=CLOCK_FORMATS, **kwargs)

    def to_python(self, value: Any) -> time | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            message = _("“%(value)s” is not a time. Write it like 9:30.")
            raise ValidationError(message, code="invalid", params={"value": value}) from error


class MomentField(forms.DateTimeField):
    """A date with a time, in the zone of who types; its error names what was typed."""

    widget = MomentInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=MOMENT_FORMATS, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
        except (ValidationError, OverflowError) as error:
            message = _("“%(value)s” is not a moment that exists. Write it like 14-1-2027 9:30.")
            raise ValidationError(message, code="invalid", params={"value": value}) from error
        _refuse_year(moment, value)
        return moment
