"""An issue of the joint agenda: its words, what is at stake, what was decided and found."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line

from ..models import Issue, Organisation
from .desk import DeskForm


def _text(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "data-autogrow": True})
    return forms.CharField(label=label, help_text=help_text, max_length=4000, widget=area)


class IssueForm(DeskForm):
    """What the question is, and what is going on."""

    title = forms.CharField(
        label=gettext_lazy("What is your issue?"),
        max_length=200,
        validators=[one_line],
        help_text=gettext_lazy("As a question. For example: how do newcomers find somebody to talk to?"),
    )
    text = _text(
        gettext_lazy("What is going on?"), gettext_lazy("What do you see, and who notices it? Nothing about clients.")
    )


class ProposalForm(IssueForm):
    """The same, and for whom it is proposed."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("For whom do you propose it?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("For myself"),
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        if not organisations:
            del self.fields["organisation"]


class InterestForm(DeskForm):
    """What is at stake, for whom."""

    text = _text(
        gettext_lazy("What is at stake for them?"),
        gettext_lazy("What do they gain when this is answered, or lose when it is not?"),
        rows=3,
    )


class DecisionForm(DeskForm):
    """Why the circle takes it up, and how."""

    decision = _text(
        gettext_lazy("Why this issue?"),
        gettext_lazy("Also say what the weighing showed, and how the voice of residents counted."),
    )
    approach = _text(gettext_lazy("How are you going to approach it?"))


class AnswerForm(DeskForm):
    """What was found."""

    answer = _text(gettext_lazy("What did you find?"), gettext_lazy("Who put the question gets a mail."))


class StepForm(DeskForm):
    """A step, with a word about it."""

    note = forms.CharField(
        label=gettext_lazy("A word about it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": True}),
    )


def initial_of(issue: Issue) -> dict[str, Any]:
    """Return what stands in any of these forms."""
    return {name: getattr(issue, name) for name in ("title", "text", "decision", "approach", "answer", "version")}
