"""What people fill in about themselves."""

from django import forms


class SignupNamesForm(forms.Form):
    """The names asked at sign-up."""

    def signup(self, request, user) -> None:
        """Nothing yet."""
