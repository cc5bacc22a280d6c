"""Signing up for an event, without an account; and the organiser's list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User, one_line
from leerkring.core.robots import PeopleForm


class _Who(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=160,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class RegistrationForm(_Who, PeopleForm):
    """Who comes."""

    remark = forms.CharField(
        label=gettext_lazy("Something the organiser should know?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example what you don't eat, or that you come in a wheelchair."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )

    def __init__(self, data: Any = None, *, user: User | None = None) -> None:
        super().__init__(data)
        if user:
            self.initial.update(name=user.full_name, email=user.email)
        else:
            self.fields["email"].help_text = gettext_lazy("We send a link to this address, with which you confirm.")

    def facts(self) -> dict[str, str]:
        """Return what the action asks."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "organisation", "remark")}


class RegistrationAddForm(_Who):
    """Somebody whom the organiser puts on the list."""
