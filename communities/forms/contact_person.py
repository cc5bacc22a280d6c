"""Whom the world can write to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User, one_line

from ..models import ContactPerson
from .desk import DeskForm

MEMBER, OUTSIDE = "member", "outside"


class ContactPersonForm(DeskForm):
    """A member of the circle, or somebody from outside; ``members`` are people by their number."""

    who = forms.ChoiceField(
        label=gettext_lazy("Who is it?"),
        choices=[
            (MEMBER, gettext_lazy("Somebody of the circle")),
            (OUTSIDE, gettext_lazy("Somebody without an account here")),
        ],
        initial=MEMBER,
        widget=forms.RadioSelect,
    )
    member = forms.ChoiceField(
        label=gettext_lazy("Member"),
        required=False,
        help_text=gettext_lazy("Their name becomes public. Ask them first."),
        widget=forms.Select(attrs={"data-show-when": f"who={MEMBER}"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(attrs={"data-show-when": f"who={OUTSIDE}", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("Nobody sees it: messages are passed on by the portal."),
        widget=forms.EmailInput(attrs={"data-show-when": f"who={OUTSIDE}", "autocomplete": "off"}),
    )
    function = forms.CharField(
        label=gettext_lazy("Function and organisation"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Stands beside the name. For example: adviser at Stichting Welzijn De Linge."),
    )
    about = forms.CharField(label=gettext_lazy("What can they be asked about?"), max_length=200, required=False)

    # Which of them is needed follows from the first answer; the browser doesn't know it.
    use_required_attribute = False

    def __init__(self, *args: Any, members: Mapping[str, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        names = [(pk, person.full_name) for pk, person in members.items()]
        self.fields["member"].choices = [("", _("Choose a member")), *names]  # type: ignore[attr-defined]
        if not self.is_bound:
            self._ask_what_the_answer_asks()

    def _ask_what_the_answer_asks(self) -> None:
        """Show no "optional" beside these: one answer needs the first, the other the two after it."""
        for name in ("member", "name", "email"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """Ask for what the first answer asks for."""
        cleaned = super().clean() or {}
        if cleaned.get("who") == MEMBER and not cleaned.get("member") and "member" not in self.errors:
            self.add_error("member", _("Choose who of the circle it is."))
        if cleaned.get("who") == OUTSIDE:
            if not cleaned.get("name") and "name" not in self.errors:
                self.add_error("name", _("Fill in their name."))
            if not cleaned.get("email") and "email" not in self.errors:
                self.add_error("email", _("Fill in the address where messages should go."))
        self._ask_what_the_answer_asks()
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return who it is, as the action takes it."""
        data = self.cleaned_data
        words = {"function": data["function"], "about": data["about"]}
        if data["who"] == MEMBER:
            return words | {"user": self.members[data["member"]]}
        return words | {"name": data["name"], "email": data["email"]}


def initial_of(contact: ContactPerson) -> dict[str, Any]:
    """Return what stands in the form for somebody who is there."""
    return {
        "who": MEMBER if contact.user_id else OUTSIDE,
        "member": str(contact.user_id or ""),
        "name": contact.name,
        "email": contact.email,
        "function": contact.function,
        "about": contact.about,
        "version": contact.version,
    }
