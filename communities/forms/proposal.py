"""Proposing an issue from outside, without an account; and the answer of the circle."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User, one_line
from leerkring.core.robots import PeopleForm

from ..models import Proposal
from .desk import DeskForm
from .issue import IssueForm
from .options import options


class ProposalForm(PeopleForm):
    """What the question is, who asks it, and for whom."""

    title = IssueForm.base_fields["title"]
    text = IssueForm.base_fields["text"]
    voice = forms.ChoiceField(
        label=gettext_lazy("For whom do you propose it?"), choices=options(Proposal.Voice), widget=forms.RadioSelect
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=160,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Only when you propose it for one."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "data-show-when": "voice=organisation"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user:
            self.initial.update(name=user.full_name, email=user.email)
        else:
            self.fields["email"].help_text = gettext_lazy(
                "We send a link to this address. With that you confirm your proposal."
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the organisation where it is for one."""
        cleaned = super().clean()
        if cleaned.get("voice") == Proposal.Voice.ORGANISATION and not cleaned.get("organisation"):
            self.add_error("organisation", _("Fill in the name of the organisation."))
        if cleaned.get("voice") == Proposal.Voice.RESIDENT:
            cleaned["organisation"] = ""
        return cleaned

    def facts(self) -> dict[str, str]:
        """Return what the action asks."""
        return {name: self.cleaned_data[name] for name in ("title", "text", "voice", "organisation", "name", "email")}


class ProposalAnswerForm(DeskForm):
    """Whether the circle takes it over, with a word to who proposed it."""

    takes = forms.ChoiceField(
        label=gettext_lazy("Do you take this over?"),
        choices=[
            ("yes", gettext_lazy("Yes, put it among the proposals of our circle")),
            ("no", gettext_lazy("No, it doesn’t fit here")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("A word to who proposed it"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("They read it behind the link in their mail. If you say no, tell why."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )

    def clean(self) -> dict[str, Any]:
        """A no has a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("takes") == "no" and not cleaned.get("answer"):
            self.add_error("answer", ValidationError(_("Say why you don’t take it over.")))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the answer, as the action takes it."""
        return {"takes": self.cleaned_data["takes"] == "yes", "answer": self.cleaned_data["answer"]}
