"""The forms of a feedback round."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User, one_line
from meetings.forms.widgets import MomentField
from meetings.models import Event

from ..models import FeedbackRound, OutcomeVersion, Remark


class TimesForm(forms.Form):
    """When people can react, and what they are asked."""

    question = forms.CharField(
        label=_("What do you want to know?"),
        help_text=_("One or two questions help people to react. They stand above the text."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )
    opens_at = MomentField(label=_("Opens"), help_text=_("People are asked by mail at this moment."))
    closes_at = MomentField(label=_("Ends"), help_text=_("Three days before, who has not reacted gets a reminder."))
    event = forms.ModelChoiceField(
        Event.objects.none(),
        label=_("Meeting about it"),
        help_text=_("A feedback session of this circle, online or on location."),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, events: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["event"]
        chosen.queryset = events

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Choose a moment after it opens."))
        elif closes and closes <= timezone.now():
            self.add_error("closes_at", _("Choose a moment that is still to come."))
        return cleaned


class RoundForm(TimesForm):
    """A new round: which version, and for whom."""

    version = forms.ModelChoiceField(OutcomeVersion.frozen.none(), label=_("Version"), empty_label=None)
    audience = forms.ChoiceField(label=_("Whom do you ask?"), widget=forms.RadioSelect)
    field_order = ("version", "audience")

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        now = timezone.localtime().replace(second=0, microsecond=0)
        end = (now + timedelta(days=14)).replace(hour=17, minute=0)
        kwargs.setdefault("initial", {"opens_at": now, "closes_at": end})
        super().__init__(*args, **kwargs)
        version: Any = self.fields["version"]
        version.queryset = versions
        audience: Any = self.fields["audience"]
        audience.choices = [(value, capfirst(label)) for value, label in FeedbackRound.Audience.choices]


class RoundChangeForm(TimesForm):
    """Moving a round, or wording its question."""

    edit = forms.IntegerField(widget=forms.HiddenInput)


class InviteMembersForm(forms.Form):
    """Members of the circle who were not asked yet."""

    people = forms.MultipleChoiceField(
        label=_("Members of the circle"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose somebody.")},
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_number = {str(person.pk): person for person in people}
        field: Any = self.fields["people"]
        field.choices = [(number, person.full_name) for number, person in self.by_number.items()]

    @property
    def chosen(self) -> list[User]:
        """Who was ticked."""
        return [self.by_number[number] for number in self.cleaned_data["people"]]


class InviteOutsiderForm(forms.Form):
    """Somebody without an account."""

    name = forms.CharField(label=_("Name"), max_length=120, validators=[one_line])
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We send a link of their own to this address, and erase it two weeks after the round."),
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )


class RemarkForm(forms.Form):
    """What somebody remarks."""

    text = forms.CharField(
        label=_("Your remark"),
        max_length=Remark.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": ""}),
    )
    anchor = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class AnswerForm(forms.Form):
    """What the authors do with a remark, and why."""

    verdict = forms.ChoiceField(label=_("What do you do with it?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why, or how?"),
        help_text=_("Who made the remark reads this, and it goes into the change log. Name nobody."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )
    edit = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdict: Any = self.fields["verdict"]
        verdict.choices = [(value, capfirst(label)) for value, label in Remark.Verdict.choices]
