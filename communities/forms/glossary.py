"""Words, and how each sector uses them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line

from ..models import Term
from .desk import DeskForm


def _use(label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "data-autogrow": True})
    return forms.CharField(label=label, max_length=500, required=False, widget=widget)


class TermForm(DeskForm):
    """A word, what it means, and how each sector uses it."""

    term = forms.CharField(
        label=gettext_lazy("Word"),
        max_length=80,
        validators=[one_line],
        help_text=gettext_lazy("As it stands in texts. For example: ervaringsdeskundige."),
    )
    meaning = forms.CharField(
        label=gettext_lazy("What does it mean?"),
        max_length=1000,
        help_text=gettext_lazy("In words that everybody knows. This stands with the word wherever it occurs."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    education = _use(gettext_lazy("How education uses it"))
    research = _use(gettext_lazy("How research uses it"))
    practice = _use(gettext_lazy("How practice uses it"))
    residents = _use(gettext_lazy("How residents use it"))


class ShareForm(forms.Form):
    """Whether the other circles of the programme have a word too."""

    is_shared = forms.BooleanField(required=False)


def initial_of(term: Term) -> dict[str, Any]:
    """Return what stands in the form."""
    return {name: getattr(term, name) for name in ("term", "meaning", *Term.USES, "version")}
