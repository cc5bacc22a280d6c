"""What an open page sends by itself while somebody writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leerkring.core.privacy import find

from ..actions.writer import OpenPage
from ..models import Outcome


class KeepForm(forms.Form):
    """The marks of the page, and the texts when they changed; a citizen service number is kept nowhere."""

    page = forms.UUIDField()
    took = forms.UUIDField(required=False)
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000)
    title = forms.CharField(max_length=200, required=False)
    abstract = forms.CharField(required=False)
    body = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in Outcome.TEXTS:
            if any(found.blocks for found in find(str(cleaned.get(name, "")))):
                self.add_error(name, _("A citizen service number (BSN) may not stand here. Take it out."))
        return cleaned

    @property
    def sheet(self) -> OpenPage:
        """The open page."""
        data = self.cleaned_data
        return OpenPage(data["page"], data["version"], data["took"])

    @property
    def texts(self) -> dict[str, str] | None:
        """What was typed; None when the page was only heard."""
        return {name: self.cleaned_data[name] for name in Outcome.TEXTS} if "body" in self.data else None
