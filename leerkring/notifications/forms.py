"""What people choose about their mail."""

from datetime import date, time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.templatetags.ui import clock
from leerkring.core.versioned import VersionedForm

from .kinds import optional_kinds
from .models import Preference
from .moments import KIND as DIGEST

PREFIX = "kind:"
DIGEST_FIELDS = ("digest", "digest_weekday", "digest_hour")
REST_FIELDS = ("paused_until", "quiet_from", "quiet_until")
# Who stays away longer had better choose "never": a date that far was mistyped.
LONGEST_PAUSE = timedelta(days=366)


def _hours() -> list[tuple[int, str]]:
    """Return the hours of a day, written as the reader writes times."""
    return [(hour, clock(time(hour))) for hour in range(24)]


def _perhaps_hours() -> list[tuple[int | str, str]]:
    return [("", _("No quiet hours")), *_hours()]


class PreferenceForm(VersionedForm):
    """How often a digest, when nothing at all, and how each kind of mail comes that is not necessary.

    With ``only``, the name of a kind, it asks nothing but that: a mail links to exactly its own setting.
    """

    digest = forms.ChoiceField(
        label=gettext_lazy("Digest: what is new in your circles, in one mail"),
        choices=Preference.Digest,
        widget=forms.RadioSelect,
    )
    digest_weekday = forms.TypedChoiceField(
        label=gettext_lazy("Day of the digest"),
        help_text=gettext_lazy("Only for a digest every week."),
        choices=Preference.Weekday,
        coerce=int,
    )
    digest_hour = forms.TypedChoiceField(
        label=gettext_lazy("Time of the digest"),
        help_text=gettext_lazy("On your own clock. You choose your time zone with your account."),
        choices=_hours,
        coerce=int,
    )
    paused_until = forms.DateField(
        label=gettext_lazy("On holiday? No digests and reminders until"),
        help_text=gettext_lazy("The first day on which you want them again. A change of a meeting still comes."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    quiet_from = forms.TypedChoiceField(
        label=gettext_lazy("Quiet hours: no mail from"),
        help_text=gettext_lazy("What comes in these hours waits until they are over; only what can't wait comes."),
        choices=_perhaps_hours,
        coerce=int,
        empty_value=None,
        required=False,
    )
    quiet_until = forms.TypedChoiceField(
        label=gettext_lazy("until"), choices=_perhaps_hours, coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, preference: Preference, only: str = "", **kwargs: Any) -> None:
        kwargs["initial"] = stored_choices(preference)
        super().__init__(*args, **kwargs)
        self._was = preference
        self._kinds = [kind for kind in optional_kinds() if kind.name != DIGEST]
        for kind in self._kinds:
            self.fields[PREFIX + kind.name] = forms.ChoiceField(label=kind.label, choices=Preference.Channel)
        if only:
            wanted = {*DIGEST_FIELDS} if only == DIGEST else {PREFIX + only}
            for name in self.fields.keys() - wanted - {"version"}:
                del self.fields[name]

    def clean_paused_until(self) -> date | None:
        """A pause lies ahead; one that was over already is no pause any more."""
        day = cast("date | None", self.cleaned_data["paused_until"])
        today = timezone.localdate()
        if day and day > today + LONGEST_PAUSE:
            raise forms.ValidationError(
                _("Choose a day within a year. Do you want no digest any more? Choose “Never”.")
            )
        if day and day <= today and day != self._was.paused_until:
            raise forms.ValidationError(_("Choose a day after today."))
        return day if day and day > today else None

    def clean(self) -> dict[str, Any]:
        """Quiet hours have a beginning and an end."""
        found = super().clean() or self.cleaned_data
        begin, end = found.get("quiet_from"), found.get("quiet_until")
        if "quiet_until" in self.fields and (begin is None) != (end is None):
            self.add_error("quiet_until" if end is None else "quiet_from", _("Choose both times, or neither."))
        elif begin is not None and begin == end:
            self.add_error("quiet_until", _("The quiet hours end at another time than they begin."))
        return found

    def choices(self) -> dict[str, Any]:
        """Return what was chosen, as ``save_preference`` takes it."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name in self.fields}
        channels = {name.removeprefix(PREFIX): chosen.pop(name) for name in [*chosen] if name.startswith(PREFIX)}
        return chosen | {"channels": channels}

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Return the fields under their headings, for the page with all of them."""
        kinds = [PREFIX + kind.name for kind in self._kinds]
        parts = [
            ("digest", _("Your digest"), DIGEST_FIELDS),
            ("rest", _("Rest"), REST_FIELDS),
            ("kinds", _("How each kind comes to you"), kinds),
        ]
        return [
            {"name": name, "title": title, "fields": [self[field] for field in fields]}
            for name, title, fields in parts
            if fields
        ]


def stored_choices(preference: Preference) -> dict[str, Any]:
    """Return what stands in the form."""
    names = ("version", *DIGEST_FIELDS, *REST_FIELDS)
    kinds = {PREFIX + kind.name: preference.channel_of(kind.name) for kind in optional_kinds() if kind.name != DIGEST}
    return {name: getattr(preference, name) for name in names} | kinds
