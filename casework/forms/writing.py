"""The forms around writing a text: references, a picture, a Word document."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from leerkring.core.errors import Refused

from ..citations.source import MOST_LETTERS, Item, read_bibtex

MOST_WORD = 20 * 1024 * 1024


class ReferencesForm(forms.Form):
    """BibTeX, pasted or as a file; what is broken stays in the field, with where it is broken."""

    bibtex = forms.CharField(
        label=_("BibTeX"),
        help_text=_("Copy it from the page of a DOI, from Google Scholar or from Zotero: one work or many at once."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "form-control font-monospace"}),
    )
    file = forms.FileField(
        label=_("Or a file (.bib)"), required=False, widget=forms.FileInput(attrs={"accept": ".bib,.txt"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        text = cleaned.get("bibtex", "")
        if upload := cleaned.get("file"):
            text = f"{text}\n{self._decoded(upload.read(MOST_LETTERS + 1))}"
        if self.errors:
            return cleaned
        try:
            cleaned["items"] = read_bibtex(text)
        except Refused as error:
            self.add_error("file" if cleaned.get("file") else "bibtex", error)
        return cleaned

    def _decoded(self, content: bytes) -> str:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace")

    @property
    def items_read(self) -> list[Item]:
        """The works."""
        items: list[Item] = self.cleaned_data["items"]
        return items


class FigureForm(forms.Form):
    """A picture, what can be seen on it, and its caption."""

    picture = forms.FileField(
        label=_("Picture (JPEG, PNG or WebP)"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    alt = forms.CharField(label=_("What can be seen on it, for who can't see it"), max_length=500)
    caption = forms.CharField(label=_("Caption"), max_length=500, required=False)


class WordForm(forms.Form):
    """A Word document."""

    document = forms.FileField(label=_("Word document (.docx)"), widget=forms.FileInput(attrs={"accept": ".docx"}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_document(self) -> bytes:
        upload = self.cleaned_data["document"]
        if upload.size > MOST_WORD:
            raise Refused(_now("This file is too large. The limit is %(limit)s MB.") % {"limit": MOST_WORD // 1024**2})
        content: bytes = upload.read(MOST_WORD + 1)
        return content
