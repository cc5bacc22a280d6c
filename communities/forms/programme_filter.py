"""Which circles of a programme, and under which headings."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Community


class CircleFilterForm(forms.Form):
    """All optional; what isn't one of the choices counts as nothing."""

    per = forms.ChoiceField(
        label=gettext_lazy("Arranged"),
        required=False,
        choices=[
            ("", gettext_lazy("All together")),
            ("thema", gettext_lazy("By theme")),
            ("gebied", gettext_lazy("By area")),
        ],
    )
    fase = forms.ChoiceField(label=gettext_lazy("Phase"), required=False)
    jaargang = forms.ChoiceField(label=gettext_lazy("Cohort"), required=False)

    all_optional = True

    def __init__(self, data: Any, circles: list[Community]) -> None:
        super().__init__(data)
        self.circles = circles
        phases = [(value, capfirst(str(label))) for value, label in Community.Phase.choices]
        self.fields["fase"].choices = [("", _("All phases")), *phases]  # type: ignore[attr-defined]
        cohorts = {str(row.cohort_id): row.cohort.name for row in circles if row.cohort}
        named = sorted(cohorts.items(), key=lambda cohort: cohort[1], reverse=True)
        if named:
            self.fields["jaargang"].choices = [("", _("All cohorts")), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["jaargang"]

    @property
    def by(self) -> str:
        """Under which headings: *thema*, *gebied* or none."""
        return self._chosen("per")

    def _chosen(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def chosen_circles(self) -> list[Community]:
        """Return the circles that were asked for; finished ones only when asked for."""
        phase, cohort = self._chosen("fase"), self._chosen("jaargang")
        kept = [row for row in self.circles if (row.phase == phase if phase else not row.is_over)]
        return [row for row in kept if not cohort or str(row.cohort_id) == cohort]
