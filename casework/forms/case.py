"""The preparation form of a case."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leerkring.core.templatetags.ui import day
from meetings.models import Meeting

from ..models import Case
from .steps import SheetForm


class CaseForm(SheetForm):
    """Asks what `domain/intervision.md` calls the preparation by the case owner."""

    # "Yes, I looked at what was found": the mark of exactly those findings.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    optional = frozenset({"meeting", "seen"})
    screens = (
        ("title",),
        ("situation",),
        ("my_role",),
        ("my_acting",),
        ("difficulty",),
        ("question",),
        ("wanted",),
        ("meeting",),
        ("is_anonymous", "is_unrecognisable", "is_about_me"),
    )

    class Meta:
        model = Case
        fields = (
            *("title", "situation", "my_role", "my_acting", "difficulty", "question", "wanted", "meeting"),
            *("is_anonymous", "is_unrecognisable", "is_about_me"),
        )
        labels = {
            "title": _("What do you call this case?"),
            "situation": _("What is the situation?"),
            "my_role": _("What was your own role?"),
            "my_acting": _("What did you do, think and feel?"),
            "difficulty": _("What makes it hard?"),
            "question": _("What is your question, in one sentence?"),
            "wanted": _("What do you want from the group?"),
            "meeting": _("For which meeting?"),
        }
        help_texts = {
            "title": _("A few words, without names."),
            "situation": _("Write roles (client, daughter, neighbour), not names. An age group, no dates, no street."),
            "my_role": _("For example: I was there as a trainee, with my supervisor."),
            "my_acting": _("It is about what you did, not about the client."),
            "difficulty": _("What keeps you busy? Where do you get stuck?"),
            "question": _("Begin with “I” or “How do I”. Current and concrete."),
            "meeting": _("You can also choose this later."),
        }
        widgets = {
            "situation": forms.Textarea(attrs={"rows": 6, "data-autogrow": ""}),
            "my_role": forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
            "my_acting": forms.Textarea(attrs={"rows": 6, "data-autogrow": ""}),
            "difficulty": forms.Textarea(attrs={"rows": 4, "data-autogrow": ""}),
            "question": forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}),
            "wanted": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meetings = Meeting.objects.upcoming().filter(cycle__community=self.instance.community_id)
        if self.instance.meeting_id:
            meetings = meetings | Meeting.objects.filter(pk=self.instance.meeting_id)
        meeting: Any = self.fields["meeting"]
        meeting.queryset = meetings
        meeting.empty_label = _("I don't know yet")
        meeting.label_from_instance = _label
        for check in Case.CHECKS:
            self.fields[check].error_messages["required"] = _("Tick this before you hand in the case.")
        wanted: Any = self.fields["wanted"]
        wanted.choices = [(value, capfirst(label)) for value, label in Case.Wanted.choices]
        wanted.choice_hints = {
            Case.Wanted.INSIGHT: _("I want to understand better what happens."),
            Case.Wanted.ADVICE: _("I want to hear what others would do."),
            Case.Wanted.PRACTICE: _("I want to try another approach."),
        }

    @property
    def is_looked_at(self) -> bool:
        """Whether the writer said yes to exactly what was found."""
        return self.cleaned_data.get("seen", "") == self.fingerprint


def _label(meeting: Meeting) -> str:
    return f"{day(meeting.date)}: {meeting}"
