"""The forms of a portfolio."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Portfolio, PortfolioLink
from ..portfolio_sources import all_sources

MOST_TEXT = 20_000


@dataclass(frozen=True)
class Row:
    """One thing that may be chosen, as the page shows it."""

    source: str
    key: str
    title: str
    line: str
    place: str

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"{self.source}-{self.key}"


class PortfolioForm(forms.ModelForm):
    """What goes in, in which order, and the words before it."""

    page = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput)
    introduction = forms.CharField(
        label=_("Introduction"),
        help_text=_("Who are you, and what does this portfolio show?"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "data-autogrow": ""}),
    )

    class Meta:
        model = Portfolio
        fields = ("title", "introduction", "with_feedback", "with_goals")
        labels = {"title": _("What do you call this portfolio?")}
        help_texts = {
            "with_feedback": _("Only feedback of which its writer said that you may quote it."),
            "with_goals": _("Your goals, and how far you said you were."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        chosen = self._chosen()
        self.groups = [
            (source.label, [self._row(source.name, choice, chosen) for choice in choices])
            for source in all_sources()
            if (choices := source.choices(user))
        ]

    def _chosen(self) -> dict[tuple[str, str], str]:
        """The places as they were typed, or as they were saved."""
        if self.is_bound:
            return {}
        if self.instance.pk is None:
            return {}
        saved = self.instance.items.values_list("source", "key", "position")
        return {(source, key): str(position) for source, key, position in saved}

    def _row(self, source: str, choice: Any, chosen: dict[tuple[str, str], str]) -> Row:
        place = chosen.get((source, choice.key), "")
        if self.is_bound:
            place = str(self.data.get(f"{source}-{choice.key}", ""))
        return Row(source, choice.key, choice.title, choice.line, place)

    @property
    def items(self) -> Sequence[tuple[str, str]]:
        """What was chosen, in order; an empty place is left out, what is no number comes last."""
        rows = [row for _label, group in self.groups for row in group if row.place.strip()]
        rows.sort(key=lambda row: int(row.place) if re.fullmatch(r"\s*[0-9]{1,3}\s*", row.place) else 999)
        return [(row.source, row.key) for row in rows]

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, for saving."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def in_three_months() -> Any:
    """Return the day until which a link works unless chosen otherwise."""
    return timezone.localdate() + timedelta(days=90)


class LinkForm(forms.ModelForm):
    """For whom a link is, and until when."""

    class Meta:
        model = PortfolioLink
        fields = ("name", "ends_on")
        help_texts = {"name": _("For yourself, to know it again. For example: job interview.")}
        widgets = {"ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = in_three_months
