"""An area that somebody types, by its own name or with what it lies in."""

import difflib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..actions.area import understand_area
from ..models import Area


class AreaField(forms.CharField):
    """Asks for a place in words; what is cleaned is the ``Area`` that is meant, or None where nothing was typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, required=False, **options)

    def clean(self, value: Any) -> Any:
        """Return the area; a place that nobody knows is an error that says what might be meant."""
        return typed_area(super().clean(value))


def typed_area(text: str) -> Area | None:
    """Return the area that is meant by ``text``, None when that is empty; ``ValidationError`` for an unknown place."""
    area = understand_area(text) if text else None
    if text and area is None:
        raise ValidationError(_("We don't know “%(text)s”.") % {"text": text} + propose_area(text))
    return area


def propose_area(text: str) -> str:
    """Return a sentence that proposes the name that is spelled most alike, or says what can be typed when none is."""
    names = {name.casefold(): name for name in Area.objects.values_list("name", flat=True)}
    alike = difflib.get_close_matches(text.casefold(), names, n=1)
    if alike:
        return " " + _("Do you mean %(name)s?") % {"name": names[alike[0]]}
    return " " + _("Type a municipality, or a neighbourhood with its municipality.")
