"""The form with which somebody asks for a DOI."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DoiForm(forms.Form):
    """What can't be undone is asked in so many words."""

    is_sure = forms.BooleanField(
        label=_("I know that a DOI stays for good, also when this is withdrawn."),
        error_messages={"required": _("Tick this first.")},
    )
