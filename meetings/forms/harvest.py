"""What people write and show at a meeting, and what they take along."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from communities.forms.contact_message import TextField
from leerkring.core.privacy import find
from leerkring.core.robots import PeopleForm

from ..models import Insight, Note, Photo, ValueMoment

MOST_LETTERS = 20_000


def no_citizen_number(text: str) -> None:
    """Refuse a citizen service number: what is written here has many readers."""
    if any(found.blocks for found in find(text)):
        raise ValidationError(_("A citizen service number (BSN) may not stand here. Take it out."))


class LineField(forms.CharField):
    """One line, however it was typed: where one writes in an area, Enter is soon pressed."""

    def to_python(self, value: Any) -> Any:
        """Return the words with single spaces."""
        text = super().to_python(value)
        return " ".join(text.split()) if isinstance(text, str) else text


class VersionForm(forms.Form):
    """A form about a text that several people write."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def with_version(self, version: int) -> "VersionForm":
        """Return the same form, as if its page had begun with ``version``: saving again is then a choice."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        again: VersionForm = self.__class__(data)
        again.is_valid()
        return again


class NoteForm(VersionForm):
    """The shared text about a part of the day."""

    text = TextField(
        label=_("What was said and found"),
        max_length=MOST_LETTERS,
        required=False,
        validators=[no_citizen_number],
        help_text=_("Several people can write here, one after the other. Keep cases and names of residents out."),
        widget=forms.Textarea(attrs={"rows": 12, "data-editor": "markdown"}),
    )

    @classmethod
    def of(cls, note: Note, data: Any = None) -> "NoteForm":
        """Return the form with the note as it stands; of a new one the version is 0."""
        return cls(data, initial={"text": note.text, "version": note.version if note.pk else 0})


class InsightForm(forms.Form):
    """One insight or question."""

    text = LineField(
        label=_("In one or two sentences"),
        max_length=500,
        validators=[no_citizen_number],
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}),
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(value, capfirst(label)) for value, label in Insight.Kind.choices],
        initial=Insight.Kind.INSIGHT,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = {
            Insight.Kind.INSIGHT: _("Something we understand now"),
            Insight.Kind.QUESTION: _("Something we want to find out"),
        }
        self.fields["kind"].choice_hints = hints  # type: ignore[attr-defined]


class InsightChangeForm(VersionForm, InsightForm):
    """Changing its words, or what it is."""

    @classmethod
    def of(cls, insight: Insight, data: Any = None) -> "InsightChangeForm":
        """Return the form with what stands there."""
        return cls(data, initial={name: getattr(insight, name) for name in ("text", "kind", "version")})


class _PhotoWords(forms.Form):
    """What is in a picture, and who may see it."""

    caption = LineField(
        label=_("What is in it?"),
        max_length=200,
        help_text=_("One sentence, also for who can't see the picture."),
    )
    is_public = forms.BooleanField(
        label=_("It may also be shown outside the circle"),
        required=False,
        help_text=_("Only beside a public summary, and only if everybody who is in it finds that good."),
    )


class PhotoChangeForm(_PhotoWords, VersionForm):
    """Changing it."""

    @classmethod
    def of(cls, photo: Photo, data: Any = None) -> "PhotoChangeForm":
        """Return the form with what stands there."""
        return cls(data, initial={name: getattr(photo, name) for name in ("caption", "is_public", "version")})


class PhotoForm(_PhotoWords):
    """A picture, with the consent of who is in it."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, at most 15 MB. Place and time that the camera added are taken out."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    consent = forms.BooleanField(
        label=_("Everybody who is in it finds it good that members see it"),
        error_messages={"required": _("Ask who is in it first. Without their consent the picture can't stand here.")},
    )
    field_order = ["file", "caption", "consent", "is_public"]


class ValueForm(forms.Form):
    """*What do I take along?*, by a member."""

    text = LineField(
        label=_("What do you take along from today?"),
        max_length=500,
        validators=[no_citizen_number],
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )
    page = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, moment: ValueMoment | None = None, **kwargs: Any) -> None:
        initial = {"text": moment.text if moment else "", "page": uuid4()}
        super().__init__(data, initial=initial, **kwargs)

    @property
    def page_id(self) -> UUID:
        """The open page it was written on."""
        page: UUID = self.cleaned_data["page"]
        return page


class ValueByCodeForm(PeopleForm, ValueForm):
    """The same, by somebody without account."""

    name = LineField(
        label=_("Your first name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
