"""Forms that ask one thing at a time, and look for what makes somebody recognisable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from leerkring.core.privacy import Finding, Kind, Piece, find, fingerprint, pieces, together

from ..actions.sheet import Sheet


@dataclass(frozen=True)
class Step:
    """One screen on a phone: its fields, and what the privacy check found in their text."""

    number: int
    fields: list[BoundField]
    found: list[Finding] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The field whose text was looked at; a step has one such field."""
        return self.fields[0].name


@dataclass(frozen=True)
class Difference:
    """A field that was saved elsewhere in the meantime with other words."""

    label: str
    stored: str


class SheetForm(forms.ModelForm):
    """A form that saves by itself. ``complete`` asks for every answer; saving a draft asks for none."""

    page = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    # Which fields stand together on a screen.
    screens: Sequence[Sequence[str]] = ()
    optional: frozenset[str] = frozenset()

    def __init__(self, *args: Any, complete: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: dict[str, list[Finding]] = {}
        # Whether somebody asked to look at all.
        self.is_seen_through = False
        self.fields["page"].initial = uuid4()
        self.fields["version"].initial = self.instance.version
        for name, part in self.fields.items():
            part.required = complete and name not in self.optional

    @property
    def steps(self) -> list[Step]:
        """The screens, in order; shown, each question that a whole case needs stands without "optional"."""
        for name, part in self.fields.items():
            part.required = name not in self.optional
        return [
            Step(
                number,
                [self[name] for name in names],
                [found for name in names for found in self.found.get(name, [])],
                [piece for name in names if self.found.get(name) for piece in self._pieces(name)],
            )
            for number, names in enumerate(self.screens, start=1)
        ]

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, for saving."""
        asked = set(self._meta.fields or ())
        return {name: value for name, value in self.cleaned_data.items() if name in asked}

    def sheet(self, *, is_automatic: bool) -> Sheet:
        """Return the open page that saves."""
        data = self.cleaned_data
        # A page without its marks (an old one, or no browser) counts as another page each time.
        return Sheet(data.get("page") or uuid4(), data.get("version") or 0, is_automatic)

    def differences(self, stored: Any) -> list[Difference]:
        """Return the texts that were saved elsewhere with other words than were typed here."""
        texts = [name for name in type(stored).TEXTS if getattr(stored, name) != self.cleaned_data.get(name)]
        return [Difference(str(self.fields[name].label), getattr(stored, name)) for name in texts]

    def look(self, names: Iterable[str], *, places: Iterable[tuple[str, int, int, str]] = ()) -> None:
        """Look in each text for what makes somebody recognisable; a BSN is an error of its field.

        ``places`` are what the thorough search found in these very texts: text, start, end and kind.
        """
        names, places, self.is_seen_through = list(names), list(places), True
        for name in self.instance.TEXTS:
            text = self._text(name)
            more = [Finding(Kind(kind), start, end, text[start:end]) for at, start, end, kind in places if at == name]
            found = together(find(text, names=names), more)
            if found:
                self.found[name] = found
            if self.is_bound and any(item.blocks for item in found):
                self.add_error(name, _("A citizen service number (BSN) may not stand here. Take it out."))

    @property
    def fingerprint(self) -> str:
        """The mark of exactly what was found."""
        return fingerprint(item for found in self.found.values() for item in found)

    def _pieces(self, name: str) -> list[Piece]:
        return pieces(self._text(name), self.found[name])

    def _text(self, name: str) -> str:
        """What was typed; of a form that only shows, what is stored."""
        stored = getattr(self.instance, name)
        return (self.cleaned_data.get(name) if self.is_bound else stored) or ""
