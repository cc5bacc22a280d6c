"""What is asked after a conversation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leerkring.core.privacy import Finding as Found
from leerkring.core.privacy import find, fingerprint

from ..models import FollowUp, RecordItem
from ..models.line import MOST_LETTERS

KINDS = [*RecordItem.OF_OWNER, *RecordItem.OF_ALL]


class RecordItemForm(forms.Form):
    """One thing the conversation yielded. What makes somebody recognisable is shown before it is kept."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS], widget=forms.HiddenInput)
    text = forms.CharField(
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )
    due_on = forms.DateField(label=_("When"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, names: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        self.found: list[Found] = []

    def clean(self) -> dict[str, Any]:
        """Look for what makes somebody recognisable; a BSN blocks, the rest is looked at by who wrote it."""
        data = super().clean() or {}
        self.found = find(data.get("text", ""), names=self.names)
        if any(item.blocks for item in self.found):
            self.add_error("text", _("A citizen service number (BSN) may not stand here. Take it out."))
        elif self.found and data.get("seen") != self.fingerprint:
            self.add_error("text", _("Look whether somebody can be recognised here."))
        return data

    @property
    def fingerprint(self) -> str:
        """The mark of exactly what was found."""
        return fingerprint(self.found)

    @property
    def blocks(self) -> bool:
        """Whether it may not be kept as it is."""
        return any(item.blocks for item in self.found)

    def facts(self) -> dict[str, Any]:
        """Return what the action asks for."""
        return {name: self.cleaned_data[name] for name in ("kind", "text", "due_on")}


class CloseForm(forms.Form):
    """What stays."""

    items = forms.TypedMultipleChoiceField(coerce=int, required=False)
    lines = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, items: Sequence[int], lines: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(pk, pk) for pk in items]  # type: ignore[attr-defined]
        self.fields["lines"].choices = [(pk, pk) for pk in lines]  # type: ignore[attr-defined]


class FollowUpForm(forms.ModelForm):
    """What did you do with it?"""

    class Meta:
        model = FollowUp
        fields = ("outcome", "story")
        widgets = {"outcome": forms.RadioSelect, "story": forms.Textarea(attrs={"rows": 4})}

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].required = True
        self.fields["outcome"].label = _("Did you do it?")
        self.fields["outcome"].choices = FollowUp.Outcome.choices  # type: ignore[attr-defined]
        self.fields["story"].help_text = _("Only who sat at the table reads this. No details of clients.")
        self.fields["version"].initial = self.instance.version
