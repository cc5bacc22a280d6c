"""One line of the checklist of a host."""

from django import forms

from ..hosting import LINES


class TaskForm(forms.Form):
    """Which line, and whether it is done."""

    task = forms.ChoiceField(choices=[(line.name, line.title) for line in LINES])
    is_done = forms.BooleanField(required=False)
