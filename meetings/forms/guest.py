"""Guests: whom a coordinator asks, and what they say and bring themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import one_line
from leerkring.core.versioned import VersionedForm

from ..models import Guest


class GuestForm(forms.Form):
    """Whom to ask, and as what."""

    kind = forms.ChoiceField(
        label=_("As"), choices=Guest.Kind.choices, initial=Guest.Kind.EXPERT, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Name"), max_length=120, validators=[one_line])
    email = forms.EmailField(label=_("E-mail address"), help_text=_("We send the link to this address."))
    organisation = forms.CharField(label=_("Organisation"), max_length=160, required=False, validators=[one_line])
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )


class GuestChangeForm(VersionedForm, GuestForm):
    """Correcting what is known of a guest."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, guest: Guest) -> None:
        super().__init__(data, initial=stored_guest(guest))
        self.fields["email"].help_text = _("Another address gets a new link by mail; the old link stops working.")


def stored_guest(guest: Guest) -> dict[str, Any]:
    """Return what stands in the form of a guest who was asked."""
    return {name: getattr(guest, name) for name in ("kind", "name", "email", "organisation", "language", "version")}


class GuestAnswerForm(forms.Form):
    """A guest's answer."""

    CHOICES = [("yes", _("I am coming")), ("no", _("I can't come"))]

    answer = forms.ChoiceField(label=_("Your answer"), choices=CHOICES, widget=forms.RadioSelect)
    remark = forms.CharField(
        label=_("Something the coordinator should know?"),
        max_length=300,
        required=False,
        help_text=_("Only coordinators of the circle read this."),
    )

    @classmethod
    def of(cls, guest: Guest, data: Any = None) -> "GuestAnswerForm":
        """Return the form with the answer that was given; a moved meeting asks again."""
        declined = "no" if guest.status == Guest.Status.DECLINED else ""
        given = "yes" if guest.is_confirmed else declined
        return cls(data, initial={"answer": given, "remark": guest.remark})


class GuestTellForm(VersionedForm):
    """What a guest tells about themselves, and what they need."""

    needs = forms.CharField(
        label=_("What do you need?"),
        max_length=1000,
        required=False,
        help_text=_("For example a projector, or what you don't eat. Only coordinators read this."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )
    bio = forms.CharField(
        label=_("What may we say about you?"),
        max_length=1000,
        required=False,
        help_text=_("Two or three sentences. Members of the circle read this with the programme."),
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": ""}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @classmethod
    def of(cls, guest: Guest, data: Any = None) -> "GuestTellForm":
        """Return the form with what was told before."""
        return cls(data, initial=stored_words(guest))


def stored_words(guest: Guest) -> dict[str, Any]:
    """Return what a guest told before."""
    return {name: getattr(guest, name) for name in ("needs", "bio", "version")}


class GuestFileForm(forms.Form):
    """A file that a guest brings."""

    file = forms.FileField(
        label=_("Add a file"),
        help_text=_("PDF, PowerPoint or a picture, at most 20 MB. Members of the circle may see it."),
    )
