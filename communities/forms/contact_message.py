"""Writing to a contact person, without an account."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line
from leerkring.core.robots import PeopleForm

from ..models import ContactPerson

MOST_LINKS = 3
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# What must be left when the links are taken out.
FEWEST_LETTERS = 15


class TextField(forms.CharField):
    """A text whose lines end as people count them: a browser sends two characters for each end."""

    def to_python(self, value: Any) -> Any:
        """Return the text with plain ends of lines."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class ContactMessageForm(PeopleForm):
    """Name, address and message; ``contacts`` are those who can be written to."""

    contact = forms.ChoiceField(label=gettext_lazy("To whom?"), widget=forms.RadioSelect)
    sender_name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    sender_email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("The answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = TextField(
        label=gettext_lazy("Your message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "data-autogrow": True}),
    )
    too_old = gettext_lazy("This page was open for a long time. Read your message once more and send it again.")
    too_fast = gettext_lazy("That went very fast. Read your message once more and send it again.")

    def __init__(self, *args: Any, contacts: Sequence[ContactPerson], chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {str(contact.pk): contact for contact in contacts}
        field = self.fields["contact"]
        field.choices = [(pk, contact.full_name) for pk, contact in self.contacts.items()]  # type: ignore[attr-defined]
        field.choice_hints = {pk: _hint(contact) for pk, contact in self.contacts.items()}  # type: ignore[attr-defined]
        self.initial["contact"] = chosen if chosen in self.contacts else next(iter(self.contacts), "")

    def clean_text(self) -> str:
        """Refuse what is only links."""
        text: str = self.cleaned_data["text"]
        links = LINK.findall(text)
        if len(links) > MOST_LINKS:
            raise ValidationError(_("Your message has more than three links. Leave some out."))
        if links and sum(letter.isalpha() for letter in LINK.sub("", text)) < FEWEST_LETTERS:
            raise ValidationError(_("Write in your own words what it is about; a link alone is not passed on."))
        return text

    def values(self) -> dict[str, Any]:
        """Return the message, as the action takes it."""
        return {name: self.cleaned_data[name] for name in ("sender_name", "sender_email", "text")}

    @property
    def chosen(self) -> ContactPerson:
        """To whom it goes."""
        return self.contacts[self.cleaned_data["contact"]]


def _hint(contact: ContactPerson) -> str:
    return " · ".join(filter(None, [contact.function, contact.about]))
