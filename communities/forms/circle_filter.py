"""Which circles of the public list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .narrowing import NarrowingForm


class CircleListForm(NarrowingForm):
    """A programme, a theme, an area and a phase."""

    programma = forms.ChoiceField(label=_("Programme"), required=False, choices=[("", _("All programmes"))])
    thema = forms.ChoiceField(label=_("Theme"), required=False, choices=[("", _("All themes"))])
    gebied = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("All areas"))])
    fase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("All that run"))])
