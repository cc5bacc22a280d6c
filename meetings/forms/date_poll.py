"""Asking for a date: which dates, what suits, and which one it becomes."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..actions.date_poll import Option
from ..models import DateOption, DatePoll, DateVote, Meeting
from ..shown.date_poll import ShownOption, option_words
from .moment import MomentForm
from .widgets import DayField

OWN_DATES = 4
# People need a week to look in their diaries; the last day comes before the first of the dates.
TIME_TO_ANSWER = timedelta(days=7)
# Sooner than this nobody can rearrange their week.
SOONEST = timedelta(days=6)


class PollForm(forms.Form):
    """Which dates the circle is asked about, and until when."""

    proposals = forms.MultipleChoiceField(
        label=_("Dates around the one it has now"),
        required=False,
        help_text=_("Choose at least two, together with dates of your own."),
        widget=forms.CheckboxSelectMultiple,
    )
    closes_on = DayField(label=_("Members answer until"))
    note = forms.CharField(
        label=_("Why do you look for a date?"),
        max_length=300,
        required=False,
        help_text=_("Members read this above the dates. You may leave it empty."),
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}),
    )

    # The hints say what may stay empty.
    all_optional = True

    def __init__(self, data: Any = None, *, proposals: Sequence[Option], remarks: Sequence[Sequence[str]]) -> None:
        super().__init__(data, initial={"closes_on": last_day(proposals)})
        self.by_value = {value_of(option): option for option in proposals}
        field: Any = self.fields["proposals"]
        field.choices = [(value, option_words(option)) for value, option in self.by_value.items()]
        field.choice_hints = {
            value: " ".join(words) for value, words in zip(self.by_value, remarks, strict=True) if words
        }
        field.error_messages["invalid_choice"] = _("One of the proposed dates has changed meanwhile. Choose again.")

    def chosen(self) -> list[Option]:
        """Return the proposals that were ticked."""
        return [self.by_value[value] for value in self.cleaned_data["proposals"]]


def value_of(option: Option) -> str:
    """Return what stands for a proposal in the form."""
    return f"{option.date.isoformat()} {option.start_time:%H:%M}-{option.end_time:%H:%M}"


def last_day(options: Sequence[Option]) -> date:
    """Return the day until which to ask: a week from now, sooner when the first of the dates is sooner."""
    today = timezone.localdate()
    before_first = [option.date - timedelta(days=1) for option in options]
    return max(today, min([today + TIME_TO_ANSWER, *before_first]))


class OwnDateForm(MomentForm):
    """A date of one's own; a row without a day is not used, whatever times stand in it."""

    use_required_attribute = False

    def has_changed(self) -> bool:
        """Return whether a day was filled in."""
        return bool(self["date"].value())

    def option(self) -> Option | None:
        """Return the date; None for a row that is not used."""
        if not self.cleaned_data.get("date"):
            return None
        return Option(*(self.cleaned_data[name] for name in ["date", "start_time", "end_time"]))


OwnDatesFormSet: Any = formset_factory(
    OwnDateForm, extra=OWN_DATES, max_num=OWN_DATES, absolute_max=OWN_DATES, validate_max=True
)


def own_dates(data: Any, meeting: Meeting) -> Any:
    """Return the rows for dates of one's own; the times are those of the meeting until somebody types others."""
    times = {"start_time": meeting.start_time, "end_time": meeting.end_time}
    # Not as initial rows of the set: those would have to be filled in.
    return OwnDatesFormSet(data, prefix="own", form_kwargs={"initial": times})


class VoteForm(forms.Form):
    """One question per date."""

    def __init__(self, data: Any = None, *, options: Sequence[DateOption], known: dict[int, str]) -> None:
        super().__init__(data)
        for option in options:
            self.fields[f"option_{option.pk}"] = forms.ChoiceField(
                label=option_words(option),
                choices=DateVote.Answer.choices,
                required=False,
                initial=known.get(option.pk, ""),
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """At least one date has an answer."""
        data = super().clean() or {}
        if not any(data.values()) and not self.errors:
            raise forms.ValidationError(_("Say of at least one date whether it suits you."))
        return data

    def answers(self) -> dict[int, str]:
        """Return what was said, by the key of the date."""
        named = {name: answer for name, answer in self.cleaned_data.items() if answer}
        return {int(name.removeprefix("option_")): answer for name, answer in named.items()}


class CloseForm(forms.Form):
    """Which date it becomes."""

    option = forms.ChoiceField(label=_("Which date does it become?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, rows: Sequence[ShownOption], remarks: Sequence[Sequence[str]]) -> None:
        super().__init__(data, initial={"option": next((row.option.pk for row in rows if row.is_best), "")})
        field: Any = self.fields["option"]
        field.choices = [(row.option.pk, row.when) for row in rows]
        field.choice_hints = {
            str(row.option.pk): " ".join([row.counts, *words]) for row, words in zip(rows, remarks, strict=True)
        }
        field.error_messages["required"] = _("Choose one of the dates, or stop without a choice.")
        field.error_messages["invalid_choice"] = _("This date can't be chosen any more. Choose another one.")


def proposals_of(meeting: Meeting, days: Sequence[date]) -> list[Option]:
    """Return the days with the times of the meeting."""
    times: tuple[time, time] = (meeting.start_time, meeting.end_time)
    return [Option(day, *times) for day in days[: DatePoll.MOST_OPTIONS]]
