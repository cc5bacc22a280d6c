"""Dividing dots: on a screen, and what was counted on paper."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..models import Ballot, Issue, Membership
from ..models.sector import Sector
from .desk import DeskForm

TAKEN_OFF = gettext_lazy("An issue was taken off the agenda while you were busy. Divide its dots over the others.")


class OpenForm(DeskForm):
    """How many dots everybody gets."""

    dots = forms.IntegerField(
        label=gettext_lazy("Dots per person"),
        min_value=1,
        max_value=20,
        initial=5,
        help_text=gettext_lazy("Everybody gets the same number: student, manager and resident."),
    )


class DotsForm(DeskForm):
    """How many dots lie on which issue; all together no more than there are."""

    # An empty box is no dot; to say "optional" beside each would only be noise.
    all_optional = True
    # Whether something happened since the page was read.
    is_overtaken = False

    def __init__(self, *args: Any, issues: Sequence[Issue], dots: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issues, self.dots = issues, dots
        for issue in issues:
            # What was withdrawn is asked no more, but dots that somebody just put on it must not vanish unseen.
            if not issue.is_weighable and self.data.get(f"issue_{issue.pk}") in {None, "", "0"}:
                continue
            self.fields[f"issue_{issue.pk}"] = forms.IntegerField(
                label=issue.title, min_value=0, required=False, initial=0, max_value=self.most_on_one
            )

    @property
    def most_on_one(self) -> int:
        """What fits in one box."""
        return self.dots

    def most(self) -> int:
        """How many dots there are to divide."""
        return self.dots

    def placed(self) -> dict[int, int]:
        """Return how many dots lie on which issue."""
        return {issue.pk: self.cleaned_data.get(f"issue_{issue.pk}") or 0 for issue in self.issues}

    def clean(self) -> dict[str, Any]:
        """Nobody has more dots than the others."""
        cleaned = super().clean() or {}
        gone = [f"issue_{issue.pk}" for issue in self.issues if not issue.is_weighable]
        if any(self.fields.pop(name, None) for name in gone):
            self.add_error(None, TAKEN_OFF)
            return cleaned
        total, most = sum(self.placed().values()), self.most()
        if total > most:
            self.add_error(
                None,
                ngettext(
                    "You divided %(total)s dots, and there is %(most)s. Take some away.",
                    "You divided %(total)s dots, and there are %(most)s. Take some away.",
                    most,
                )
                % {"total": total, "most": most},
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the dots as the action takes them."""
        return {"dots": self.placed()}


class PaperForm(DotsForm):
    """What the people of one role divided on paper."""

    group = forms.ChoiceField(label=gettext_lazy("Whose sheets are these?"))
    people = forms.IntegerField(
        label=gettext_lazy("How many sheets?"),
        min_value=0,
        max_value=500,
        help_text=gettext_lazy("Fill in 0 to take away what was entered for this role."),
    )

    def __init__(self, *args: Any, groups: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        field.choices = [(f"{sector}:{role}", group_label(sector, role)) for sector, role in groups]

    @property
    def most_on_one(self) -> int:
        """What fits in one box."""
        return self.dots * 500

    def most(self) -> int:
        """Every sheet has the same number of dots."""
        return self.dots * (self.cleaned_data.get("people") or 0)

    def values(self) -> dict[str, Any]:
        """Return the sheets as the action takes them."""
        sector, _colon, role = self.cleaned_data["group"].partition(":")
        return {"sector": sector, "role": role, "people": self.cleaned_data["people"], "dots": self.placed()}


def group_label(sector: str, role: str) -> str:
    """Return a role with its sector, in words."""
    words = {"role": capfirst(str(Membership.Role(role).label)), "sector": Sector(sector).label}
    return _("%(role)s (%(sector)s)") % words


def initial_of(ballot: Ballot | None) -> dict[str, Any]:
    """Return the dots as they lie now."""
    if ballot is None:
        return {"version": 0}
    return {f"issue_{row.issue_id}": row.number for row in ballot.rows.all()} | {"version": ballot.version}
