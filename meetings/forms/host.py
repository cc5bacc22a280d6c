"""Hosts for the meetings of a cycle, and changing turns."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.templatetags.ui import day

from ..models import Meeting
from ..rotation import Proposal


class HostsForm(forms.Form):
    """Which proposals are taken over; all of them, unless somebody chooses otherwise."""

    hosts = forms.MultipleChoiceField(
        label=gettext_lazy("Who hosts which meeting?"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, proposals: Sequence[Proposal]) -> None:
        choices = [(f"{one.meeting.pk}-{one.host.pk}", self._words(one)) for one in proposals]
        super().__init__(data, initial={"hosts": [value for value, _label in choices]})
        field: Any = self.fields["hosts"]
        field.choices = choices
        field.error_messages["invalid_choice"] = _("The proposal changed in the meantime. Look at it again.")

    @staticmethod
    def _words(proposal: Proposal) -> str:
        words = {"host": proposal.host.name, "day": day(proposal.meeting.date), "title": str(proposal.meeting)}
        return _("%(host)s on %(day)s: %(title)s") % words

    def pairs(self) -> list[tuple[int, int]]:
        """Return the chosen pairs of meeting and organisation."""
        values = (value.partition("-") for value in self.cleaned_data["hosts"])
        return [(int(meeting), int(host)) for meeting, _dash, host in values]


class SwapForm(forms.Form):
    """With whom to change turns."""

    other = forms.TypedChoiceField(label=gettext_lazy("With which meeting?"), coerce=int, widget=forms.RadioSelect)
    remark = forms.CharField(
        label=gettext_lazy("What do you want to say with it?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The other host reads this."),
    )

    def __init__(self, data: Any = None, *, others: Sequence[Meeting]) -> None:
        super().__init__(data)
        field: Any = self.fields["other"]
        field.choices = [(row.pk, self._words(row)) for row in others]

    @staticmethod
    def _words(meeting: Meeting) -> str:
        words = {"host": meeting.host, "day": day(meeting.date), "title": str(meeting)}
        return _("%(host)s on %(day)s: %(title)s") % words


class SwapAnswerForm(forms.Form):
    """One button each."""

    YES, NO, BACK = "yes", "no", "back"
    answer = forms.ChoiceField(choices=[(YES, YES), (NO, NO), (BACK, BACK)])
