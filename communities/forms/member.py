"""What somebody is in a circle: one person, many at once, and looking for them."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line

from ..models import Membership
from ..models.sector import Sector
from ..people import Wanted
from .area import AreaField
from .desk import DeskForm
from .options import options

MOST_IDS = 2_000


def _date(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, help_text=help_text, widget=widget)


def _optional(choices: Any, empty: Any) -> Any:
    return lambda: [("", empty), *options(choices)()]


class MemberFilterForm(forms.Form):
    """Looking for people; what makes no sense narrows nothing."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), required=False, choices=_optional(Sector, gettext_lazy("All sectors"))
    )
    rol = forms.ChoiceField(
        label=gettext_lazy("Role"), required=False, choices=_optional(Membership.Role, gettext_lazy("All roles"))
    )
    # Typed, with suggestions: a choice of two hundred took half the time of the page to render.
    organisatie = forms.CharField(
        label=gettext_lazy("Organisation"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "suggestions", "autocomplete": "off"}),
    )
    wie = forms.ChoiceField(required=False, choices=[("", ""), ("alumni", "")], widget=forms.HiddenInput)

    all_optional = True

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        """What is looked for."""
        found = self.cleaned_data
        return Wanted(
            words=found.get("q", ""),
            sector=found.get("sector", ""),
            role=found.get("rol", ""),
            organisation=found.get("organisatie", ""),
            alumni=found.get("wie") == "alumni",
        )


class OwnPlaceForm(DeskForm):
    """What somebody tells about themselves in this circle."""

    function = forms.CharField(
        label=gettext_lazy("Function"),
        max_length=120,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("For example: district nurse."),
    )
    study_programme = forms.CharField(
        label=gettext_lazy("Study programme"),
        max_length=120,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Of students. For example: Social Work."),
    )
    study_level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        required=False,
        choices=_optional(Membership.Level, gettext_lazy("No level")),
    )
    study_year = forms.IntegerField(label=gettext_lazy("Year of study"), required=False, min_value=1, max_value=8)

    def drop_study(self) -> None:
        """Ask who does not study nothing about studying."""
        for name in ("study_programme", "study_level", "study_year"):
            del self.fields[name]


class PlaceForm(OwnPlaceForm):
    """Everything a coordinator says about somebody in the circle."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=options(Membership.Role))
    second_role = forms.ChoiceField(
        label=gettext_lazy("Second role"),
        required=False,
        choices=_optional(Membership.Role, gettext_lazy("No second role")),
        help_text=gettext_lazy("Both give their rights. For example: lecturer, and coordinator."),
    )
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), choices=options(Sector))
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Residents need none."),
        widget=forms.TextInput(attrs={"list": "suggestions", "autocomplete": "off"}),
    )
    area = AreaField(
        label=gettext_lazy("Area"),
        help_text=gettext_lazy(
            "Of neighbourhood lecturers: where they guide students. For example: Gendt, Lingewaard."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    starts_on = _date(gettext_lazy("Takes part from"))
    ends_on = _date(
        gettext_lazy("Until"),
        gettext_lazy("After this day they become an alumnus: they can read, and do nothing more. Empty: no end."),
    )

    field_order = (
        "role", "second_role", "sector", "organisation", "function", "study_programme", "study_level", "study_year",
        "area", "starts_on", "ends_on",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A period has its days in order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first. Choose a later day."))
        return cleaned


def initial_of(member: Membership) -> dict[str, Any]:
    """Return what stands in the form for a member."""
    names = (
        "role", "second_role", "sector", "function", "study_programme", "study_level", "study_year", "starts_on",
        "ends_on", "version",
    )  # fmt: skip
    texts = {
        "organisation": member.organisation.name if member.organisation else "",
        "area": member.area.label if member.area else "",
    }
    return {name: getattr(member, name) for name in names} | texts


class PeopleChosenForm(forms.Form):
    """Which rows were ticked."""

    people = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, data: Any, members: dict[int, Any]) -> None:
        super().__init__(data)
        self.fields["people"].choices = [(pk, "") for pk in members]  # type: ignore[attr-defined]


class BulkForm(forms.Form):
    """What changes for everybody who was ticked; what is left open stays as it is."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        required=False,
        choices=_optional(Membership.Role, gettext_lazy("As it is")),
        help_text=gettext_lazy("A role brings its rights along."),
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), required=False, choices=_optional(Sector, gettext_lazy("As it is"))
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(attrs={"list": "suggestions", "autocomplete": "off"}),
    )
    ends_on = _date(
        gettext_lazy("Takes part until"),
        gettext_lazy("For example the last day of the cohort. Then they become alumni."),
    )
    alumni = forms.ChoiceField(
        label=gettext_lazy("Taking part"),
        required=False,
        choices=[
            ("", gettext_lazy("As it is")),
            ("yes", gettext_lazy("Make alumni: they read, and do nothing more")),
            ("no", gettext_lazy("Let them take part again")),
        ],
    )

    all_optional = True

    def clean_ends_on(self) -> Any:
        """The day is still to come."""
        day = self.cleaned_data["ends_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose a later one, or make them alumni now."))
        return day

    def clean(self) -> dict[str, Any]:
        """Something changes."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Choose what changes."))
        return cleaned


class RemoveForm(forms.Form):
    """Why somebody is let go."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only coordinators of this circle can read it. It is not in the mail."),
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": True}),
    )
