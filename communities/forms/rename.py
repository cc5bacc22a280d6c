"""Another name and address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ..models import Community
from .desk import DeskForm


class RenameForm(DeskForm):
    """The name, and whether the address follows."""

    name = forms.CharField(
        label=gettext_lazy("Name of the circle"),
        max_length=120,
        help_text=gettext_lazy("Short, as people will call it. For example: Lingewaard."),
    )
    new_address = forms.BooleanField(
        label=gettext_lazy("Give the circle a new address too"),
        required=False,
        help_text=gettext_lazy("The address is made of the name. The old address keeps leading to the circle."),
    )

    def clean_name(self) -> str:
        """A name stands on one line, with single blanks."""
        return " ".join(self.cleaned_data["name"].split())


def initial_of(community: Community) -> dict[str, Any]:
    """Return what stands in the form."""
    return {"name": community.name, "version": community.version}
