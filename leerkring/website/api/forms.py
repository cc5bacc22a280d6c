"""What may be asked for: how many, from where on, and the choices of each list. Anything else is refused."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from casework.models import Outcome
from communities.directory import DOMAINS
from communities.models import Area, Community, Organisation, Programme
from communities.models.sector import Sector
from meetings.models import Event

USUAL, MOST = 25, 100
CURSOR = r"^[0-9a-z]{1,12}$"
BIGGEST = 2**31 - 1


def slug_field(about: Any) -> forms.SlugField:
    """Part of an address of this portal."""
    return forms.SlugField(required=False, max_length=80, help_text=about)


def id_field(about: Any) -> forms.IntegerField:
    """The number of a theme or an area."""
    return forms.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text=about)


def choice_field(about: Any, choices: Any) -> forms.ChoiceField:
    """One of the codes that the answers hold."""
    return forms.ChoiceField(required=False, choices=choices, help_text=about)


def day_field(about: Any) -> forms.DateField:
    """A day, as 2026-11-30."""
    return forms.DateField(required=False, input_formats=["%Y-%m-%d"], help_text=about)


class ListForm(forms.Form):
    """What each list can be asked. ``WHERE`` says in which column a choice looks."""

    WHERE: dict[str, str] = {}

    limit = forms.IntegerField(
        required=False, min_value=1, max_value=MOST, help_text=gettext_lazy("At most this many; 25 by default.")
    )
    cursor = forms.RegexField(
        CURSOR, required=False, help_text=gettext_lazy("Where the next part begins; see “next”.")
    )

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        self.asked = asked

    def clean(self) -> dict[str, Any]:
        """Refuse what is not on offer, and what was left empty: a typing error must not give the whole list.

        Programs read English: these words are not translated.
        """
        for name, values in self.asked.lists():
            if name not in self.fields:
                known = ", ".join(self.fields)
                self.add_error(None, f"There is no {name[:40]!r} here. Choose from: {known}.")
            elif len(values) > 1 or not values[0].strip():
                self.add_error(name, "Say this once, and not empty.")
        return self.cleaned_data

    @property
    def size(self) -> int:
        """How many rows are wanted."""
        return self.cleaned_data["limit"] or USUAL

    @property
    def start(self) -> int | None:
        """Below which key the rows are; None for the first part."""
        cursor = self.cleaned_data["cursor"]
        return int(cursor, 36) if cursor else None

    @property
    def wanted(self) -> dict[str, Any]:
        """What the rows are narrowed down by."""
        said = self.cleaned_data.items()
        return {name: value for name, value in said if name not in ("limit", "cursor") and value not in (None, "")}

    @property
    def condition(self) -> Q:
        """The choices, as a condition."""
        return Q(*(self.where(name, value) for name, value in self.wanted.items()))

    def where(self, name: str, value: Any) -> Q:
        """Return the condition of one choice."""
        return Q(**{self.WHERE.get(name, name): value})


def cursor_of(pk: int) -> str:
    """Return where the part after this row begins."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    found = ""
    while pk:
        pk, rest = divmod(pk, 36)
        found = digits[rest] + found
    return found


class ProgrammeForm(ListForm):
    """Programmes."""

    status = choice_field(gettext_lazy("Running or withdrawn."), Programme.Status.choices[1:])


class CircleForm(ListForm):
    """Circles."""

    WHERE = {"programme": "programme__slug"}

    programme = slug_field(gettext_lazy("Of this programme."))
    theme = id_field(gettext_lazy("About this theme."))
    area = id_field(gettext_lazy("In this area, or in a part of it."))
    kind = choice_field(gettext_lazy("Around a theme or around an area."), Community.Kind.choices)
    phase = choice_field(gettext_lazy("How far along it is."), Community.Phase.choices)
    status = choice_field(
        gettext_lazy("Running or closed."),
        [(each.value, each.label) for each in (Community.Status.ACTIVE, Community.Status.CLOSED)],
    )

    def where(self, name: str, value: Any) -> Q:
        """An area holds its parts."""
        if name == "area":
            return Q(area=value) | Q(area__parent=value) | Q(area__parent__parent=value)
        return super().where(name, value)


class EventForm(ListForm):
    """Events."""

    WHERE = {"circle": "community__slug", "since": "last_date__gte", "until": "date__lte"}

    programme = slug_field(gettext_lazy("Of this programme or one of its circles."))
    circle = slug_field(gettext_lazy("Of this circle."))
    kind = choice_field(gettext_lazy("What kind of event."), Event.Kind.choices)
    since = day_field(gettext_lazy("On this day or later."))
    until = day_field(gettext_lazy("On this day or earlier."))

    def where(self, name: str, value: Any) -> Q:
        """The events of a programme are also those of its circles."""
        if name == "programme":
            return Q(programme__slug=value) | Q(community__programme__slug=value)
        return super().where(name, value)


class OutcomeForm(ListForm):
    """Outcomes."""

    WHERE = {
        "programme": "community__programme__slug",
        "circle": "community__slug",
        "since": "published_at__date__gte",
    }

    programme = slug_field(gettext_lazy("Of the circles of this programme."))
    circle = slug_field(gettext_lazy("Of this circle."))
    kind = choice_field(gettext_lazy("What kind of outcome."), Outcome.Kind.choices)
    access = choice_field(gettext_lazy("Who can read the text."), Outcome.Access.choices)
    language = choice_field(gettext_lazy("In which language."), Outcome._meta.get_field("language").choices)
    since = day_field(gettext_lazy("Published on this day or later."))


class OrganisationForm(ListForm):
    """Organisations."""

    kind = choice_field(gettext_lazy("What kind of organisation."), Organisation.Kind.choices)
    sector = choice_field(gettext_lazy("Of which sector."), Sector.choices)
    area = id_field(gettext_lazy("In this area, or in a part of it."))
    domain = choice_field(gettext_lazy("In which domain it works."), [(name, name) for name in DOMAINS])

    def where(self, name: str, value: Any) -> Q:
        """An area holds its parts; each domain is a column."""
        if name == "area":
            return Q(area=value) | Q(area__parent=value) | Q(area__parent__parent=value)
        if name == "domain":
            return Q(**{DOMAINS[value]: True})
        return super().where(name, value)


class AreaForm(ListForm):
    """Areas."""

    kind = choice_field(gettext_lazy("Province, municipality or neighbourhood."), Area.Kind.choices)
    parent = id_field(gettext_lazy("Parts of this area."))


class ThemeForm(ListForm):
    """Themes."""

    WHERE = {"programme": "programme__slug"}

    programme = slug_field(gettext_lazy("Of this programme."))


FORMS: Mapping[str, type[ListForm]] = {
    "programmes": ProgrammeForm,
    "circles": CircleForm,
    "events": EventForm,
    "outcomes": OutcomeForm,
    "organisations": OrganisationForm,
    "areas": AreaForm,
    "themes": ThemeForm,
}
