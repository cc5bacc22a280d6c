"""What we know of an organisation, and whom to speak to there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.versioned import VersionedForm

from ..actions.organisation import CONTACT_FIELDS
from ..directory import DOMAINS, domain_labels
from ..models import Organisation, OrganisationContact
from ..models.sector import Sector
from ..ror import clean_ror
from .area import AreaField
from .options import options

MOST_CONTACTS = 30
EMPTY_CONTACTS = 2


def _domain_options() -> list[tuple[str, str]]:
    return [(name, capfirst(label)) for name, label in domain_labels()]


class OrganisationForm(VersionedForm):
    """Everything but the logo and the contacts."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=lambda: [("", _("Choose")), *options(Organisation.Kind)()]
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Where does it stand?"),
        choices=options(Sector),
        initial=Sector.PRACTICE,
        help_text=gettext_lazy("The corner of the triangle that its people mostly come from."),
    )
    area = AreaField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("A municipality or province. For a neighbourhood, type both: Brakkenstein, Nijmegen."),
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
    )
    domains = forms.MultipleChoiceField(
        label=gettext_lazy("Domains it works in"),
        choices=_domain_options,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("What does it do, and for whom? Everybody reads this."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    expertise = forms.CharField(
        label=gettext_lazy("Expertise"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("What can others come to it for? People search in this."),
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": True}),
    )
    website = forms.CharField(
        label=gettext_lazy("Website"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "placeholder": "www.delinge.nl"}),
    )
    ror = forms.CharField(
        label=gettext_lazy("ROR code"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Only for organisations that do research: the number by which ror.org knows them."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )

    # The name that was to be saved although another is nearly the same: the value of that button.
    anyway = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        """A name stands on one line."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_website(self) -> str:
        """Return the address as a browser wants it."""
        return clean_website(self.cleaned_data["website"])

    def clean_ror(self) -> str:
        """Return the nine characters."""
        return clean_ror(self.cleaned_data["ror"])

    @property
    def is_sure(self) -> bool:
        """Whether somebody said that this name is really another organisation."""
        return bool(self.cleaned_data["anyway"]) and self.cleaned_data["anyway"] == self.cleaned_data["name"]

    def tell_contacts(self, contacts: list[dict[str, Any]], *, typed: list[dict[str, Any]]) -> None:
        """Show the contacts that stand there now, where they are others than those typed here."""
        if _plain(contacts) == _plain(typed):
            return
        people = [", ".join(filter(None, (row["name"], row["function"], row["email"]))) for row in contacts]
        self.differences = [*(self.differences or []), {"label": _("Contacts"), "stored": "\n".join(people)}]

    @property
    def facts(self) -> dict[str, Any]:
        """The fields as an organisation has them, with the version."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in {"domains", "anyway"}}
        chosen = self.cleaned_data.get("domains", [])
        return kept | {column: name in chosen for name, column in DOMAINS.items()}


def _plain(contacts: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    return sorted(tuple(str(row[name] or "") for name in CONTACT_FIELDS) for row in contacts)


def clean_website(text: str) -> str:
    """Return an address that was typed with https:// in front where that is missing; empty for nothing."""
    text = text.strip()
    if not text:
        return ""
    address = text if text.casefold().startswith(("http://", "https://")) else f"https://{text.lstrip('/')}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise ValidationError(_("This is not an address of a website. It looks like www.delinge.nl.")) from error
    if len(address) > 500:
        raise ValidationError(_("This address is too long. Use the one of the home page."))
    return address


def initial_of(organisation: Organisation) -> dict[str, Any]:
    """Return what stands in the form for an organisation that exists."""
    kept = ("name", "kind", "sector", "description", "expertise", "website", "ror", "version")
    return {name: getattr(organisation, name) for name in kept} | {
        "area": organisation.area.label if organisation.area else "",
        "domains": [name for name, column in DOMAINS.items() if getattr(organisation, column)],
    }


def contacts_of(organisation: Organisation) -> list[dict[str, Any]]:
    """Return what stands in the lines for contacts."""
    return list(organisation.contacts.order_by("level", "name", "pk").values("pk", *CONTACT_FIELDS))


class ContactForm(forms.Form):
    """One person at the organisation; a line without a name and address is no person."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    function = forms.CharField(label=gettext_lazy("Function"), max_length=120, required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=options(OrganisationContact.Level),
        initial=OrganisationContact.Level.PRACTICE,
        required=False,
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    gone = forms.BooleanField(label=gettext_lazy("Remove this contact"), required=False)

    # No field is asked for, so "(optional)" behind each would only be noise.
    all_optional = True

    def clean(self) -> dict[str, Any]:
        """Ask for a name as soon as anything else of a person was filled in."""
        cleaned = super().clean() or {}
        if self.is_wanted and not cleaned.get("name"):
            self.add_error("name", _("Who is it? Fill in a name, or empty the other fields of this contact."))
        return cleaned

    @property
    def is_wanted(self) -> bool:
        """Whether there is a person in this line, who stays."""
        filled = any(self.cleaned_data.get(name) for name in ("name", "function", "email", "phone"))
        return filled and not self.cleaned_data.get("gone")


class BaseContactFormSet(forms.BaseFormSet):
    """The contacts of an organisation, with two empty lines to add some."""

    @property
    def contacts(self) -> list[dict[str, Any]]:
        """The people who stay or are new."""
        kept = [form.cleaned_data for form in self.forms if form.is_wanted]
        default = OrganisationContact.Level.PRACTICE
        return [
            {"pk": row.get("pk"), **{name: row[name] for name in CONTACT_FIELDS}, "level": row["level"] or default}
            for row in kept
        ]


ContactFormSet = forms.formset_factory(
    ContactForm,
    formset=BaseContactFormSet,
    extra=EMPTY_CONTACTS,
    max_num=MOST_CONTACTS,
    absolute_max=MOST_CONTACTS + 5,
)


class LogoForm(forms.Form):
    """A picture, of the kinds that a browser shows."""

    picture = forms.FileField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 2 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class MergeForm(forms.Form):
    """The organisation that stays, by its name."""

    into = forms.CharField(
        label=gettext_lazy("Which organisation stays?"),
        max_length=200,
        help_text=gettext_lazy("Type its name as it stands in the directory."),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )


class ListForm(forms.Form):
    """A file with organisations."""

    file = forms.FileField(
        label=gettext_lazy("The list (XLSX or CSV)"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "With the names of the columns in the first row: name, kind, sector, place, domains, description, "
            "expertise, ROR code, website. Only the name is needed. You see first what each row would do."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,text/csv,text/plain"}),
    )
