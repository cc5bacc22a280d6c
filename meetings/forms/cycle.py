"""Planning a series of meetings: a learning goal and as many meetings as wanted."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community

from ..actions.meeting import MeetingPlan
from ..dates import WEEKS_BETWEEN, holidays_of
from ..models import Cycle
from .meeting import MeetingPlanForm, initial_of
from .planner import MOST_MEETINGS
from .widgets import ClockField, DayField

START, END = time(9, 30), time(16, 30)
MEETINGS = 4
# What nobody has proposed.
OWN_WORK = ["host", "place", "address", "online_url"]
THEMES = [_("Setting the agenda"), _("Vision"), _("Plan"), _("Carrying out and anchoring")]


class CycleForm(forms.Form):
    """What the circle wants to learn in this series."""

    learning_goal = forms.CharField(
        label=_("What do you want to learn together?"),
        max_length=2000,
        help_text=_("One or two sentences. You can sharpen it in the first meeting."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )


class CycleChangeForm(CycleForm):
    """What a cycle is called, and what it is for."""

    name = forms.CharField(label=_("Name of this cycle"), max_length=120, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    field_order = ["name", "learning_goal", "version"]

    @classmethod
    def of(cls, cycle: Cycle, data: Any = None) -> "CycleChangeForm":
        """Return the form of a cycle that exists."""
        return cls(data, initial={name: getattr(cycle, name) for name in cls.field_order})


class _MeetingPlanFormSet(BaseFormSet):
    """Meetings in the order of their dates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # A meeting that was added but not filled in is asked for, not passed over.
        kwargs["form_kwargs"] = {"empty_permitted": False}
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        """Each meeting comes after the one before it."""
        for earlier, later in pairwise(self.forms):
            before, after = _date_of(earlier), _date_of(later)
            if before and after and after <= before:
                later.add_error("date", _("This meeting is not after the one before it. Choose a later date."))

    def plans(self) -> list[MeetingPlan]:
        """Return what the action asks."""
        return [form.plan() for form in self.forms]


def _date_of(form: forms.Form) -> date | None:
    return getattr(form, "cleaned_data", {}).get("date")


MeetingPlanFormSet: Any = formset_factory(
    MeetingPlanForm,
    formset=_MeetingPlanFormSet,
    extra=0,
    min_num=1,
    max_num=MOST_MEETINGS,
    absolute_max=MOST_MEETINGS,
    validate_min=True,
    validate_max=True,
)


def initial_meetings(community: Community, cycle: Cycle | None) -> list[dict[str, Any]]:
    """Return the saved plan, or a proposal when there is none."""
    saved = [initial_of(meeting) for meeting in cycle.meetings.select_related("host")] if cycle else []
    if saved:
        return saved
    holidays = holidays_of(community)
    dates = holidays.propose(holidays.first_proposal(timezone.localdate()), count=MEETINGS)
    return [_proposal(day, theme) for day, theme in zip(dates, THEMES, strict=True)]


def _proposal(day: date, theme: Any = "") -> dict[str, Any]:
    return {"date": day, "start_time": START, "end_time": END, "theme": theme}


def typed_meetings(data: Mapping[str, Any], prefix: str = "form") -> list[dict[str, Any]]:
    """Return what stands in the fields, as it was typed, right or wrong."""
    try:
        count = min(int(data.get(f"{prefix}-TOTAL_FORMS", 0)), MOST_MEETINGS)
    except ValueError:
        count = 0
    names = MeetingPlanForm.base_fields
    return [{name: data.get(f"{prefix}-{number}-{name}", "") for name in names} for number in range(count)]


def with_one_more(typed: Sequence[dict[str, Any]], community: Community) -> list[dict[str, Any]]:
    """Return the typed meetings and a proposal some weeks after the last of them."""
    if len(typed) >= MOST_MEETINGS:
        return list(typed)
    holidays, last = holidays_of(community), _parsed(DayField(), typed[-1]["date"]) if typed else None
    day = (
        holidays.first_working_date(last + timedelta(weeks=WEEKS_BETWEEN))
        if last
        else holidays.first_proposal(timezone.localdate())
    )
    proposal = _proposal(day)
    if typed:
        proposal |= {
            name: typed[-1][name] for name in ["start_time", "end_time"] if _parsed(ClockField(), typed[-1][name])
        }
    return [*typed, proposal]


def on_dates(typed: Sequence[dict[str, Any]], dates: Sequence[date]) -> list[dict[str, Any]]:
    """Return the typed meetings on other dates, more of them when there are more dates.

    Those for which there is no date any more go, unless somebody filled in more than a proposal does.
    """
    times = {name: typed[-1][name] for name in ["start_time", "end_time"]} if typed else {}
    moved = [meeting | {"date": day} for meeting, day in zip(typed, dates, strict=False)]
    added = [_proposal(day) | times for day in dates[len(typed) :]]
    kept = [meeting for meeting in typed[len(dates) :] if any(meeting.get(name) for name in OWN_WORK)]
    return [*moved, *added, *kept]


def _parsed(field: forms.Field, text: Any) -> Any:
    try:
        return field.clean(text)
    except forms.ValidationError:
        return None


def without(typed: Sequence[dict[str, Any]], number: str) -> list[dict[str, Any]]:
    """Return the typed meetings without the one of that number (from 1); the last one stays."""
    if len(typed) < 2 or not number.isdecimal():
        return list(typed)
    return [meeting for position, meeting in enumerate(typed, start=1) if position != int(number)]
