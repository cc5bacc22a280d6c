"""The form of a learning goal."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import LearningGoal


class GoalForm(forms.ModelForm):
    """What somebody wants to learn."""

    page = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = LearningGoal
        fields = ("title", "why", "due_on")
        help_texts = {
            "title": _("Begin with “I”. For example: I ask on when somebody falls silent."),
            "due_on": _("A date to work towards."),
        }
        widgets = {
            "why": forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["version"].initial = self.instance.version

    @property
    def typed(self) -> dict[str, object]:
        """What was typed, for saving."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
