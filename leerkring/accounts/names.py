"""The names asked at sign-up.

A module of its own: allauth loads it while making the sign-up forms that ``forms.py`` builds on.
"""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import User, one_line


class SignupNamesForm(forms.Form):
    """The base of both sign-up forms: by address and through an institution."""

    given_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    tussenvoegsel = forms.CharField(
        label=_("Name prefix"),
        help_text=_("For example: van der"),
        max_length=20,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "additional-name"}),
    )
    family_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    field_order = ("given_name", "tussenvoegsel", "family_name", "email")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more: the account adapter took the names."""
