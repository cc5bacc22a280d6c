"""The three sides of a circle as a community of practice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ..models import Community
from .desk import DeskForm


class AboutForm(DeskForm):
    """What it is about, who they are together, what they do together; all public, none required."""

    domain_about = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("The field in which your question stands: what do you want to understand?"),
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": True}),
    )
    community_about = forms.CharField(
        label=gettext_lazy("Who we are together"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Who meets here, and what do you find in each other?"),
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": True}),
    )
    practice_about = forms.CharField(
        label=gettext_lazy("What we do together"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("How do you work: meetings, visits, experiments, research?"),
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": True}),
    )


def initial_of(community: Community) -> dict[str, Any]:
    """Return what stands in the form."""
    return {name: getattr(community, name) for name in AboutForm.base_fields}
