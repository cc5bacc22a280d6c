"""Closing a circle."""

from django import forms
from django.utils.translation import gettext_lazy


class CloseForm(forms.Form):
    """The last words of the circle; they stand on its page, for everybody."""

    words = forms.CharField(
        label=gettext_lazy("Closing words"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("What came of it, and whom do you thank? Everybody can read this on the page."),
        widget=forms.Textarea(attrs={"rows": 5, "data-autogrow": True}),
    )
