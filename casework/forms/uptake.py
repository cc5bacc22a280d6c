"""The forms on which somebody tells what became of an outcome."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import one_line
from leerkring.core.privacy import find
from leerkring.core.robots import PeopleForm

from ..models import Uptake


class UptakeForm(forms.Form):
    """Whether it is used, where and how; who does not use it need not say more."""

    use = forms.ChoiceField(label=_("What became of it?"), widget=forms.RadioSelect)
    where = forms.CharField(
        label=_("Where?"),
        help_text=_("For example “home care team in Huissen” or “second year of social work, HAN”. Name no persons."),
        max_length=160,
        required=False,
        validators=[one_line],
    )
    story = forms.CharField(
        label=_("How is it used?"),
        help_text=_(
            "A sentence is enough, for example “We begin each handover with question 3 of the conversation card” or "
            "“Students practise with it before their first visit”."
        ),
        max_length=Uptake.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use: Any = self.fields["use"]
        use.choices = [(value, capfirst(label)) for value, label in self.uses]

    @property
    def uses(self) -> list[tuple[str, Any]]:
        """What can be chosen."""
        return list(Uptake.Use.choices)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_used = cleaned.get("use") in (Uptake.Use.PRACTICE, Uptake.Use.EDUCATION)
        if is_used and not cleaned.get("story") and "story" not in self.errors:
            self.add_error("story", _("Say in a sentence how it is used."))
        for name in ("where", "story"):
            if any(found.blocks for found in find(str(cleaned.get(name, "")))):
                self.add_error(name, _("A citizen service number (BSN) may not stand here. Take it out."))
        return cleaned

    @property
    def told(self) -> dict[str, str]:
        """What is kept."""
        return {name: self.cleaned_data[name] for name in ("use", "where", "story")}


class ReuseForm(PeopleForm, UptakeForm):
    """What a reader tells, with or without an account: only who uses it has something to tell."""

    field_order = ("use", "where", "story")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who uses it, says how.
        self.fields["story"].required = True

    @property
    def uses(self) -> list[tuple[str, Any]]:
        """What can be chosen."""
        return [(value, label) for value, label in Uptake.Use.choices if value != Uptake.Use.NOT]
