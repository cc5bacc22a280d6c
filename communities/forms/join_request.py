"""Asking to join a circle, and answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line

from ..models import Membership
from ..models.sector import Sector
from .options import options

# Who joins with a light account: as themselves, for no organisation.
RESIDENTS = {Membership.Role.RESIDENT, Membership.Role.EXPERT}


def _asked_roles() -> list[tuple[str, str]]:
    """Nobody asks to coordinate a circle that others run."""
    return [("", _("Choose")), *(row for row in options(Membership.Role)() if row[0] != Membership.Role.COORDINATOR)]


class JoinRequestForm(forms.Form):
    """Why somebody wants to join, and as what."""

    motivation = forms.CharField(
        label=gettext_lazy("Why do you want to join?"),
        max_length=2000,
        help_text=gettext_lazy("A few sentences. Only the coordinators of this circle read them."),
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": True}),
    )
    role = forms.ChoiceField(label=gettext_lazy("You join as"), choices=_asked_roles)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Where you work or study. Residents leave this empty."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def clean(self) -> dict[str, Any]:
        """Residents join as themselves, whatever stands in the field for an organisation."""
        cleaned = super().clean() or {}
        if cleaned.get("role") in RESIDENTS:
            cleaned["organisation"] = ""
        return cleaned


class AnswerRequestForm(forms.Form):
    """In what place somebody comes in, and a kind word with the answer."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=options(Membership.Role))
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), choices=options(Sector))
    note = forms.CharField(
        label=gettext_lazy("A word with your answer"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Who asked reads it in the portal, with a yes and with a no."),
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": True}),
    )
