"""A programme's own word for a circle: *leergemeenschap* where the portal says *leerkring*.

Every string of ours passes gettext, so that is where the word is exchanged: a string written next year follows too,
and what people typed is never touched. The door (``core.permissions``) speaks the words of the row it lets through;
``speaking`` says where that begins and ends, so that one request or mail never talks to the next.
See docs/decisions/0007-own-words.md.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import trans_real

# Letters, digits, blanks, hyphens and apostrophes: a word lands in HTML and in %-formats without being escaped.
OWN_WORD = re.compile(r"\A[^\W_](?:[^\W_]|[ ’'-])*\Z")
own_word = RegexValidator(OWN_WORD, _("Use letters, digits, blanks and hyphens only."), code="own_word")
BRAND = "Leerkring"
# Places to fill in, tags and addresses are passed over: there the word is a name.
KEPT = r"%\(\w+\)\w?|\{\w*\}|<[^>]*>|[^\s<>]*[/@][^\s<>]*"
FOUND = {
    "nl": re.compile(rf"{KEPT}|\b(leerkring)(en)?\b", re.I),
    "en": re.compile(rf"{KEPT}|\b(?:(an?) )?((?:learning )?circle)(s)?\b", re.I),
}
# What an English reader calls it; any other word is the programme's own name for itself and stays as it is.
IN_ENGLISH = {
    "leerkring": ("learning circle", "learning circles"),
    "leergemeenschap": ("learning community", "learning communities"),
}


@dataclass(frozen=True)
class Words:
    """What a programme calls one circle and more of them."""

    one: str
    many: str

    def known_in(self, language: str) -> tuple[str, str]:
        """Return both words for readers of this language."""
        own = (self.one.replace("'", "’"), self.many.replace("'", "’"))
        return IN_ENGLISH.get(self.one.lower(), own) if language == "en" else own


def words(one: str, many: str) -> Words | None:
    """Return the words; None where they are those of the portal, or such as no page could hold."""
    if one.lower() == "leerkring" and many.lower() == "leerkringen":
        return None
    return Words(one, many) if OWN_WORD.match(one) and OWN_WORD.match(many) else None


# --- Who is speaking ------------------------------------------------------------------------------------------


class _Speech:
    """What is being said now: one request, one mail."""

    def __init__(self, said: Words | None) -> None:
        self.words = said


_speech: ContextVar[_Speech | None] = ContextVar("speech", default=None)


@contextmanager
def speaking(said: Words | None) -> Iterator[None]:
    """Use these words inside the block, and what was used before it afterwards, whatever the block says."""
    token = _speech.set(_Speech(said))
    try:
        yield
    finally:
        _speech.reset(token)


def speak(said: Words | None) -> None:
    """Use these words for the rest of this request; outside one (a job, a shell) nothing changes."""
    speech = _speech.get()
    if speech is not None:
        speech.words = said


def spoken() -> Words | None:
    """Return the words in use; part of the key of everything that keeps a translated text."""
    speech = _speech.get()
    return speech.words if speech else None


# --- Whose words ----------------------------------------------------------------------------------------------

_owners: dict[type[models.Model], tuple[str, str]] = {}


def register_owner(model: type[models.Model], one: str, many: str) -> None:
    """Say which model has words of its own, and in which fields."""
    _owners[model] = one, many
    _ways.cache_clear()


@cache
def _ways(model: Any) -> tuple[tuple[str, ...], ...]:
    """Return the ways along foreign keys to whose words a row speaks, the shortest first.

    One way per key the row has itself, as a recognition hangs on a programme or on a circle; a key that is always
    filled ends the list, and none is asked of a row that has words itself.
    """
    if model in _owners:
        return ((),)
    found = []
    for field in _keys(model):
        way = _shortest(field.related_model, {model})
        if way is not None:
            found.append((len(way), field.null, (field.name, *way)))
    found.sort(key=lambda each: each[:2])
    sure = next((place for place, each in enumerate(found) if not each[1]), len(found))
    return tuple(way for _length, _null, way in found[: sure + 1])


def _shortest(model: Any, seen: set[Any]) -> tuple[str, ...] | None:
    ways: list[tuple[Any, tuple[str, ...]]] = [(model, ())]
    for at, way in ways:
        if at in _owners:
            return way
        for field in _keys(at):
            if field.related_model not in seen:
                seen.add(field.related_model)
                ways.append((field.related_model, (*way, field.name)))
    return None


def _keys(model: Any) -> list[Any]:
    return [field for field in model._meta.fields if field.remote_field]


def with_words(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Read the words along with the rows, where they are not read already; no query of their own."""
    ways = _ways(rows.model)  # type: ignore[arg-type]
    if not ways or (len(ways) == 1 and _brings(rows.query, ways[0])):
        return rows
    one, many = ([f"{'__'.join([*way, field])}" for way in ways] for field in _fields(rows.model, ways[0]))
    return rows.annotate(words_one=_first(one), words_many=_first(many))


def _fields(model: Any, way: tuple[str, ...]) -> tuple[str, str]:
    for step in way:
        model = model._meta.get_field(step).related_model
    return _owners[model]


def _first(names: list[str]) -> Any:
    return Coalesce(*names) if len(names) > 1 else models.F(names[0])


def _brings(query: Any, way: tuple[str, ...]) -> bool:
    """Return whether ``select_related`` goes all the way, and no column is left out."""
    chosen = query.select_related
    for step in way:
        if not isinstance(chosen, dict) or step not in chosen:
            return False
        chosen = chosen[step]
    return not query.deferred_loading[0]


def _pair(row: Any) -> tuple[str, str] | None:
    """Return both words of a row; None when it hangs on nothing that has words."""
    if "words_one" in vars(row):
        return (row.words_one, row.words_many) if row.words_one else None
    for way in _ways(type(row)):  # type: ignore[arg-type]
        owner = row
        for step in way:
            owner = getattr(owner, step) if owner is not None else None
        if owner is not None:
            one, many = _owners[type(owner)]
            return getattr(owner, one), getattr(owner, many)
    return None


def words_of(row: Any) -> Words | None:
    """Return the words of a row: read along by ``with_words``, or looked up along its foreign keys."""
    pair = _pair(row)
    return words(*pair) if pair else None


def speak_of(row: Any) -> None:
    """Speak the words of this row for the rest of the request; a row that hangs on no programme changes nothing."""
    if _speech.get() is not None and (pair := _pair(row)):
        speak(words(*pair))


# --- How it is said -------------------------------------------------------------------------------------------


class Translation(trans_real.DjangoTranslation):
    """Django's catalogue of one language, said in the words in use."""

    def gettext(self, message: str) -> str:
        """Return the translation, in the words in use."""
        return self._said(message, super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation for a number, in the words in use."""
        return self._said(msgid1, super().ngettext(msgid1, msgid2, n))

    def _said(self, message: str, text: str) -> str:
        speech = _speech.get()
        if speech is None or speech.words is None or BRAND in message:
            return text
        language = self.to_language()
        return _exchange(text, language, *speech.words.known_in(language))


@lru_cache(maxsize=4096)
def _exchange(text: str, language: str, one: str, many: str) -> str:
    """Return the text with every whole word exchanged, capitals kept."""
    if language not in FOUND:
        return text
    changed = FOUND[language].sub(lambda found: _word(found, one, many), text)
    # Django takes a text with its context still in front for one that nobody translated, and says it unchanged.
    return text if changed == text else changed.rpartition(trans_real.CONTEXT_SEPARATOR)[2]


def _word(found: re.Match[str], one: str, many: str) -> str:
    *articles, name, ending = found.groups()
    if not name:
        return found[0]
    word = many if ending else one
    if name[0].isupper():
        word = word[0].upper() + word[1:]
    if not articles or not articles[0]:
        return word
    article = "an" if word[0].lower() in "aeiou" else "a"
    return f"{article.capitalize() if articles[0][0].isupper() else article} {word}"


def install() -> None:
    """Make every language speak this way: also one that is read again, or taken up inside ``override``."""
    if trans_real.DjangoTranslation is not Translation:
        trans_real.DjangoTranslation = Translation  # type: ignore[misc]
        trans_real._translations = {}  # type: ignore[attr-defined]
