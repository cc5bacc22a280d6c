"""Pieces of the page of a programme: a text, a picture, a quote, a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.versioned import VersionedForm

from ..models import Programme, ProgrammeBlock, ProgrammeLink
from ..shelves import choices_of
from .programme import PictureWidget


class TextForm(VersionedForm):
    """A heading with a text under it."""

    title = forms.CharField(label=gettext_lazy("Heading"), max_length=120, required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "data-editor": "markdown"}),
    )


class PictureForm(VersionedForm):
    """A picture, what it shows in words, and what stands under it."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy("A JPEG, PNG or WebP of at most 5 MB. Ask who is in the picture whether they agree."),
        widget=PictureWidget(),
    )
    picture_text = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        max_length=300,
        help_text=gettext_lazy(
            "One sentence, for who can't see it. For example: students at a kitchen table in Elst."
        ),
    )
    text = forms.CharField(label=gettext_lazy("Caption"), max_length=300, required=False)

    def __init__(self, *args: Any, has_picture: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].required = not has_picture
        if has_picture:
            self.fields["picture"].label = _("Another picture")


class QuoteForm(VersionedForm):
    """What somebody said."""

    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    said_by = forms.CharField(
        label=gettext_lazy("Said by"),
        max_length=200,
        help_text=gettext_lazy("Name and role, or only the role. For example: Riet, resident of Huissen."),
    )


class LinkForm(VersionedForm):
    """A page elsewhere."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=120, help_text=gettext_lazy("What one finds there, in a few words.")
    )
    url = forms.URLField(
        label=gettext_lazy("Web address"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://", "inputmode": "url"}),
    )


def stored_link(link: ProgrammeLink) -> dict[str, Any]:
    """Return what stands in the form of a link that exists."""
    return {"title": link.title, "url": link.url, "version": link.version}


class FiguresForm(VersionedForm):
    """What stands above figures that the portal counts."""

    title = forms.CharField(
        label=gettext_lazy("Heading"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Leave it empty for the usual words."),
    )


class ShelfForm(FiguresForm):
    """Which circles, events or outcomes stand on the page."""

    picks = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which ones?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Choose none, and the portal does: the newest, or the next to come. What is no longer public goes away."
        ),
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices:
            self.fields["picks"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["picks"]


FORMS: dict[str, type[VersionedForm]] = {
    "text": TextForm,
    "picture": PictureForm,
    "quote": QuoteForm,
    "figures": FiguresForm,
    "circles": ShelfForm,
    "events": ShelfForm,
    "outcomes": ShelfForm,
}


def block_form(
    kind: str, programme: Programme, *args: Any, block: ProgrammeBlock | None = None, **kwargs: Any
) -> VersionedForm:
    """Return the form for a kind of block of ``programme``, filled with ``block`` when there is one."""
    form_class = FORMS[kind]
    if form_class is ShelfForm:
        kwargs["choices"] = choices_of(kind, programme)
    if block:
        kwargs["initial"] = stored_block(block)
    if form_class is PictureForm:
        kwargs["has_picture"] = bool(block and block.picture_id)
    return form_class(*args, **kwargs)


def stored_block(block: ProgrammeBlock) -> dict[str, Any]:
    """Return what stands in the form of a block that exists."""
    texts = {name: getattr(block, name) for name in ("title", "text", "said_by", "picture_text")}
    return texts | {"picks": block.picks, "version": block.version}
