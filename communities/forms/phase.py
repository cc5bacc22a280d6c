"""The points of a phase, and the move to another."""

from django import forms

from ..models import Community


class PointForm(forms.Form):
    """One tick: a button of its own, so that two coordinators never undo each other."""

    point = forms.SlugField(max_length=40)
    is_done = forms.BooleanField(required=False)


class PhaseForm(forms.Form):
    """The phase to move to, by name: pressing twice moves once."""

    phase = forms.ChoiceField(choices=Community.Phase.choices)
