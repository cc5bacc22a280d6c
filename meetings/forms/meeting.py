"""One meeting: planning, changing and cancelling it."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from communities.models import Area, Community, Organisation

from ..actions.meeting import MeetingPlan, members_of, municipality_named, plan_of
from ..models import Meeting
from .moment import MomentForm

# The list under the field of the host; more would not fit on a screen.
MOST_HOSTS = 200


def host_names(community: Community) -> list[str]:
    """Return the organisations from which people come; any other name may be typed."""
    names = Organisation.objects.filter(membership__community=community, membership__left_at__isnull=True)
    return list(names.distinct().values_list("name", flat=True)[:MOST_HOSTS])


class MeetingPlanForm(MomentForm):
    """A meeting in the plan of a circle."""

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
    format = forms.ChoiceField(label=_("How do you meet?"), choices=Meeting.Format.choices, required=False)
    online_url = forms.URLField(
        label=_("Link to take part online"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Only members and guests of this meeting see it. It may follow later."),
    )

    def clean_format(self) -> str | None:
        """Return how they meet; None when it was not asked, so that it stays as it is."""
        return self.cleaned_data["format"] or None

    @property
    def says_where(self) -> bool:
        """Whether something about the place is filled in, or wrong: then it is not folded away."""
        is_special = self["format"].value() not in (None, "", Meeting.Format.LOCATION)
        names = ["host", "place", "address", "online_url"]
        return is_special or any(self[name].value() or self[name].errors for name in names)

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
        help_text=_("The way from the station or the street, where to ring the bell."),
    )
    room = forms.CharField(label=_("Room"), max_length=120, required=False)
    public_transport = forms.CharField(
        label=_("Public transport"),
        max_length=300,
        required=False,
        help_text=_("For example: bus 33 from Arnhem, get off at Markt, three minutes on foot."),
    )
    parking = forms.CharField(label=_("Parking"), max_length=300, required=False)
    step_free = forms.ChoiceField(
        label=_("Can you get in without steps?"),
        choices=[("", _("not known yet")), *Meeting.StepFree.choices],
        required=False,
    )
    facilitator = forms.ChoiceField(
        label=_("Facilitator"),
        required=False,
        help_text=_("Who leads the meeting: this person keeps the presence list and the report too."),
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
        people = sorted(members_of(meeting.cycle.community), key=lambda person: person.sort_name.casefold())
        field: Any = self.fields["facilitator"]
        field.choices = [("", _("nobody in particular")), *((str(person.pk), person.full_name) for person in people)]
        field.error_messages["invalid_choice"] = _("Only who takes part in this circle leads its meetings.")
        # The place of a meeting is more than an address; what is filled in already need not be looked for.
        self.has_more = any(getattr(meeting, name) for name in ["public_transport", "parking", "step_free", "travel"])

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
