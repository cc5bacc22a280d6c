"""An obstacle: what it is, whose it is, what is done, how it ended."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User, one_line

from ..models import Obstacle
from .desk import DeskForm
from .options import options


class ObstacleForm(DeskForm):
    """What one runs into, and what it hinders."""

    title = forms.CharField(
        label=gettext_lazy("What do you run into?"),
        max_length=160,
        validators=[one_line],
        help_text=gettext_lazy("In one line. For example: timetables of mbo and hbo don’t fit."),
    )
    description = forms.CharField(
        label=gettext_lazy("What does it hinder?"),
        max_length=4000,
        help_text=gettext_lazy("Describe the situation, not a person. Nothing about clients."),
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": True}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What is it about?"), choices=options(Obstacle.Kind))


class OwnerForm(DeskForm):
    """Who looks after it."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"),
        queryset=User.objects.none(),
        help_text=gettext_lazy("Somebody who can do something about it, or knows who can. They get a mail."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people
        field.label_from_instance = lambda person: person.full_name


class PlanForm(DeskForm):
    """What will be done about it."""

    action = forms.CharField(
        label=gettext_lazy("What are you going to do?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    action_due = forms.DateField(
        label=gettext_lazy("Ready by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CloseForm(DeskForm):
    """How it ended, with the reason."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=lambda: [
            (status.value, capfirst(str(status.label)))
            for status in (Obstacle.Status.REMOVED, Obstacle.Status.ACCEPTED)
        ],
        widget=forms.RadioSelect,
    )
    conclusion = forms.CharField(
        label=gettext_lazy("What removed it, or why do you accept it?"),
        max_length=2000,
        help_text=gettext_lazy("Others learn from this too."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )


def initial_of(obstacle: Obstacle) -> dict[str, Any]:
    """Return what stands in any of these forms."""
    names = ("title", "description", "kind", "action", "action_due", "conclusion", "owner", "version")
    return {name: getattr(obstacle, name) for name in names}
