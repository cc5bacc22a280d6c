"""Taking somebody's name and addresses out of what others wrote.

Looking reads every text of the portal once, outside a transaction, so that nobody waits for it; writing touches only
what was found. A name that a second account bears too says nothing about who was meant, and stays; an address is
always of one person.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Cast

from ..models import User
from .naming import FORMER
from .registry import Held, all_held

LEFT_OUT = "…"
# Shorter names would be found inside everything.
SHORTEST = 5


@dataclass(frozen=True)
class Traces:
    """What somebody is known by, and the rows (model, ids) in whose texts that stands."""

    words: dict[str, str]
    rows: list[tuple[type[models.Model], list[Any]]] = field(default_factory=list)

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds the words, in any case."""
        choice = "|".join(re.escape(word) for word in sorted(self.words, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)

    def without(self, text: str) -> str:
        """Return a text without them."""
        lower = {word.lower(): instead for word, instead in self.words.items()}
        return self.pattern.sub(lambda match: lower[match[0].lower()], text)


def known_by(person: User) -> dict[str, str]:
    """Return the words somebody is known by, each with what takes its place."""
    addresses = {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
    words = dict.fromkeys(sorted(addresses), LEFT_OUT)
    names = {"given_name__iexact": person.given_name, "family_name__iexact": person.family_name}
    namesakes = User.objects.filter(**names, tussenvoegsel__iexact=person.tussenvoegsel).exclude(pk=person.pk)
    if person.family_name and len(person.full_name) >= SHORTEST and not namesakes.exists():
        # Both as people say it and as a list sorts it.
        words |= {person.full_name: FORMER, person.sort_name: FORMER}
    return words


def find_traces(person: User, *, beside: frozenset[str] = frozenset()) -> Traces:
    """Return the rows in whose texts somebody is named; of the models in ``beside`` none."""
    traces = Traces(known_by(person))
    for row in all_held():
        texts = text_fields(row.model_class)
        if row.model in beside or not texts:
            continue
        ids = list(_rows_with(row, texts, traces.words).values_list("pk", flat=True))
        if ids:
            traces.rows.append((row.model_class, ids))
    return traces


def text_fields(model: type[models.Model]) -> list[Any]:
    """Return the fields of a model in which somebody may be named."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    found: list[Any] = [each for each in model._meta.concrete_fields if isinstance(each, kinds)]
    return [each for each in found if not (each.primary_key or each.choices or each.unique)]


def _rows_with(row: Held, texts: list[Any], words: dict[str, str]) -> models.QuerySet[Any]:
    rows, where = row.rows, Q()
    for place, text in enumerate(texts):
        name = text.name
        if isinstance(text, models.JSONField):
            name = f"_text_{place}"
            rows = rows.annotate(**{name: Cast(text.name, models.TextField())})
        for word in words:
            where |= Q(**{f"{name}__icontains": word})
            if name != text.name and connection.vendor == "sqlite":
                # There JSON is a text, in which some letters are written otherwise.
                where |= Q(**{f"{name}__icontains": json.dumps(word)[1:-1]})
    return rows.filter(where)


def scrub(traces: Traces) -> None:
    """Write the texts that were found without them; a row that went meanwhile is passed over."""
    for model, ids in traces.rows:
        texts = text_fields(model)
        names = [text.name for text in texts]
        rows = list(model._base_manager.filter(pk__in=ids).only("pk", *names))
        for row in rows:
            for text in texts:
                setattr(row, text.name, _without(getattr(row, text.name), text, traces))
        model._base_manager.bulk_update(rows, names, batch_size=100)


def _without(value: Any, text: "models.Field[Any, Any]", traces: Traces) -> Any:
    if isinstance(value, str) and not isinstance(text, models.JSONField):
        return traces.without(value)[: text.max_length]
    return _in_json(value, traces)


def _in_json(value: Any, traces: Traces) -> Any:
    if isinstance(value, str):
        return traces.without(value)
    if isinstance(value, list):
        return [_in_json(each, traces) for each in value]
    if isinstance(value, dict):
        return {key: _in_json(each, traces) for key, each in value.items()}
    return value


def each_text(person: User) -> Iterator[str]:
    """Yield the words by which the index may still know somebody."""
    yield from (word for word, instead in known_by(person).items() if instead == FORMER)
