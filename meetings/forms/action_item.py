"""Action items: who does what, and until when; and what came of it."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from leerkring.accounts.models import User, one_line

from ..models import ActionItem
from .widgets import DayField


class PersonChoiceField(forms.ModelChoiceField):
    """A choice of people by their full name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class ActionItemForm(forms.Form):
    """Who does what, and until when."""

    what = forms.CharField(
        label=_("What is going to happen?"),
        max_length=300,
        help_text=_("Begin with a verb: “call”, “send”, “ask”. Only members of the circle read this."),
    )
    owner = PersonChoiceField(
        label=_("Who does it?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a member"),
        required=False,
    )
    owner_name = forms.CharField(
        label=_("Or a name: somebody without an account here"),
        max_length=120,
        required=False,
        validators=[one_line],
    )
    due_on = DayField(label=_("Done by when?"), required=False, help_text=_("You can leave this open."))
    # One of two has to be filled in: “optional” beside both would be untrue.
    all_optional = True

    def __init__(self, data: Any = None, *, community: Community, item: ActionItem | None = None) -> None:
        names = ["what", "owner", "owner_name", "due_on", "version"]
        super().__init__(data, initial={name: getattr(item, name) for name in names} if item else None)
        self.due_before: date | None = item.due_on if item else None
        here = Q(pk__in=community.memberships.active().values("user"), is_active=True)
        # Who left the circle stays the one who promised it, until somebody chooses another.
        still = Q(pk=item.owner_id) if item and item.owner_id else Q()
        people = User.objects.filter(here | still).order_by("given_name", "family_name", "pk")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        """What is new is not due in the past; a date that stands there already may have passed."""
        day: date | None = self.cleaned_data["due_on"]
        if day and day != self.due_before and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose a day from today on."))
        return day

    def clean(self) -> dict[str, Any]:
        """One person, by choice or by name."""
        given = self.cleaned_data
        if not self.errors and not given["owner"] and not given["owner_name"]:
            self.add_error("owner", _("Choose who does it, or write a name."))
        if given.get("owner") and given.get("owner_name"):
            self.add_error("owner_name", _("You chose a member as well. Leave one of the two empty."))
        return given


class ActionItemChangeForm(ActionItemForm):
    """Changing what stands there."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CloseForm(forms.Form):
    """How it ended."""

    STATUSES = [(ActionItem.Status.DONE, _("It is done")), (ActionItem.Status.DROPPED, _("We won't do it"))]

    status = forms.ChoiceField(
        label=_("How did it end?"), choices=STATUSES, initial=ActionItem.Status.DONE, widget=forms.RadioSelect
    )
    result = forms.CharField(
        label=_("What came of it?"),
        max_length=500,
        required=False,
        help_text=_("One or two sentences, so that the circle can learn from it."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )
