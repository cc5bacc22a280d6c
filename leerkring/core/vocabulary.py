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
from functools import lru_cache
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import trans_real

# Letters, digits, blanks, hyphens and apostrophes: a word lands in HTML and in %-formats without being escaped.
OWN_WORD = re.compile(r"\A[^\W_](?:[^\W_]|[ ’'-])*\Z")
own_word = RegexValidator(OWN_WORD, _("Use letters, digits, blanks and hyphens only."), code="own_word")
BRAND = "Leerkring"
FOUND = {
    "nl": re.compile(r"\b(leerkring)(en)?\b", re.I),
    "en": re.compile(r"\b(?:(an?) )?((?:learning )?circle)(s)?\b", re.I),
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
    _path.cache_clear()


@lru_cache
def _path(model: Any) -> list[str] | None:
    """Return the shortest way along foreign keys to whose words this row speaks; None when there is none."""
    ways: list[tuple[type[models.Model], list[str]]] = [(model, [])]
    seen = {model}
    for at, way in ways:
        if at in _owners:
            return way
        for field in at._meta.fields:
            target: Any = field.remote_field and field.related_model
            if target and target not in seen:
                seen.add(target)
                ways.append((target, [*way, field.name]))
    return None


def with_words(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Read the words along with the rows, where they are not read already; no query of their own."""
    model: Any = rows.model
    path = _path(model)
    if path is None or _brings(rows.query, path):
        return rows
    owner = model
    for step in path:
        owner = owner._meta.get_field(step).related_model
    one, many = ("__".join([*path, field]) for field in _owners[owner])
    return rows.annotate(words_one=models.F(one), words_many=models.F(many))


def _brings(query: Any, path: list[str]) -> bool:
    """Return whether ``select_related`` goes all the way, and no column is left out."""
    chosen = query.select_related
    for step in path:
        if not isinstance(chosen, dict) or step not in chosen:
            return False
        chosen = chosen[step]
    return not query.deferred_loading[0]


def _pair(row: Any) -> tuple[str, str] | None:
    """Return both words of a row; None when it hangs on nothing that has words."""
    if "words_one" in vars(row):
        return (row.words_one, row.words_many) if row.words_one else None
    model: Any = type(row)
    path = _path(model)
    for step in path or []:
        row = getattr(row, step) if row is not None else None
    if path is None or row is None:
        return None
    one, many = _owners[type(row)]
    return getattr(row, one), getattr(row, many)


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
