"""What people say about themselves."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import User

# Continents and oceans; the rest of the list is old names and fixed offsets, which know no summer time.
PLACES = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@lru_cache(maxsize=1)
def time_zones() -> list[tuple[str, str]]:
    """Return the zones to choose from: our own first, then by name."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in PLACES)
    return [(name, name.replace("_", " ")) for name in [settings.TIME_ZONE, *names]]


class ProfileForm(forms.ModelForm):
    """Name, photo, language and time zone."""

    new_photo = forms.FileField(
        label=_("Photo"),
        help_text=_("A JPEG, PNG or WebP of at most 5 MB. People of your circles see it; your profile says who else."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = User
        fields = ("given_name", "tussenvoegsel", "family_name", "language", "time_zone")
        help_texts = {"tussenvoegsel": _("For example: van der")}
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "tussenvoegsel": forms.TextInput(attrs={"autocomplete": "additional-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    field_order = ("given_name", "tussenvoegsel", "family_name", "new_photo", "language", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].help_text = _("For the pages of the portal and for its mail.")
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=time_zones())
