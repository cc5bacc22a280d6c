"""What a circle is about."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Area, Cohort, Community, Programme, Theme
from ..models.sector import Sector
from .area import typed_area
from .options import options

KIND_HINTS = {
    Community.Kind.REGIONAL: gettext_lazy("You start from a question that lives in a municipality or neighbourhood."),
    Community.Kind.THEMATIC: gettext_lazy("You work on a theme of the programme, in any place."),
}


class CircleForm(forms.Form):
    """Step 1 of setting up. ``later`` in the data means: keep it as it is, I go on another time."""

    name = forms.CharField(
        label=gettext_lazy("Name of the circle"),
        max_length=120,
        help_text=gettext_lazy("Short, as people will call it. For example: Lingewaard."),
    )
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"),
        queryset=Programme.objects.none(),
        empty_label=gettext_lazy("Choose a programme"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of circle is it?"),
        choices=[
            (Community.Kind.REGIONAL, gettext_lazy("Regional")),
            (Community.Kind.THEMATIC, gettext_lazy("Thematic")),
        ],
        initial=Community.Kind.REGIONAL,
        widget=forms.RadioSelect,
    )
    area = forms.CharField(
        label=gettext_lazy("Area, for a regional circle"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A municipality or province. For a neighbourhood, type both: Brakkenstein, Nijmegen."),
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off", "data-show-when": "kind=regional"}),
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme, for a thematic circle"),
        required=False,
        widget=forms.Select(attrs={"data-show-when": "kind=thematic"}),
    )
    question = forms.CharField(
        label=gettext_lazy("The question of the circle"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("One question that you want to take further together. You can sharpen it later."),
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": True}),
    )
    common_interest = forms.CharField(
        label=gettext_lazy("Common interest"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Why is this question important to everybody who joins?"),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    cohort = forms.ChoiceField(label=gettext_lazy("Cohort"), required=False)
    sector = forms.ChoiceField(
        label=gettext_lazy("Where do you stand yourself?"),
        choices=options(Sector),
        help_text=gettext_lazy("You become the coordinator of this circle."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    # What the kind asks for is checked in ``clean``; the browser doesn't know which it is.
    use_required_attribute = False

    def __init__(self, *args: Any, programmes: QuerySet[Programme], is_draft: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_draft = is_draft
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        if not self.is_bound:
            self._ask_what_the_kind_asks()
        self.fields["kind"].choice_hints = KIND_HINTS  # type: ignore[attr-defined]
        # A theme that was put away stays with the circles that work on it.
        offered = Q(is_archived=False) | Q(pk=self.initial.get("theme"))
        themes = Theme.objects.filter(offered, programme__in=programmes).select_related("programme")
        self.themes = {str(theme.pk): theme for theme in themes}
        self.fields["theme"].choices = [("", _("Choose a theme")), *_by_programme(themes)]  # type: ignore[attr-defined]
        cohorts = Cohort.objects.filter(programme__in=programmes).select_related("programme")
        self.cohorts = {str(cohort.pk): cohort for cohort in cohorts}
        self.fields["cohort"].choices = [("", _("No cohort")), *_by_programme(cohorts)]  # type: ignore[attr-defined]
        if not self.cohorts:
            del self.fields["cohort"]
        if not is_draft:
            # Who coordinates a running circle has a place in it already, changed with that of the others.
            del self.fields["sector"]
        # A programme without themes that somebody wants a thematic circle in.
        self.without_themes: Programme | None = None

    def _ask_what_the_kind_asks(self) -> None:
        """Show no "optional" beside these: one kind needs the first two, the other the third."""
        for name in ("area", "question", "theme"):
            self.fields[name].required = True

    @property
    def is_complete_wanted(self) -> bool:
        """Whether what is missing should be said now; only a draft may be kept half made."""
        return not (self.is_draft and "later" in self.data)

    def clean_question(self) -> str:
        """A question stands on one line, as it becomes the title of the circle."""
        return " ".join(self.cleaned_data["question"].split())

    def clean_area(self) -> Area | None:
        """Return the area that was typed; for a thematic circle whatever stands here is let be."""
        thematic = self.data.get("kind") == Community.Kind.THEMATIC
        return None if thematic else typed_area(self.cleaned_data["area"])

    def clean(self) -> dict[str, Any]:
        """Ask for a theme or for an area with its question, as the kind has it."""
        cleaned = super().clean() or {}
        theme = self.themes.get(cleaned.get("theme", ""))
        if cleaned.get("kind") == Community.Kind.THEMATIC:
            self._check_theme(theme, cleaned.get("programme"))
        elif cleaned.get("kind") == Community.Kind.REGIONAL:
            theme = None
            self._check_region(cleaned)
        self._ask_what_the_kind_asks()
        return cleaned | {"theme": theme, "cohort": self._cohort(cleaned)}

    def _cohort(self, cleaned: dict[str, Any]) -> Cohort | None:
        cohort, programme = self.cohorts.get(cleaned.get("cohort", "")), cleaned.get("programme")
        if cohort and programme and cohort.programme_id != programme.pk:
            self.add_error("cohort", _("This cohort belongs to another programme than the one you chose."))
        return cohort

    def differences(self, stored: dict[str, Any]) -> list[dict[str, str]]:
        """Return what stands in the circle and not in the form, by the label of its field."""
        found = []
        for name in (name for name in self.fields if name != "version"):
            if str(stored[name] or "") != str(self[name].value() or ""):
                choices = getattr(self.fields[name], "choices", [])
                known = {str(code): str(label) for code, label in _flat(choices)}
                value = known.get(str(stored[name]), str(stored[name] or ""))
                found.append({"label": str(self.fields[name].label), "value": value or "–"})
        return found

    def _check_theme(self, theme: Theme | None, programme: Programme | None) -> None:
        has_themes = any(each.programme_id == programme.pk for each in self.themes.values()) if programme else True
        if not has_themes and theme is None and self.is_complete_wanted:
            self.without_themes = programme
            self.add_error("theme", _("This programme has no themes yet. Choose a regional circle, or ask its team."))
        elif theme is None and self.is_complete_wanted:
            self.add_error("theme", _("Choose the theme that this circle works on."))
        if theme and programme and theme.programme_id != programme.pk:
            self.add_error("theme", _("This theme belongs to another programme than the one you chose."))

    def _check_region(self, cleaned: dict[str, Any]) -> None:
        if not self.is_complete_wanted:
            return
        if not cleaned.get("area") and "area" not in self.errors:
            self.add_error("area", _("Fill in the area that the question comes from."))
        if not cleaned.get("question"):
            self.add_error("question", _("Write down the question of the circle. A first version will do."))


class BeginningForm(CircleForm):
    """The same, for who begins with a match or an introduction: who comes along. ``along``: code and name of each."""

    along = forms.MultipleChoiceField(
        label=gettext_lazy("Who comes along?"),
        required=False,
        help_text=gettext_lazy(
            "An organisation is noted as committed to the circle. People get an invitation once you start it."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, along: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["along"].choices = list(along)  # type: ignore[attr-defined]
        self.initial.setdefault("along", [code for code, _name in self.fields["along"].choices])  # type: ignore[attr-defined]
        if not self.fields["along"].choices:  # type: ignore[attr-defined]
            del self.fields["along"]


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """Yield the choices, those in groups too."""
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label


def _by_programme(rows: Iterable[Theme | Cohort]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return choices under the names of their programmes."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        groups.setdefault(row.programme.name, []).append((str(row.pk), row.name))
    return list(groups.items())


def initial_of(community: Community, sector: str) -> dict[str, Any]:
    """Return what stands in the form for a circle that exists."""
    return {
        "name": community.name,
        "programme": community.programme_id,
        "kind": community.kind,
        "area": community.area.label if community.area else "",
        "theme": community.theme_id,
        "cohort": community.cohort_id,
        "question": community.question,
        "common_interest": community.common_interest,
        "sector": sector,
        "version": community.version,
    }
