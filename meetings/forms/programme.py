"""One item of the programme."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Meeting, ProgrammeItem


class ItemForm(forms.Form):
    """What happens, and for how long."""

    title = forms.CharField(label=_("What"), max_length=200)
    pillar = forms.ChoiceField(label=_("Kind"), choices=ProgrammeItem.Pillar.choices)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600)

    def __init__(self, data: Any = None, *, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        guests = meeting.guests.listed()
        # Asked only where there is somebody to choose.
        if guests.exists():
            label, nobody = _("Taken care of by a guest"), _("by nobody from outside")
            self.fields["guest"] = forms.ModelChoiceField(guests, label=label, empty_label=nobody, required=False)

    @classmethod
    def of(cls, item: ProgrammeItem, data: Any = None) -> "ItemForm":
        """Return the form of an item that exists."""
        initial = {"title": item.title, "pillar": item.pillar, "minutes": item.minutes, "guest": item.guest_id}
        return cls(data, meeting=item.meeting, initial=initial)
