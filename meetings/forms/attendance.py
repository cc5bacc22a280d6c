"""The answer to a meeting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Attendance

Choices = Sequence[tuple[str, str]]


class AnswerForm(forms.Form):
    """One button each: which one was pressed is the answer."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=Attendance.Answer.choices, widget=forms.RadioSelect)
    remark = forms.CharField(
        label=_("Something the coordinator should know?"),
        max_length=300,
        required=False,
        help_text=_("For example what you don't eat, or what you need to take part. Only the coordinator reads this."),
    )

    def cleaned_remark(self) -> str | None:
        """Return the remark; None when the page did not ask for one, so that what was written stays."""
        return self.cleaned_data["remark"] if "remark" in self.data else None


class AnswerForForm(AnswerForm):
    """The answer of somebody else, by a coordinator who heard it otherwise."""

    SAID = {
        Attendance.Answer.YES: _("is coming"),
        Attendance.Answer.MAYBE: _("is not sure yet"),
        Attendance.Answer.NO: _("can't come"),
    }

    person = forms.ChoiceField(label=_("Who?"))

    field_order = ["person", "answer", "remark"]

    def __init__(self, data: Any = None, *, silent: Choices = (), answered: Choices = ()) -> None:
        super().__init__(data)
        groups = [(_("Not answered yet"), list(silent)), (_("Answered already"), list(answered))]
        field: Any = self.fields["person"]
        field.choices = [("", _("Choose somebody")), *((title, people) for title, people in groups if people)]
        answer: Any = self.fields["answer"]
        answer.label, answer.choices = _("Answer"), list(self.SAID.items())
        self.fields["remark"].label, self.fields["remark"].help_text = _("Remark"), ""
