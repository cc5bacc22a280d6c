"""What to propose dates by: a weekday, a rhythm, from when, how many, and whose school holidays."""

from datetime import date
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities.models import Area

from ..dates import THURSDAY, WEEKS_BETWEEN, Holidays, holidays_in
from .widgets import DayField

MOST_MEETINGS = 12
REGIONS = [
    (Area.HolidayRegion.NORTH, _("of region North")),
    (Area.HolidayRegion.MIDDLE, _("of region Middle")),
    (Area.HolidayRegion.SOUTH, _("of region South")),
]


class RhythmForm(forms.Form):
    """A rhythm for the meetings that are in draft."""

    weekday = forms.TypedChoiceField(label=_("Day of the week"), choices=list(WEEKDAYS.items()), coerce=int)
    weeks = forms.IntegerField(label=_("Weeks between"), min_value=1, max_value=26)
    first = DayField(label=_("Not before"))
    region = forms.ChoiceField(
        label=_("School holidays to avoid"),
        required=False,
        choices=[("", _("only public holidays")), *REGIONS],
    )

    all_optional = True

    @classmethod
    def of(cls, data: Any, *, holidays: Holidays, first: date, **more: Any) -> Self:
        """Return the form with what mostly suits a circle in this region."""
        initial = {"weekday": THURSDAY, "weeks": WEEKS_BETWEEN, "first": first, "region": holidays.region}
        return cls(data, prefix="plan", initial=initial | more)

    def with_typed(self, data: Any) -> Self:
        """Return the form with what stands in it on the page, unjudged: another button was pressed."""
        names = {name: self.add_prefix(name) for name in self.fields}
        self.initial = {**self.initial} | {name: data[typed] for name, typed in names.items() if typed in data}
        return self

    def clean_first(self) -> date:
        """The past needs no plan."""
        first: date = self.cleaned_data["first"]
        if first <= timezone.localdate():
            raise ValidationError(_("Choose a day in the future."))
        return first

    @cached_property
    def holidays(self) -> Holidays:
        """The holidays of the region that was chosen; one query."""
        return holidays_in(self.cleaned_data["region"])

    def dates(self, count: int) -> list[date]:
        """Return the proposed dates."""
        rhythm = {name: self.cleaned_data[name] for name in ["weekday", "weeks"]}
        return self.holidays.propose_from(self.cleaned_data["first"], count=count, **rhythm)


class PlannerForm(RhythmForm):
    """A rhythm for a series that is still to be made."""

    count = forms.IntegerField(label=_("How many meetings"), min_value=1, max_value=MOST_MEETINGS)

    field_order = ["weekday", "weeks", "first", "count", "region"]


class _Days(forms.Field):
    """Several dates at once."""

    def clean(self, value: Any) -> list[date]:
        """Each is a date that exists; at most as many as there are meetings in a series."""
        if not 0 < len(value) <= MOST_MEETINGS:
            raise ValidationError(_("Choose a day in the future."))
        return [DayField().clean(day) for day in value]


class ChosenDatesForm(forms.Form):
    """The dates that are taken over."""

    dates = _Days()
