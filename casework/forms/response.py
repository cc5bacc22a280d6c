"""The forms of feedback, of handing in and of assessing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from leerkring.accounts.models import User

from ..actions.submission import assessors_for, at_one_table, table_mates
from ..models import Assessment, ReflectionResponse, Submission


class ResponseForm(forms.ModelForm):
    """What a reader says to the author."""

    class Meta:
        model = ReflectionResponse
        fields = ("text", "may_be_quoted")
        help_texts = {"text": _("Only the author and you read this. Say what you see, and ask a question.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "data-autogrow": ""})}


class AnswerForm(forms.Form):
    """What the author says back, to which reader."""

    reader = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your answer"),
        max_length=ReflectionResponse.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )


class QuoteForm(forms.Form):
    """Whether the author may quote what was said."""

    may_be_quoted = forms.BooleanField(required=False)


class SubmitForm(forms.Form):
    """To whom, and what for."""

    first = forms.ChoiceField(label=_("First assessor"))
    second = forms.ChoiceField(label=_("Second assessor"))
    kind = forms.ChoiceField(
        label=_("What is it for?"), choices=Submission.Kind.choices, widget=forms.RadioSelect, initial="formative"
    )
    scale = forms.ChoiceField(
        label=_("How is it assessed?"), choices=Submission.Scale.choices, widget=forms.RadioSelect, initial="passed"
    )

    def __init__(self, *args: Any, author: User, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in assessors_for(author, community)}
        self.author = author
        choices = [("", _("Choose a person")), *((pk, person.full_name) for pk, person in self.people.items())]
        for name in ("first", "second"):
            field: Any = self.fields[name]
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("first") and cleaned.get("first") == cleaned.get("second"):
            self.add_error("second", _("Choose somebody else than the first assessor: two people look at it."))
        names = [name for name in ("first", "second") if cleaned.get(name)]
        mates = {person.pk for person in table_mates(self.author, [self.people[cleaned[name]] for name in names])}
        for name in names:
            person = self.people[cleaned[name]]
            if person.pk in mates:
                self.add_error(name, at_one_table([person]))
        return cleaned

    @property
    def assessors(self) -> list[User]:
        """Both, in order."""
        return [self.people[self.cleaned_data[name]] for name in ("first", "second")]


class AssessmentForm(forms.ModelForm):
    """Process and depth; never how private somebody dared to be."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(label=_("Result"), widget=forms.RadioSelect, required=False)

    class Meta:
        model = Assessment
        fields = ("process", "depth", "result", "talk_on")
        labels = {"process": _("The process"), "depth": _("The depth"), "talk_on": _("When do you talk about it?")}
        help_texts = {
            "process": _("Does the author look back step by step, from what happened to what comes next?"),
            "depth": _("Does the author look at their own share, at feelings, patterns and other ways?"),
            "talk_on": _("The day of the conversation about it, if there is one."),
        }
        widgets = {
            "process": forms.Textarea(attrs={"rows": 4, "data-autogrow": ""}),
            "depth": forms.Textarea(attrs={"rows": 4, "data-autogrow": ""}),
            "talk_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, is_final: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        field: Any = self.fields["result"]
        field.choices = self.instance.choices
        # What is given already has a result; so has what is given now.
        field.required = is_final or self.instance.assessed_at is not None

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, for saving."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
