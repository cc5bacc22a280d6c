"""The forms of an outcome."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.privacy import find

from ..actions.outcome import Author
from ..models import Outcome
from .steps import Difference


class OutcomeForm(forms.ModelForm):
    """Title, kind, abstract and text; a citizen service number is refused, since drafts have readers too."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Outcome
        fields = ("title", "kind", "abstract", "body", "language")
        help_texts = {
            "abstract": _("In five sentences: the question, what you did, what you found."),
            "body": _("Headings make the contents list."),
        }
        widgets = {
            "abstract": forms.Textarea(attrs={"rows": 5, "data-autogrow": ""}),
            "body": forms.Textarea(attrs={"rows": 20, "data-editor": "markdown"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        kind: Any = self.fields["kind"]
        kind.choices = [(value, capfirst(label)) for value, label in Outcome.Kind.choices]
        for name in Outcome.TEXTS:
            self.initial[name] = getattr(self.instance.working, name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in Outcome.TEXTS:
            if any(found.blocks for found in find(str(cleaned.get(name, "")))):
                self.add_error(name, _("A citizen service number (BSN) may not stand here. Take it out."))
        return cleaned

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, for saving."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def differences(self, stored: Outcome) -> list[Difference]:
        """Return the texts that somebody else saved in the meantime with other words."""
        working = stored.working
        texts = [name for name in Outcome.TEXTS if getattr(working, name) != self.cleaned_data.get(name)]
        return [Difference(str(self.fields[name].label).capitalize(), getattr(working, name)) for name in texts]


class AuthorForm(forms.Form):
    """One author: somebody of the circle, or a name."""

    person = forms.ChoiceField(label=_("Member of the circle"), required=False)
    name = forms.CharField(label=_("or another name"), max_length=180, required=False)
    place = forms.IntegerField(
        label=_("Order"),
        min_value=1,
        max_value=99,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, people: dict[int, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        person: Any = self.fields["person"]
        person.choices = [("", _("Nobody")), *((str(pk), user.full_name) for pk, user in people.items())]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("person") and cleaned.get("name"):
            raise ValidationError(_("Choose a member or type a name, not both."))
        return cleaned

    @property
    def author(self) -> Author | None:
        """The author of this row; None when it is empty."""
        chosen = self.cleaned_data.get("person")
        if chosen:
            user = self.people[int(chosen)]
            return Author(user.full_name, user)
        name = " ".join(self.cleaned_data.get("name", "").split())
        return Author(name) if name else None


class BaseAuthorFormSet(BaseFormSet):
    """The authors in the order of their place; a row without place comes where it stands."""

    @property
    def authors(self) -> list[Author]:
        """The authors, in order."""
        rows = [(form.cleaned_data.get("place") or 100, form.author) for form in self.forms]
        return [author for _place, author in sorted(rows, key=lambda row: row[0]) if author]


AuthorFormSet = formset_factory(AuthorForm, formset=BaseAuthorFormSet, extra=2, max_num=60, absolute_max=60)


class PublishForm(forms.Form):
    """The last look before everybody can read it."""

    change_note = forms.CharField(
        label=_("What has changed?"), help_text=_("One sentence for who knows the last version."), max_length=300
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["change_note"]
