"""Asking for an introduction, answering, asking the broker for help, and a line in the contact log."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User, one_line

from ..models import ContactNote, HelpQuestion, Introduction
from .desk import DeskForm
from .options import options


def _text(label: Any, help_text: Any = "", rows: int = 4, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "data-autogrow": True})
    return forms.CharField(label=label, help_text=help_text, max_length=2000, widget=area, **more)


class IntroductionForm(DeskForm):
    """Why somebody wants to meet; a broker says for whom."""

    asker = forms.ModelChoiceField(
        label=gettext_lazy("Who wants to meet them?"),
        queryset=User.objects.none(),
        help_text=gettext_lazy("They hear what the answer is, and say yes as well before addresses are shown."),
    )
    why = _text(
        gettext_lazy("Why do you want to meet?"),
        gettext_lazy("In your own words: what are you busy with, and what could you do for each other?"),
    )

    def __init__(self, *args: Any, askers: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if askers is None:
            del self.fields["asker"]
            return
        field: Any = self.fields["asker"]
        field.queryset = askers
        field.label_from_instance = lambda person: person.full_name


class AnswerForm(DeskForm):
    """Yes or no; of an organisation also whom to speak to there."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Do you want to meet?"),
        choices=[("yes", gettext_lazy("Yes, I want to")), ("no", gettext_lazy("No, not now"))],
        widget=forms.RadioSelect,
    )
    reply = _text(
        gettext_lazy("What do you want to say along with it?"),
        gettext_lazy(
            "You need not give a reason. Don’t write your address here: that is shown once you both said yes."
        ),
        rows=3,
        required=False,
    )
    contact = _text(
        gettext_lazy("Whom to speak to there, and how"),
        gettext_lazy("Shown to who asked once they say yes too. First ask whether that is all right."),
        rows=2,
        required=False,
    )

    def __init__(self, *args: Any, introduction: Introduction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if introduction.organisation_id:
            self.fields["answer"].label = _("Does somebody there want to meet?")
        else:
            del self.fields["contact"]


class HelpForm(DeskForm):
    """What a circle looks for."""

    text = _text(
        gettext_lazy("What do you look for?"),
        gettext_lazy("Who or what would help you, and for how long? Nothing about clients."),
    )


class CloseHelpForm(DeskForm):
    """How it ended."""

    outcome = _text(
        gettext_lazy("What came of it?"),
        gettext_lazy("Whom did you find, or why do you stop looking?"),
        rows=3,
    )


class ContactNoteForm(DeskForm):
    """Whom a broker spoke to, when and how."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    kind = forms.ChoiceField(label=gettext_lazy("How?"), choices=options(ContactNote.Kind))
    who = forms.CharField(label=gettext_lazy("With whom?"), max_length=200, validators=[one_line])
    note = _text(gettext_lazy("Note"), gettext_lazy("Only the brokers and coordinators read this."), required=False)
    introduction = forms.ModelChoiceField(
        label=gettext_lazy("For which introduction?"), queryset=Introduction.objects.none(), required=False
    )

    def __init__(self, *args: Any, introductions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["introduction"]
        field.queryset = introductions
        field.label_from_instance = lambda row: f"{row.asker or '–'} → {row.to or '–'}"

    def clean_day(self) -> Any:
        """What is still to come was not said yet."""
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


def stored_note(line: ContactNote) -> dict[str, Any]:
    """Return what stands in the form for a line that is there."""
    names = ("day", "kind", "who", "note", "introduction", "version")
    return {name: getattr(line, name) for name in names}


def stored_help(question: HelpQuestion) -> dict[str, Any]:
    """Return what stands there now of a question that somebody else closed."""
    question.refresh_from_db(fields=["outcome", "version"])
    return {"outcome": question.outcome, "version": question.version}
