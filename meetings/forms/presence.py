"""Being there: the code, the list and a correction."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import one_line
from leerkring.core.templatetags.ui import clock

from ..actions.presence import Facts, Tick
from ..models import Meeting, Presence
from ..presence import is_about
from .widgets import ClockField


class CodeForm(forms.Form):
    """The code on the wall, typed over; or the proof that it was scanned."""

    # One of the two is asked, so neither is called optional.
    all_optional = True
    code = forms.CharField(
        label=_("The code on the wall"),
        max_length=12,
        required=False,
        help_text=_("Six digits. They change every half minute."),
        widget=forms.TextInput(attrs={"class": "input-code", "inputmode": "numeric", "autocomplete": "off"}),
    )
    proof = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or {}
        if not data.get("code") and not data.get("proof"):
            self.add_error("code", _("Type the six digits that hang on the wall."))
        return data


class RowForm(forms.Form):
    """One person on the list."""

    is_there = forms.BooleanField(label=_("Was there"), required=False)
    from_time = ClockField(label=_("From"))
    until_time = ClockField(label=_("Until"))
    way = forms.ChoiceField(label=_("How"), choices=Presence.Way.choices)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and times at which there was no meeting."""
        data = super().clean() or {}
        for name in ("from_time", "until_time"):
            # Who stands at another time can still be taken off the list.
            if (at := data.get(name)) and data.get("is_there") and not is_about(self.meeting, at):
                hours = f"{clock(self.meeting.local_start)}–{clock(self.meeting.local_end)}"
                self.add_error(name, _("The meeting was %(hours)s. Look at the time.") % {"hours": hours})
        start, end = data.get("from_time"), data.get("until_time")
        if start and end and end <= start:
            self.add_error("until_time", _("This is before the time at which they came. Fill in a later time."))
        return data

    def tick(self) -> Tick:
        """Return what was filled in."""
        data = self.cleaned_data
        facts = Facts(data["is_there"], data["from_time"], data["until_time"], data["way"])
        return Tick(self.prefix or "", data["version"], facts)


def changed_rows(data: Any, keys: Collection[str], meeting: Meeting) -> list[RowForm]:
    """Return a form for each person of whom something else was filled in than the page showed.

    The page says what it showed (``…-was``): what nobody touched is never written, so that a list that stood open for
    an hour takes nothing back of what others ticked. Who is not there has no times.
    """
    return [RowForm(data, prefix=key, meeting=meeting) for key in keys if _is_changed(data, key)]


def _is_changed(data: Any, key: str) -> bool:
    if f"{key}-was" not in data:
        return False
    is_there = "1" if data.get(f"{key}-is_there") else "0"
    typed = "|".join([is_there, *(data.get(f"{key}-{name}", "") for name in ("from_time", "until_time", "way"))])
    was = data[f"{key}-was"]
    return typed != was and (is_there, was[:1]) != ("0", "0")


class WalkInForm(forms.Form):
    """Somebody who was not invited."""

    name = forms.CharField(label=_("Name"), max_length=120, validators=[one_line])


class CorrectionForm(RowForm):
    """One person on a signed list, and why it was not right."""

    reason = forms.CharField(
        label=_("What was not right?"),
        max_length=300,
        help_text=_("For example: left at 14.00. The person and who leads the meeting read this."),
    )
