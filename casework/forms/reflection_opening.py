"""The form of breaking the glass of a reflection."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .incident import OpeningForm


class ReflectionOpeningForm(OpeningForm):
    """Which reflection, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = _("Number of the reflection")
        self.fields["number"].help_text = _("It stands in the address of the reflection: /reflecties/NUMBER/.")
        self.fields["reason"].help_text = _("The author of the reflection gets this at once, with your name.")
