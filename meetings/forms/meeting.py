"""One meeting: planning, changing and cancelling it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Area, Community, Organisation

from ..actions.meeting import MeetingPlan, municipality_named, plan_of
from ..models import Meeting
from ..models.meeting import utc_moment
from .widgets import ClockField, DayField

# The list under the field of the host; more would not fit on a screen.
MOST_HOSTS = 200


def host_names(community: Community) -> list[str]:
    """Return the organisations from which people come; any other name may be typed."""
    names = Organisation.objects.filter(membership__community=community, membership__left_at__isnull=True)
    return list(names.distinct().values_list("name", flat=True)[:MOST_HOSTS])


class MeetingPlanForm(forms.Form):
    """A meeting in the plan of a circle."""

    date = DayField(label=_("Date"))
    start_time = ClockField(label=_("From"))
    end_time = ClockField(label=_("Until"))
    theme = forms.CharField(label=_("Theme"), max_length=200, required=False)
    host = forms.CharField(
        label=_("Host"),
        max_length=200,
        required=False,
        help_text=_("Choose the organisation that receives you, or type a new name."),
        widget=forms.TextInput(attrs={"list": "hosts", "autocomplete": "off"}),
    )
    place = forms.CharField(label=_("Place, for example a community centre"), max_length=200, required=False)
    address = forms.CharField(label=_("Street, number and town"), max_length=200, required=False)

    # The moment that stands there already: a meeting that is going on may keep its start.
    known_start: datetime | None = None
    time_zone = Meeting._meta.get_field("time_zone").default

    def clean(self) -> dict[str, Any]:
        """A meeting ends after it begins, and begins in the future."""
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

    @property
    def says_where(self) -> bool:
        """Whether something about the place is filled in, or wrong: then it is not folded away."""
        return any(self[name].value() or self[name].errors for name in ["host", "place", "address"])

    def plan(self) -> MeetingPlan:
        """Return what the action asks."""
        return MeetingPlan(**{name: self.cleaned_data[name] for name in self.fields if name != "version"})


class MeetingForm(MeetingPlanForm):
    """Changing one meeting."""

    travel = forms.CharField(
        label=_("Getting there"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
        help_text=_("Public transport, parking, how to get in with a wheelchair."),
    )
    municipality = forms.CharField(
        label=_("Illustrated in"),
        max_length=120,
        required=False,
        help_text=_("The municipality from which the theme is shown, often that of the host."),
        widget=forms.TextInput(attrs={"list": "municipalities", "autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.known_start, self.time_zone = meeting.starts_at, meeting.time_zone
        kwargs["initial"] = initial_of(meeting) | {"version": meeting.version}
        super().__init__(*args, **kwargs)

    def clean_municipality(self) -> str:
        """It stands in the table of municipalities, under the name that is given on."""
        known = municipality_named(self.cleaned_data["municipality"])
        return known.name if known else ""


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """Return what the fields of a form hold for a meeting."""
    return asdict(plan_of(meeting)) | {"municipality": meeting.municipality.name if meeting.municipality else ""}


def municipality_names() -> list[str]:
    """Return what can be typed as municipality, for the list under the field; the table is public."""
    return list(Area.objects.filter(kind=Area.Kind.MUNICIPALITY).order_by("name").values_list("name", flat=True))


class CancelForm(forms.Form):
    """Why a meeting does not go on; members read it in their mail."""

    reason = forms.CharField(
        label=_("Why does it not go on?"),
        max_length=300,
        help_text=_("Everybody in the circle gets this in a mail."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )
