"""Which stories of the whole portal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .narrowing import NarrowingForm


class StoryFilterForm(NarrowingForm):
    """A programme."""

    programma = forms.ChoiceField(label=_("Programme"), required=False, choices=[("", _("All programmes"))])
