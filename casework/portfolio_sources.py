"""What a portfolio may hold: each source gives what somebody may choose, and how that is shown (a registry).

A source gives only what is its owner's own: never words of others, nor the text of a case.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.links import absolute_url
from meetings.models import Certificate

from .models import Outcome, Reflection, ReflectionResponse
from .reflection_models import Answered
from .subjects import told_of


@dataclass(frozen=True)
class Quote:
    """What somebody else said, who let it be quoted."""

    name: str
    text: str
    # Who that is, where the name may not stay when the account goes.
    person: int | None = None


@dataclass(frozen=True)
class Section:
    """One item as every form of a portfolio shows it."""

    kind: str
    title: str
    day: date
    line: str
    parts: Sequence[Answered] = ()
    # What a reflection is about.
    about: Sequence[str] = ()
    url: str = ""
    quotes: Sequence[Quote] = field(default=())


@dataclass(frozen=True)
class Choice:
    """Something that may be chosen."""

    key: str
    title: str
    line: str


Rows = Callable[[Any], Iterable[Any]]


@dataclass(frozen=True)
class Source:
    """One kind of thing: ``choices`` gives all of a person's, ``sections`` those of some keys, if still theirs."""

    name: str
    label: Promise | str
    choices: Callable[[Any], list[Choice]] = field(repr=False)
    sections: Callable[[Any, Sequence[str]], Mapping[str, Section]] = field(repr=False)


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Add a source; a second one of the same name is an error."""
    if source.name in _sources:
        raise LookupError(f"The source {source.name} is registered twice.")
    _sources[source.name] = source


def all_sources() -> list[Source]:
    """Return the sources in the order they were registered."""
    return list(_sources.values())


def get_source(name: str) -> Source | None:
    """Return the source of this name; None when no app knows it (any more)."""
    return _sources.get(name)


def _reflections(user: Any) -> Any:
    rows = Reflection.objects.permitted(user, "casework.change_reflection")
    return rows.select_related("community").order_by("created_at", "pk")


def _reflection_choices(user: Any) -> list[Choice]:
    rows = _reflections(user).defer("answers")
    return [Choice(str(row.pk), str(row), f"{row.community.name} · {row.scheme.name}") for row in rows]


def _reflection_sections(user: Any, keys: Sequence[str]) -> dict[str, Section]:
    said = Prefetch("responses", ReflectionResponse.objects.select_related("reader"))
    rows = _reflections(user).filter(pk__in=keys).prefetch_related(said)
    about = told_of(rows, user)
    return {str(row.pk): _reflection_section(row, about.get(row.pk, [])) for row in rows}


def _reflection_section(row: Reflection, about: Sequence[str]) -> Section:
    quotes = [
        Quote(response.reader.full_name, response.text, response.reader_id)
        for response in row.responses.all()
        if response.may_be_quoted and not response.is_by_author and response.reader
    ]
    day = timezone.localtime(row.created_at).date()
    return Section("reflection", str(row), day, str(row.scheme.name), row.parts, about, quotes=quotes)


def _outcomes(user: Any) -> Any:
    mine = Outcome.objects.permitted(user, "casework.view_outcome").published().filter(authors__user=user)
    return mine.with_author_line().order_by("published_at", "pk")


def _outcome_choices(user: Any) -> list[Choice]:
    return [Choice(row.slug, row.title, str(row.get_kind_display())) for row in _outcomes(user).defer("body")]


def _outcome_sections(user: Any, keys: Sequence[str]) -> dict[str, Section]:
    """A published work stands in it as a reference: its text is of all its authors."""
    rows = _outcomes(user).filter(slug__in=keys).defer("body")
    return {
        row.slug: Section(
            "outcome",
            row.title,
            timezone.localtime(row.published_at).date(),
            f"{row.get_kind_display()} · {row.author_line}",
            url=absolute_url(row.get_absolute_url()),
        )
        for row in rows
    }


def _certificates(user: Any) -> Any:
    mine = Certificate.objects.permitted(user, "meetings.view_certificate").valid()
    return mine.filter(user=user).order_by("date", "pk")


def _certificate_title(row: Certificate) -> str:
    return _("Certificate of participation: %(circle)s") % {"circle": row.facts.get("circle", "")}


def _certificate_line(row: Certificate) -> str:
    hours = floatformat(row.minutes / 60, -1)
    return _("%(hours)s contact hours, number %(number)s") % {"hours": hours, "number": row.number}


def _certificate_choices(user: Any) -> list[Choice]:
    return [Choice(row.serial, _certificate_title(row), _certificate_line(row)) for row in _certificates(user)]


def _certificate_sections(user: Any, keys: Sequence[str]) -> dict[str, Section]:
    """A certificate stands in it with the address at which anybody checks it; a withdrawn one is left out."""
    return {
        row.serial: Section(
            "certificate", _certificate_title(row), row.date, _certificate_line(row), url=absolute_url(row.check_path)
        )
        for row in _certificates(user).filter(serial__in=keys)
    }


CERTIFICATES = Source("certificate", gettext_lazy("Certificates"), _certificate_choices, _certificate_sections)
REFLECTIONS = Source("reflection", gettext_lazy("Reflections"), _reflection_choices, _reflection_sections)
OUTCOMES = Source("outcome", gettext_lazy("Outcomes I wrote along on"), _outcome_choices, _outcome_sections)
