"""The preparation form of a case."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from communities.models import Membership
from leerkring.accounts.models import User
from leerkring.core.templatetags.ui import day
from meetings.models import Meeting

from ..models import Case, PreferredMethod
from .steps import SheetForm

GRADE_HINTS = {
    Case.Grade.TABLE: _("Who sits at your table, once the tables are settled."),
    Case.Grade.CIRCLE: _("Every member who has accepted the confidentiality agreement."),
    Case.Grade.PUBLISHABLE: _("The circle may also use it in a paper, without anything by which you are recognised."),
}

SHOWS_QUESTION = _("Who comes to the meeting sees my title and my question.")
SHOWS_QUESTION_HINT = _("Only those two, and only to weigh together which case is talked through.")


def choices_of(choices: type[TextChoices]) -> list[tuple[str, str]]:
    """Return the choices as a form shows them, with a capital."""
    return [(value, capfirst(str(label))) for value, label in choices.choices]


class CaseForm(SheetForm):
    """Asks what `domain/intervision.md` calls the preparation by the case owner."""

    # "Yes, I looked at what was found": the mark of exactly those findings.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    optional = frozenset({"meeting", "preferred_method", "shows_question", "seen"})
    screens = (
        ("title",),
        ("situation",),
        ("my_role",),
        ("my_acting",),
        ("difficulty",),
        ("question",),
        ("wanted",),
        ("preferred_method",),
        ("meeting",),
        ("grade", "shows_question"),
        ("is_anonymous", "is_unrecognisable", "is_about_me"),
    )

    class Meta:
        model = Case
        fields = (
            *("title", "situation", "my_role", "my_acting", "difficulty", "question", "wanted"),
            *("preferred_method", "meeting", "grade", "shows_question"),
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
            "preferred_method": _("Which method would you like?"),
            "meeting": _("For which meeting?"),
            "grade": _("Who may read it, once your second reader has released it?"),
            "shows_question": SHOWS_QUESTION,
        }
        help_texts = {
            "title": _("A few words, without names."),
            "situation": _("Write roles (client, daughter, neighbour), not names. An age group, no dates, no street."),
            "my_role": _("For example: I was there as a trainee, with my supervisor."),
            "my_acting": _(
                "Peer consultation is no client discussion: it is about what you did, thought and felt, "
                "not about what the client should do."
            ),
            "difficulty": _("What keeps you busy? Where do you get stuck?"),
            "question": _("Begin with “I” or “How do I”. Current and concrete."),
            "preferred_method": _("The group chooses together. If you have no preference, leave this open."),
            "meeting": _("You can also choose this later."),
            "grade": _("You can change this at any time, also afterwards."),
            "shows_question": SHOWS_QUESTION_HINT,
        }
        widgets = {
            "situation": forms.Textarea(attrs={"rows": 6, "data-autogrow": ""}),
            "my_role": forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
            "my_acting": forms.Textarea(attrs={"rows": 6, "data-autogrow": ""}),
            "difficulty": forms.Textarea(attrs={"rows": 4, "data-autogrow": ""}),
            "question": forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}),
            "wanted": forms.RadioSelect,
            "grade": forms.RadioSelect,
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
        wanted.choices = choices_of(Case.Wanted)
        wanted.choice_hints = {
            Case.Wanted.INSIGHT: _("I want to understand better what happens."),
            Case.Wanted.ADVICE: _("I want to hear what others would do."),
            Case.Wanted.PRACTICE: _("I want to try another approach."),
        }
        method: Any = self.fields["preferred_method"]
        method.choices = [("", _("No preference")), *choices_of(PreferredMethod)]
        grade: Any = self.fields["grade"]
        grade.choices, grade.choice_hints = choices_of(Case.Grade), GRADE_HINTS
        # A page that does not ask it leaves it as it is.
        grade.required = False

    def clean_grade(self) -> str:
        """Nothing chosen is no wider circle than was chosen before."""
        return self.cleaned_data["grade"] or self.instance.grade

    @property
    def is_looked_at(self) -> bool:
        """Whether the writer said yes to exactly what was found."""
        return self.cleaned_data.get("seen", "") == self.fingerprint


def _label(meeting: Meeting) -> str:
    return f"{day(meeting.date)}: {meeting}"


class ReturnForm(forms.Form):
    """What has to change before others read a case."""

    remark = forms.CharField(
        label=_("What has to change?"),
        help_text=_("Only the owner reads this. Say where somebody can be recognised, without repeating it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": ""}),
    )


class GradeForm(forms.ModelForm):
    """Who may read a case."""

    class Meta:
        model = Case
        fields = ("grade", "shows_question")
        labels = {"grade": _("Who may read this case?"), "shows_question": SHOWS_QUESTION}
        help_texts = {"shows_question": SHOWS_QUESTION_HINT}
        widgets = {"grade": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grade: Any = self.fields["grade"]
        grade.choices, grade.choice_hints = choices_of(Case.Grade), GRADE_HINTS


class SecondReaderForm(forms.Form):
    """Which member reads a case first."""

    person = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who reads this case first?"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.active().filter(community=case.community_id).exclude(user=case.owner_id)
        person: Any = self.fields["person"]
        person.queryset = User.objects.filter(pk__in=members.values("user")).order_by("given_name", "family_name")
        person.label_from_instance = _full_name
        person.empty_label = _("Choose somebody")


def _full_name(person: User) -> str:
    return person.full_name
