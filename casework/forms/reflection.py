"""The forms of a reflection: writing it, and choosing who may read it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import Membership
from leerkring.accounts.models import User

from ..models import Reflection
from .steps import SheetForm

_LINES = {"rows": 4, "data-autogrow": ""}


class ReflectionForm(SheetForm):
    """STARR(T): each part with the questions of `domain/reflection.md`. Nothing is asked but a title."""

    optional = frozenset({"situation", "task", "action", "result", "reflection", "transfer"})
    screens = (("title",), ("situation",), ("task",), ("action",), ("result",), ("reflection",), ("transfer",))

    class Meta:
        model = Reflection
        fields = Reflection.TEXTS
        labels = {
            "title": _("What do you call this reflection?"),
            "situation": _("Situation"),
            "task": _("Task"),
            "action": _("Action"),
            "result": _("Result"),
            "reflection": _("Reflection"),
            "transfer": _("Transfer"),
        }
        help_texts = {
            "title": _("A few words, so that you find it again."),
            "situation": _("What was going on, when, and who were involved?"),
            "task": _("What was your role? What did you want to reach?"),
            "action": _("How did you go about it, and why?"),
            "result": _("What came out of it? How did others react?"),
            "reflection": _("How do you think you did? What have you learned?"),
            "transfer": _("Where will you use this?"),
        }
        widgets = {name: forms.Textarea(attrs=_LINES) for name in Reflection.TEXTS[1:]}


class ShareForm(forms.Form):
    """With whom: the whole circle, or one person of the circles of the author."""

    CIRCLE = "circle"
    person = forms.ChoiceField(label=_("Share with"))

    def __init__(self, *args: Any, reflection: Reflection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in _people_around(reflection.author_id)}
        shared = {share.person_id for share in reflection.shares.all()}
        circle = [] if None in shared else [(self.CIRCLE, _("Everybody in this circle"))]
        people = [(key, person.full_name) for key, person in self.people.items() if person.pk not in shared]
        choices: Any = self.fields["person"]
        choices.choices = [("", _("Choose who may read it")), *circle, (_("One person"), people)]

    @property
    def chosen(self) -> User | None:
        """The person, or None for the circle."""
        return self.people.get(self.cleaned_data["person"])


def _people_around(author_id: int) -> list[User]:
    mine = Membership.objects.active().filter(user=author_id).values("community")
    around = Membership.objects.active().filter(community__in=mine).exclude(user=author_id).values("user")
    return sorted(User.objects.filter(pk__in=around, is_active=True), key=lambda person: person.full_name.casefold())
