"""What coordinators do with invitations: look for one, mend its address, answer who asks."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from ..models import Invitation
from .people_reader import check_address


class InvitationFilter(forms.Form):
    """Which invitations to show. What does not exist counts as not asked for."""

    stand = forms.ChoiceField(required=False, choices=Invitation.State.choices)
    q = forms.CharField(required=False, max_length=100)

    @property
    def state(self) -> str:
        """The chosen state, or none."""
        self.is_valid()
        return self.cleaned_data.get("stand", "")

    @property
    def words(self) -> str:
        """What was typed to look for."""
        self.is_valid()
        return self.cleaned_data.get("q", "").strip()


class AddressForm(forms.Form):
    """The address that was meant."""

    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_email(self) -> str:
        """Say what is wrong with the address, and what was probably meant."""
        email: str = self.cleaned_data["email"].strip()
        check_address(email)
        return email


class ClaimAnswerForm(forms.Form):
    """Yes or no to somebody who asks to come in, by their id: the one who asks may have changed meanwhile."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    claimant = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def state_options(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Return the states that occur, each with how many stand in it."""
    return [
        (str(state), f"{capfirst(str(state.label))} ({counts[state]})")
        for state in Invitation.State
        if counts.get(state)
    ]
