"""The forms of assignments."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User, one_line

from ..actions.organisation import find_organisation, nearest
from ..models import (
    Area,
    Assignment,
    AssignmentApplication,
    AssignmentRecord,
    Community,
    Membership,
    Organisation,
    Theme,
)
from .area import AreaField
from .desk import DeskForm

LONGEST = 5000
# Of names that are like the one that was typed.
MOST_PROPOSED = 3


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _text(label: Any, rows: int = 5, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "data-autogrow": ""})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, **more)


class AssignmentForm(DeskForm):
    """What is asked, by whom, for whom, and when."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160, validators=[one_line])
    text = _text(
        gettext_lazy("What is asked?"),
        help_text=gettext_lazy("What is the question, what do you do, and what should come of it?"),
    )
    # Typed: the portal may hold a hundred thousand organisations.
    organisation = forms.CharField(
        label=gettext_lazy("Client organisation"),
        max_length=200,
        validators=[one_line],
        help_text=gettext_lazy(
            "Type the name. It has to be in the list of organisations; coordinators and teams can add it there first."
        ),
        widget=forms.TextInput(attrs={"list": "suggestions", "autocomplete": "off"}),
    )
    level = forms.ChoiceField(label=gettext_lazy("For whom?"), choices=Assignment.Level.choices)
    year = forms.IntegerField(
        label=gettext_lazy("From year of study"),
        required=False,
        min_value=1,
        max_value=6,
        help_text=gettext_lazy("Leave empty when it doesn't matter."),
    )
    places = forms.IntegerField(
        label=gettext_lazy("How many places?"), min_value=1, max_value=Assignment.MOST_PLACES, initial=1
    )
    starts_on = _day(gettext_lazy("From"))
    ends_on = _day(gettext_lazy("Until"))
    closes_on = _day(gettext_lazy("Sign up until"))
    area = AreaField(
        label=gettext_lazy("Area"),
        help_text=gettext_lazy("A municipality or province. For a neighbourhood, type both: Brakkenstein, Nijmegen."),
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
    )
    theme = forms.ModelChoiceField(Theme.objects.none(), label=gettext_lazy("Theme"), required=False)
    supervisor = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Supervisor"), help_text=gettext_lazy("Hears who signs up.")
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        around = Membership.objects.active().filter(community=community, user__is_active=True)
        choices: dict[str, Any] = {
            "theme": Theme.objects.filter(programme=community.programme_id, is_archived=False),
            "supervisor": User.objects.filter(pk__in=around.values("user")).order_by("given_name", "family_name"),
        }
        for name, rows in choices.items():
            field: Any = self.fields[name]
            field.queryset = rows
        self.fields["supervisor"].label_from_instance = lambda user: user.full_name  # type: ignore[attr-defined]

    def clean_organisation(self) -> Organisation:
        """Return the organisation that was typed; one we don't know is never added by a slip of the pen."""
        name = " ".join(self.cleaned_data["organisation"].split())
        found = find_organisation(name)
        if found is None:
            raise forms.ValidationError(_("We don't know “%(text)s”.") % {"text": name} + _propose_organisation(name))
        return found

    def clean(self) -> dict[str, Any]:
        """Time runs forward."""
        cleaned = super().clean() or {}
        starts_on, ends_on, closes_on = (cleaned.get(name) for name in ("starts_on", "ends_on", "closes_on"))
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day is before the first. Change one of them."))
        if closes_on and ends_on and closes_on > ends_on:
            self.add_error("closes_on", _("Signing up ends before the assignment does. Choose an earlier day."))
        return cleaned


def _propose_organisation(name: str) -> str:
    """Return a sentence that proposes the names that are most like it, or says how one gets there."""
    alike = nearest(name, most=MOST_PROPOSED)
    if not alike:
        return " " + _("It is not in the list of organisations.")
    return " " + _("Do you mean one of these? %(names)s.") % {"names": " · ".join(alike)}


def initial_of(assignment: Assignment) -> dict[str, Any]:
    """Return what stands in the form for an assignment that is there."""
    foreign = ("organisation", "area", "theme", "supervisor")
    names = [name for name in AssignmentForm.base_fields if name not in foreign]
    facts = {name: getattr(assignment, name) for name in names}
    facts |= {name: getattr(assignment, f"{name}_id") for name in ("theme", "supervisor")}
    area = assignment.area.label if assignment.area else ""
    return facts | {"organisation": assignment.organisation.name, "area": area}


class MoveForm(forms.Form):
    """Which step."""

    to = forms.ChoiceField(
        choices=[(status.value, status.label) for status in Assignment.Status if status != Assignment.Status.FINISHED]
    )


class FinishForm(DeskForm):
    """What came of it."""

    result = _text(
        gettext_lazy("What came of it?"),
        help_text=gettext_lazy(
            "For the client, for residents, and what you learned. Everybody on the board reads it."
        ),
    )


class ApplyForm(DeskForm):
    """Why somebody wants to do it."""

    motivation = _text(
        gettext_lazy("Why do you want to do this?"),
        help_text=gettext_lazy("A few sentences. Only those who guide the assignment read them."),
    )


class AnswerForm(forms.Form):
    """Chosen or not."""

    answer = forms.ChoiceField(
        choices=[(value.value, value.label) for value in AssignmentApplication.Status if value != "waiting"]
    )


class RecordForm(DeskForm):
    """What was done."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What was it?"), choices=AssignmentRecord.Kind.choices, widget=forms.RadioSelect
    )
    day = _day(gettext_lazy("Day"), initial=timezone.localdate)
    text = _text(
        gettext_lazy("What did you do, and what came of it?"),
        help_text=gettext_lazy("No names of residents or clients: others of the circle read this."),
    )


class BoardForm(forms.Form):
    """What the board shows; what is strange is left out."""

    level = forms.ChoiceField(
        label=gettext_lazy("For whom?"),
        required=False,
        choices=[("", gettext_lazy("everybody")), *Assignment.Level.choices],
    )
    area = forms.ModelChoiceField(Area.objects.none(), label=gettext_lazy("Area"), required=False)
    theme = forms.ModelChoiceField(Theme.objects.none(), label=gettext_lazy("Theme"), required=False)

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("area", Area), ("theme", Theme)):
            field: Any = self.fields[name]
            field.queryset = model.objects.filter(pk__in=rows.values(name)).order_by("name")
            field.empty_label = _("all")

    @property
    def conditions(self) -> dict[str, Any]:
        """What to filter by."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if level := chosen.pop("level", ""):
            both = Assignment.Level.ANY if level in (Assignment.Level.MBO, Assignment.Level.HBO) else level
            chosen["level__in"] = [level, both]
        return chosen
