"""Passing a circle on."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User

from ..models import Community, Membership


class OfferForm(forms.Form):
    """To whom, and what the giver does afterwards."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Who takes over?"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Choose a member"),
    )
    giver_stays = forms.ChoiceField(
        label=gettext_lazy("What do you do yourself?"),
        choices=[("", gettext_lazy("I stop as coordinator")), ("1", gettext_lazy("I stay coordinator too"))],
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("What should they know?"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Only they read this, on the page where they answer. It doesn't stand in the mail."),
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": True}),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.fields["to"].label_from_instance = lambda person: person.full_name  # type: ignore[attr-defined]
        self.fields["giver_stays"].choice_hints = {  # type: ignore[attr-defined]
            "": gettext_lazy("You stay a member of the circle."),
            "1": gettext_lazy("You coordinate the circle together."),
        }

    def clean_giver_stays(self) -> bool:
        """Nothing chosen is stopping."""
        return bool(self.cleaned_data["giver_stays"])


class AnswerForm(forms.Form):
    """Yes or no."""

    answer = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])


def receivers(community: Community, giver: User) -> QuerySet[User]:
    """Return who may take over: everybody who takes part now, by last name."""
    members = Membership.objects.active().filter(community=community)
    people: QuerySet[User] = User.objects.filter(memberships__in=members, is_active=True)
    return people.exclude(pk=giver.pk).order_by("family_name", "given_name", "pk")
