"""What people fill in about their mail."""

from datetime import time
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from leerkring.core.templatetags.ui import clock

from .digest import KIND as DIGEST
from .kinds import optional_kinds
from .models import Preference


def _hours() -> list[tuple[int, str]]:
    """Return the hours of a day, written as the reader writes times."""
    return [(hour, clock(time(hour))) for hour in range(24)]


class PreferenceForm(forms.Form):
    """How often a digest, and which mail that is not necessary."""

    digest = forms.ChoiceField(
        label=_("Digest: what is new in your circles, in one mail"),
        choices=Preference.Digest,
        widget=forms.RadioSelect,
    )
    digest_weekday = forms.TypedChoiceField(
        label=_("Day of the digest"),
        help_text=_("Only for a digest every week."),
        choices=Preference.Weekday,
        coerce=int,
    )
    digest_hour = forms.TypedChoiceField(label=_("Time of the digest"), choices=_hours, coerce=int)
    wanted = forms.MultipleChoiceField(
        label=_("Other mail that you want to get"),
        help_text=_("Mail about your own invitations, answers and changes always reaches you."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, preference: Preference, **kwargs: Any) -> None:
        self._optional = [kind for kind in optional_kinds() if kind.name != DIGEST]
        kwargs["initial"] = {
            "digest": preference.digest,
            "digest_weekday": preference.digest_weekday,
            "digest_hour": preference.digest_hour,
            "wanted": [kind.name for kind in self._optional if not preference.refuses(kind.name)],
        }
        super().__init__(*args, **kwargs)
        if self._optional:
            wanted = cast("forms.MultipleChoiceField", self.fields["wanted"])
            wanted.choices = [(kind.name, kind.label) for kind in self._optional]
        else:
            del self.fields["wanted"]

    def choices(self) -> dict[str, Any]:
        """Return what was chosen, as ``save_preference`` takes it."""
        wanted = self.cleaned_data.pop("wanted", [])
        muted = [kind.name for kind in self._optional if kind.name not in wanted]
        return self.cleaned_data | {"muted_kinds": muted}
