"""What is asked at a table."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, ProgrammeItem

from ..actions.session import MOVES
from ..methods import built_in, said
from ..models import Case, Mark, Seat
from ..models.line import MOST_LETTERS

MOST_MINUTES = 240


class StartForm(forms.Form):
    """Which table talks about what, how, and how long."""

    place = forms.ChoiceField(label=_("Group"), required=False)
    case = forms.ModelChoiceField(
        Case.objects.none(), label=_("Case"), required=False, empty_label=_("Without a case on paper")
    )
    method = forms.ChoiceField(label=_("Method"), widget=forms.RadioSelect)
    minutes = forms.IntegerField(
        label=_("Minutes you have"),
        min_value=1,
        max_value=MOST_MINUTES,
        help_text=_("The steps scale to this time."),
    )
    with_options = forms.BooleanField(label=_("With a round of advice (ten-step method)"), required=False)

    def __init__(
        self, *args: Any, meeting: Meeting, cases: Any, methods: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]
        self.fields["method"].choices = [*methods, *((plan.key, said(plan.title)) for plan in built_in())]  # type: ignore[attr-defined]
        places = _places(meeting)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        if not places:
            del self.fields["place"]

    def spot(self) -> tuple[ProgrammeItem | None, int | None]:
        """Return the item and the table that were chosen."""
        item, _colon, table = (self.cleaned_data.get("place") or "").partition(":")
        if not item:
            return None, None
        return self.meeting.items.get(pk=int(item)), int(table)


def _places(meeting: Meeting) -> list[tuple[str, Any]]:
    items = meeting.items.filter(pillar=ProgrammeItem.Pillar.CONSULTATION).order_by("position")
    return [
        (f"{item.pk}:{table}", _("%(item)s: group %(number)s") % {"item": item.title, "number": table})
        for item in items
        for table in range(1, (item.tables or 1) + 1)
    ]


class JoinForm(forms.Form):
    """The code that hangs in the room."""

    code = forms.CharField(label=_("Code of the group"), max_length=8, required=False)


class MoveForm(forms.Form):
    """One move of the facilitator, and where they saw the table."""

    deed = forms.ChoiceField(choices=[(name, name) for name in MOVES])
    turn = forms.IntegerField(min_value=0)


class LineForm(forms.Form):
    """One text for the table."""

    position = forms.IntegerField(min_value=1, max_value=100, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    column = forms.IntegerField(min_value=0, max_value=9, required=False)
    text = forms.CharField(max_length=MOST_LETTERS, error_messages={"required": _("Write something first.")})

    def facts(self) -> dict[str, Any]:
        """Return what the action asks for."""
        return self.cleaned_data | {"column": self.cleaned_data.get("column") or 0}


class MarkForm(forms.Form):
    """How a line feels, or that it is chosen."""

    position = forms.IntegerField(min_value=1, max_value=100)
    line = forms.IntegerField(min_value=1)
    value = forms.ChoiceField(choices=Mark.Value.choices)


class PrivateTextForm(forms.Form):
    """What is kept for its writer alone."""

    position = forms.IntegerField(min_value=0, max_value=100)
    text = forms.CharField(required=False, strip=False, max_length=20_000)


class RolesForm(forms.Form):
    """The role of each person at the table."""

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        for seat in seats:
            self.fields[f"role-{seat.user_id}"] = forms.ChoiceField(
                label=seat.user.full_name, choices=Seat.Role.choices, initial=seat.role
            )

    def roles(self) -> dict[int, str]:
        """Return who gets which role."""
        return {seat.user_id: self.cleaned_data[f"role-{seat.user_id}"] for seat in self.seats}


def new_key() -> str:
    """Return what names a text that is about to be written."""
    return str(uuid4())
