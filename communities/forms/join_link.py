"""An open link."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.join_link import LONGEST, MOST_PEOPLE
from ..models import Membership
from ..models.sector import Sector
from .options import options


def _roles() -> list[tuple[str, str]]:
    """Nobody becomes coordinator by a link that hangs on a wall."""
    return [row for row in options(Membership.Role)() if row[0] != Membership.Role.COORDINATOR]


class JoinLinkForm(forms.Form):
    """As what people come in with it, until when, and how many."""

    role = forms.ChoiceField(
        label=gettext_lazy("People join as"), choices=_roles, initial=Membership.Role.PROFESSIONAL
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        required=False,
        choices=lambda: [("", _("Fits the role")), *options(Sector)()],
    )
    until = forms.DateField(
        label=gettext_lazy("The link works until and including"),
        help_text=gettext_lazy("At most 60 days from now."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    limit = forms.IntegerField(
        label=gettext_lazy("For how many people"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=20,
        help_text=gettext_lazy("When so many have joined, the link stops by itself. At most 300."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"until": timezone.localdate() + timedelta(days=14)})

    def clean_until(self) -> datetime:
        """Return the end of that day."""
        day, today = self.cleaned_data["until"], timezone.localdate()
        if day < today:
            raise ValidationError(_("This day has passed. Choose today or a later day."))
        if day > today + LONGEST:
            raise ValidationError(_("An open link works for 60 days at most. Choose an earlier day."))
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))

    def values(self) -> dict[str, Any]:
        """Return what was filled in, as the action takes it."""
        found = dict(self.cleaned_data)
        found["ends_at"] = found.pop("until")
        found["sector"] = found["sector"] or Membership.SECTOR_OF[Membership.Role(found["role"])]
        return found
