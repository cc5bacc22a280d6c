"""The forms of an outcome."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from communities.orcid import is_orcid, plain_orcid
from leerkring.accounts.models import User
from leerkring.core.privacy import find

from ..actions.outcome import Author
from ..citations import Person
from ..models import Outcome, OutcomeAuthor, OutcomeWriter


class OutcomeForm(forms.ModelForm):
    """Title, kind, abstract and text; a citizen service number is refused, since drafts have readers too."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # The open page, and the one whose kept text it shows (``actions.writer``).
    page = forms.UUIDField(widget=forms.HiddenInput, required=False)
    took = forms.UUIDField(widget=forms.HiddenInput, required=False)

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
        self.fields["page"].initial = uuid4()
        if self.instance.pk:
            # What the editor needs to place figures and citations.
            figures = reverse("casework:outcome_figure", kwargs={"slug": self.instance.slug})
            body = self.fields["body"].widget.attrs
            body |= {"data-figures": figures, "data-references": "editor-references"}
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

    def go_on_with(self, kept: OutcomeWriter | None) -> OutcomeWriter | None:
        """Show what was typed and not saved, as if its page had never been closed."""
        if kept:
            self.initial.update({name: getattr(kept, name) for name in Outcome.TEXTS})
            self.initial.update({"version": kept.began_with, "took": kept.page})
        return kept

    @property
    def marks(self) -> dict[str, Any]:
        """What saving asks: the version of the text that was begun with, and the open page."""
        pages = [page for page in (self.cleaned_data["page"], self.cleaned_data["took"]) if page]
        return {"version": self.cleaned_data["version"], "pages": pages}


class AuthorForm(forms.Form):
    """One author: somebody of the circle, or a name in its parts; a group has a last name only."""

    NAMES = ("given_name", "tussenvoegsel", "family_name")
    # An empty row is a row too, so no label says "optional".
    all_optional = True

    person = forms.ChoiceField(label=_("Member of the circle"), required=False)
    given_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    tussenvoegsel = forms.CharField(
        label=_("Name prefix"), max_length=20, required=False, widget=forms.TextInput(attrs={"placeholder": "van der"})
    )
    family_name = forms.CharField(label=_("Last name, or name of a group"), max_length=180, required=False)
    affiliation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    orcid = forms.CharField(label=_("ORCID"), max_length=60, required=False)
    role = forms.ChoiceField(
        label=_("Part"), choices=OutcomeAuthor.Role.choices, initial=OutcomeAuthor.Role.AUTHOR, required=False
    )
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
        role: Any = self.fields["role"]
        role.choices = [(value, capfirst(label)) for value, label in OutcomeAuthor.Role.choices]

    def clean_orcid(self) -> str:
        orcid = plain_orcid(self.cleaned_data["orcid"])
        if orcid and not is_orcid(orcid):
            raise ValidationError(
                _("This is not an ORCID. It looks like 0000-0002-1825-0097; copy it from orcid.org.")
            )
        return orcid

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        named = [name for name in self.NAMES if cleaned.get(name)]
        if cleaned.get("person") and named:
            raise ValidationError(_("Choose a member or type a name, not both."))
        if named and not cleaned.get("family_name"):
            self.add_error("family_name", _("Type a last name too. A group has only that."))
        return cleaned

    @property
    def has_more(self) -> bool:
        """Whether something stands in the part of the row that is folded away at first."""
        return any(self[name].value() or self[name].errors for name in (*self.NAMES, "affiliation", "orcid")) or (
            self["role"].value() not in ("", None, OutcomeAuthor.Role.AUTHOR)
        )

    @property
    def author(self) -> Author | None:
        """The author of this row; None when it is empty."""
        role = self.cleaned_data.get("role") or OutcomeAuthor.Role.AUTHOR
        orcid = self.cleaned_data.get("orcid", "")
        if chosen := self.cleaned_data.get("person"):
            return Author.of(self.people[int(chosen)], role=role, orcid=orcid)
        given, particle, family, home = (
            " ".join(self.cleaned_data.get(name, "").split()) for name in (*self.NAMES, "affiliation")
        )
        return Author(Person(family, given, particle, home, orcid), role=role) if family else None


class BaseAuthorFormSet(BaseFormSet):
    """The authors in the order of their place; a row without place comes where it stands."""

    @property
    def authors(self) -> list[Author]:
        """The authors, in order."""
        rows = [(form.cleaned_data.get("place") or 100, form.author) for form in self.forms]
        return [author for _place, author in sorted(rows, key=lambda row: row[0]) if author]


AuthorFormSet = formset_factory(AuthorForm, formset=BaseAuthorFormSet, extra=2, max_num=60, absolute_max=60)
