"""The report of a meeting and its public summary."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.forms.contact_message import TextField
from leerkring.accounts.models import one_line

from ..models import Report
from .harvest import MOST_LETTERS, VersionForm, no_citizen_number


class IntroductionForm(VersionForm):
    """What who leads says beforehand."""

    introduction = TextField(
        label=_("Introduction"),
        max_length=MOST_LETTERS,
        required=False,
        validators=[no_citizen_number],
        help_text=_("A few sentences on top of the report: what was it about, and what came of it?"),
        widget=forms.Textarea(attrs={"rows": 8, "data-editor": "markdown"}),
    )

    @classmethod
    def of(cls, report: Report, data: Any = None) -> "IntroductionForm":
        """Return the form with what stands there."""
        return cls(data, initial={"introduction": report.introduction, "version": report.version})


class ReopenForm(forms.Form):
    """Why an approved report is opened again."""

    reason = forms.CharField(
        label=_("Why do you open it again?"),
        max_length=300,
        validators=[one_line],
        help_text=_("Who leads the meeting reads this with the draft."),
    )


class SummaryForm(VersionForm):
    """What everybody may read."""

    summary = TextField(
        label=_("Summary"),
        max_length=5000,
        required=False,
        validators=[no_citizen_number],
        help_text=_(
            "Everybody on the internet can read this. Leave out names, cases and what was said in confidence."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "data-editor": "markdown"}),
    )

    @classmethod
    def of(cls, report: Report, data: Any = None) -> "SummaryForm":
        """Return the form with what stands there."""
        return cls(data, initial={"summary": report.summary, "version": report.version})
