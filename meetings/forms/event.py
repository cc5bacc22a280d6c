"""Events: what is filled in of each kind, their parts and materials."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line
from leerkring.core.versioned import VersionedForm

from ..actions.meeting import municipality_named
from ..models import Event, EventPart
from ..models.clock import utc_moment
from ..models.event_kind import FIELDS_OF, MULTI_DAY
from .widgets import ClockField, DayField

LONG: dict[str, Any] = {"rows": 5, "data-autogrow": ""}
SHORT: dict[str, Any] = {"rows": 3, "data-autogrow": ""}


def _text(label: Any, help_text: Any = "", **attrs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs=attrs or SHORT)
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=4000, widget=widget)


def _line(label: Any, length: int, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label, max_length=length, help_text=help_text, required=False, validators=[one_line], widget=widget
    )


class EventForm(VersionedForm):
    """One event; only the fields of its kind are there."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160, validators=[one_line])
    lead = _line(gettext_lazy("In one sentence"), 300, gettext_lazy("Stands under the title and in the overview."))
    question = _text(gettext_lazy("Question that is researched"))
    researchers = _line(
        gettext_lazy("Who does it"), 300, gettext_lazy("For example a lector, students, a wijkdocent.")
    )
    date = DayField(label=gettext_lazy("Date"))
    last_date = DayField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Leave empty when it is one day.")
    )
    start_time = ClockField(label=gettext_lazy("From"))
    end_time = ClockField(label=gettext_lazy("Until"))
    place = _line(gettext_lazy("Place, for example a community centre"), 200)
    address = _line(gettext_lazy("Street, number and town"), 200)
    municipality = _line(
        gettext_lazy("Municipality"),
        120,
        gettext_lazy("People find the event by it in the overview."),
        list="municipalities",
        autocomplete="off",
    )
    travel = _text(
        gettext_lazy("Getting there"), gettext_lazy("Public transport, parking, how to get in with a wheelchair.")
    )
    online_url = forms.URLField(
        label=gettext_lazy("Link to take part online"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Only who has a place gets this link, by mail."),
    )
    lecturer = _line(gettext_lazy("Lecturer"), 160)
    lecturer_about = _text(gettext_lazy("About the lecturer"))
    learning_goals = _text(gettext_lazy("What you learn"), gettext_lazy("One goal per line."), **LONG)
    document_title = _line(gettext_lazy("Document it is about"), 200)
    document_version = _line(
        gettext_lazy("Version"), 40, gettext_lazy("For example 2.0, so that everybody reads the same.")
    )
    document_url = forms.URLField(
        label=gettext_lazy("Link to the document"), max_length=500, required=False, assume_scheme="https"
    )
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), required=False, widget=forms.RadioSelect)
    route = _text(
        gettext_lazy("Route"), gettext_lazy("Where it begins, how you go on: on foot, by bike, by bus."), **LONG
    )
    description = _text(gettext_lazy("Description"), gettext_lazy("What happens, and why it is worth it."), **LONG)
    host = _line(gettext_lazy("Host"), 200, gettext_lazy("The organisation that receives you."), autocomplete="off")
    costs = _line(gettext_lazy("Costs"), 160, gettext_lazy("For example: free, or € 25 with lunch."))
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        required=False,
        min_value=1,
        max_value=5000,
        help_text=gettext_lazy("Leave empty when there is room for everybody. After that there is a waiting list."),
    )
    registration_until = DayField(
        label=gettext_lazy("Sign up until"),
        required=False,
        help_text=gettext_lazy("Including this day. Leave empty: until it begins."),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it?"), widget=forms.RadioSelect, initial=Event.Visibility.PUBLIC
    )

    time_zone = Event._meta.get_field("time_zone").default

    def __init__(self, data: Any = None, *, kind: str, event: Event | None = None) -> None:
        super().__init__(data, initial=initial_of(event) if event else None)
        self.kind, self.event = kind, event
        for name in list(self.fields):
            if name != "version" and name not in FIELDS_OF[Event.Kind(kind)]:
                del self.fields[name]
        self._offer("visibility", Event.Visibility.choices)
        self._offer("audience", Event.Audience.choices)
        self._ask("question", kind == Event.Kind.RESEARCH)
        self._ask("document_title", kind == Event.Kind.FEEDBACK)
        self._ask("document_version", kind == Event.Kind.FEEDBACK)
        self._ask("audience", kind == Event.Kind.FEEDBACK)
        self._ask("lecturer", kind == Event.Kind.MASTERCLASS)
        self._ask("last_date", kind == Event.Kind.RESEARCH)

    def _offer(self, name: str, choices: Any) -> None:
        if name in self.fields:
            self.fields[name].choices = [(value, capfirst(str(label))) for value, label in choices]  # type: ignore[attr-defined]

    def _ask(self, name: str, required: bool) -> None:
        if name in self.fields:
            self.fields[name].required = required

    def clean_municipality(self) -> str:
        """It stands in the table of municipalities, under the name that is given on."""
        known = municipality_named(self.cleaned_data["municipality"])
        return known.name if known else ""

    def clean(self) -> dict[str, Any]:
        """It ends after it begins, begins in the future, and one signs up before it."""
        data = super().clean() or {}
        if self.kind == Event.Kind.RESEARCH:
            data |= {"start_time": Event.WHOLE_DAY[0], "end_time": Event.WHOLE_DAY[1]}
        first, start, end = (data.get(name) for name in ["date", "start_time", "end_time"])
        last = data["last_date"] = data.get("last_date") or first
        if first is None or start is None or last is None:
            return data
        self._check_times(first, last, start, end)
        until = data.get("registration_until")
        if until and until > first:
            self.add_error("registration_until", _("Signing up ends before the event begins. Choose an earlier day."))
        return data

    def _check_times(self, first: Any, last: Any, start: Any, end: Any) -> None:
        starts = utc_moment(first, start, self.time_zone)
        if self._is_past(starts):
            self.add_error("date", _("This moment has passed. Choose a day in the future."))
        if last < first:
            self.add_error("last_date", _("The last day comes before the first. Choose a later one."))
        elif end is not None and utc_moment(last, end, self.time_zone) <= starts:
            name = "end_time" if "end_time" in self.fields else "last_date"
            self.add_error(name, _("The end comes before the beginning. Choose a later time."))
        if (last - first).days > 366 * 3:
            self.add_error("last_date", _("That is longer than three years. Look at the year."))

    def _is_past(self, starts: Any) -> bool:
        """Research may have begun already; another event that is going on may keep its start."""
        known = self.event.starts_at if self.event else None
        return self.kind != Event.Kind.RESEARCH and starts <= timezone.now() and starts != known

    def facts(self) -> dict[str, Any]:
        """Return what the action asks."""
        names = [*self.fields, "start_time", "end_time", "last_date"]
        return {name: self.cleaned_data[name] for name in names if name != "version"}

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """The fields under headings, as one fills them in; short ones stand beside each other."""
        heads = [
            ("", ["title", "lead", "question", "researchers"]),
            (_("When"), ["date", "last_date", "start_time", "end_time"]),
            (_("Where"), ["place", "address", "municipality", "travel", "online_url", "host"]),
            (_("What"), [
                "lecturer", "lecturer_about", "document_title", "document_version", "document_url", "audience",
                "learning_goals", "route", "description",
            ]),
            (_("Who comes"), ["visibility", "capacity", "registration_until", "costs"]),
        ]  # fmt: skip
        groups = [(title, [self[name] for name in names if name in self.fields]) for title, names in heads]
        return [(title, fields, fields[0].name == "date") for title, fields in groups if fields]


def initial_of(event: Event) -> dict[str, Any]:
    """Return what the fields hold for an event."""
    names = [name for name in EventForm.base_fields if name not in ("host", "municipality", "last_date")]
    return {name: getattr(event, name) for name in names} | {
        "host": event.host.name if event.host else "",
        "municipality": event.municipality.name if event.municipality else "",
        "last_date": event.last_date if event.lasts_days or event.kind in MULTI_DAY else None,
    }


class EventPartForm(forms.Form):
    """A vision, a stop or a day."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160, validators=[one_line])
    organisation = _line(gettext_lazy("Organisation"), 200, autocomplete="off")
    person = _line(gettext_lazy("Who tells"), 160)
    starts = ClockField(label=gettext_lazy("From"), required=False)
    place = _line(gettext_lazy("Place"), 200)
    text = _text(gettext_lazy("What happens there"), **LONG)


class EventPartChangeForm(EventPartForm, VersionedForm):
    """A part that stands there already."""


def initial_of_part(part: EventPart) -> dict[str, Any]:
    """Return what the fields hold for a part."""
    names = ("title", "person", "place", "text", "version")
    return {name: getattr(part, name) for name in names} | {
        "organisation": part.organisation.name if part.organisation else "",
        "starts": f"{part.starts:%H:%M}" if part.starts else "",
    }


class EventFileForm(forms.Form):
    """A file of an event."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "PDF, Word, PowerPoint, Excel or a picture, at most 20 MB. Who sees the event, sees it."
        ),
    )
    title = _line(gettext_lazy("Title"), 160, gettext_lazy("Leave empty to use the name of the file."))


class EventCancelForm(forms.Form):
    """Why an event does not go on; who signed up reads it in their mail, everybody on the page."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it called off?"),
        max_length=300,
        help_text=gettext_lazy("Who signed up gets this in a mail, and it stands on the page."),
        widget=forms.Textarea(attrs=SHORT),
    )
