"""A theme of a programme, and who leads it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User, one_line
from leerkring.core.versioned import VersionedForm

from ..models import Theme

HINTS = {
    "mail": gettext_lazy("They get a mail with a link, and lead the theme as soon as they accept."),
    "name": gettext_lazy("For somebody without an account. Only the name is shown."),
}


class ThemeForm(VersionedForm):
    """Name, explanation, and the theme lead: a person we know, a name, or an address to ask."""

    name = forms.CharField(label=gettext_lazy("Name of the theme"), max_length=120)
    description = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("Who leads this theme?"),
        choices=[
            ("nobody", gettext_lazy("Nobody yet")),
            ("person", gettext_lazy("Somebody from the team or a circle")),
            ("name", gettext_lazy("Somebody else, by name")),
            ("mail", gettext_lazy("Ask somebody by e-mail")),
        ],
        initial="nobody",
        widget=forms.RadioSelect,
    )
    lead = forms.ChoiceField(
        label=gettext_lazy("Person"),
        required=False,
        widget=forms.Select(attrs={"data-show-when": "way=person"}),
    )
    lead_name = forms.CharField(
        label=gettext_lazy("Name of the theme lead"),
        max_length=200,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(attrs={"data-show-when": "way=name"}),
    )
    lead_email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"data-show-when": "way=mail", "autocomplete": "off"}),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        names = [(pk, person.full_name) for pk, person in self.people.items()]
        self.fields["lead"].choices = [("", _("Choose a person")), *names]  # type: ignore[attr-defined]
        self.fields["way"].choice_hints = HINTS  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """A name stands on one line."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """Return the theme as it is kept; ``lead_email`` is empty unless somebody must be asked."""
        cleaned = super().clean() or {}
        way = cleaned.get("way")
        asked = {"person": "lead", "name": "lead_name", "mail": "lead_email"}.get(way or "", "")
        if asked and not cleaned.get(asked) and asked not in self.errors:
            self.add_error(asked, _("Fill in who leads the theme, or choose “Nobody yet”."))
        return cleaned | {
            "lead": self.people.get(cleaned.get("lead", "")) if way == "person" else None,
            "lead_name": cleaned.get("lead_name", "") if way == "name" else "",
            "lead_email": cleaned.get("lead_email", "") if way == "mail" else "",
        }


def stored_theme(theme: Theme) -> dict[str, Any]:
    """Return what stands in the form of a theme that exists."""
    way = "person" if theme.lead_id else "name" if theme.lead_name else "nobody"
    return {
        "name": theme.name,
        "description": theme.description,
        "way": way,
        "lead": str(theme.lead_id or ""),
        "lead_name": theme.lead_name,
        "version": theme.version,
    }
