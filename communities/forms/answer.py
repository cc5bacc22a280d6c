"""Answering an invitation without an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line

from ..models import Invitation, TeamInvitation


class NamesForm(forms.Form):
    """The name of a new member; the address is known from the invitation."""

    given_name = forms.CharField(label=gettext_lazy("First name"), max_length=80, validators=[one_line])
    tussenvoegsel = forms.CharField(
        label=gettext_lazy("Name prefix"),
        max_length=20,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("For example: van der"),
    )
    family_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80, validators=[one_line])

    def __init__(self, data: Any, invitation: Invitation | TeamInvitation) -> None:
        # Into a team people are asked by address alone.
        initial = {name: getattr(invitation, name, "") for name in ("given_name", "tussenvoegsel", "family_name")}
        super().__init__(data, initial=initial)
        for name, hint in (("given_name", "given-name"), ("family_name", "family-name")):
            self.fields[name].widget.attrs["autocomplete"] = hint


class DeclineForm(forms.Form):
    """A no, with the reason if somebody wants to give it."""

    reason = forms.CharField(
        label=gettext_lazy("Why not?"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("You need not say it. The coordinators of the circle read it, nobody else."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
