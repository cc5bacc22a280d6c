"""A fast look for what makes somebody in a text recognisable. It reduces risk; it does not make anonymous.

Patterns and rules after `domain/people.md`: a citizen service number (BSN) blocks, all else is a question to the
writer. The thorough search (deduce) belongs in a worker.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.nl import bsn


class Kind(StrEnum):
    """What was found."""

    BSN = "bsn"
    IBAN = "iban"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    DATE = "date"
    STREET = "street"
    AGE = "age"
    NAME = "name"
    # Found by the thorough search only.
    PERSON = "person"
    PLACE = "place"
    INSTITUTION = "institution"
    NUMBER = "number"
    URL = "url"


LABELS: dict[Kind, Promise] = {
    Kind.BSN: _("citizen service number (BSN)"),
    Kind.IBAN: _("bank account"),
    Kind.EMAIL: _("e-mail address"),
    Kind.PHONE: _("phone number"),
    Kind.POSTCODE: _("postcode"),
    Kind.DATE: _("date"),
    Kind.STREET: _("street and house number"),
    Kind.AGE: _("exact age"),
    Kind.NAME: _("name of somebody in the circle"),
    Kind.PERSON: _("name of a person"),
    Kind.PLACE: _("name of a place"),
    Kind.INSTITUTION: _("name of an organisation"),
    Kind.NUMBER: _("number of somebody"),
    Kind.URL: _("web address"),
}
PROPOSALS: dict[Kind, Promise] = {
    Kind.BSN: _("Take this number out. A BSN may not stand here."),
    Kind.IBAN: _("Take this number out."),
    Kind.EMAIL: _("Take this address out."),
    Kind.PHONE: _("Take this number out."),
    Kind.POSTCODE: _("Name the region, for example “a village in the Betuwe”."),
    Kind.DATE: _("Write a season, for example “last autumn”."),
    Kind.STREET: _("Name the kind of place, for example “at home” or “in the neighbourhood”."),
    Kind.AGE: _("Write an age group, for example “in the eighties”."),
    Kind.NAME: _("Write a role, for example “a colleague”, “the daughter” or “a neighbour”."),
    Kind.PERSON: _("Write a role, for example “a colleague”, “the daughter” or “a neighbour”."),
    Kind.PLACE: _("Name the region, for example “a village in the Betuwe”."),
    Kind.INSTITUTION: _("Name the kind of organisation, for example “a care organisation”."),
    Kind.NUMBER: _("Take this number out."),
    Kind.URL: _("Take this address out."),
}


@dataclass(frozen=True)
class Finding:
    """What was found in a text: ``text[start:end]``, of a kind."""

    kind: Kind
    start: int
    end: int
    text: str

    @property
    def label(self) -> Promise:
        """The kind in words."""
        return LABELS[self.kind]

    @property
    def proposal(self) -> Promise:
        """What to write instead."""
        return PROPOSALS[self.kind]

    @property
    def suggestions(self) -> list[str]:
        """What can be put in its place with one tap, the likeliest first; empty where only its writer can tell."""
        if self.kind == Kind.DATE:
            return [_season(self.text)]
        if self.kind == Kind.AGE:
            return [_age_group(self.text)]
        return [str(words) for words in SUGGESTIONS[self.kind]]

    @property
    def blocks(self) -> bool:
        """Whether the text may not go on with this in it."""
        return self.kind == Kind.BSN


@dataclass(frozen=True)
class Piece:
    """A part of a text, for a page that shows what was found."""

    text: str
    finding: Finding | None = None


MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    "|january|february|march|may|june|july|august|october"
)
# Of the English names in MONTHS that differ from the Dutch ones: which month each is.
ENGLISH_MONTHS = (1, 2, 3, 5, 6, 7, 8, 10)
STREETS = (
    "straat|laan|weg|plein|hof|gracht|kade|singel|dijk|pad|steeg|dreef|plantsoen|park|wal|markt|ring|baan|erf|akker"
)
_I = re.IGNORECASE

LEFT_OUT: Sequence[Promise] = [_("(left out)")]
SUGGESTIONS: dict[Kind, Sequence[Promise]] = {
    Kind.BSN: LEFT_OUT,
    Kind.IBAN: LEFT_OUT,
    Kind.EMAIL: LEFT_OUT,
    Kind.PHONE: LEFT_OUT,
    Kind.POSTCODE: [_("this region")],
    Kind.STREET: [_("a street in the neighbourhood"), _("at home")],
    Kind.NAME: [_("a colleague"), _("the client"), _("a relative")],
    Kind.PERSON: [_("the client"), _("a relative"), _("a colleague")],
    Kind.PLACE: [_("a place in the region")],
    Kind.INSTITUTION: [_("an organisation here")],
    Kind.NUMBER: LEFT_OUT,
    Kind.URL: LEFT_OUT,
}
SEASONS = [_("last winter"), _("last spring"), _("last summer"), _("last autumn")]


def _season(text: str) -> str:
    """Return the season of a date in words, without its year."""
    words = re.search(rf"(?:{MONTHS})", text, _I)
    names = MONTHS.split("|")
    if words:
        # The English names of months that differ stand behind the twelve Dutch ones.
        place = names.index(words[0].lower())
        month = place + 1 if place < 12 else ENGLISH_MONTHS[place - 12]
    else:
        parts = [int(part) for part in re.split(r"[-/.]", text)]
        month = parts[1]
    return str(SEASONS[month % 12 // 3])


def _age_group(text: str) -> str:
    """Return ten years around an age, and before a noun (“83-jarige”) the word for such an age."""
    age = int(re.match(r"\d+", text)[0])  # type: ignore[index]
    if "jarig" in text.lower() or "year-old" in text.lower():
        return gettext("young") if age < 25 else gettext("older") if age >= 65 else gettext("grown-up")
    first, last = (0, 12) if age < 12 else (12, 18) if age < 18 else (age // 10 * 10, age // 10 * 10 + 10)
    return gettext("between %(first)s and %(last)s years of age") % {"first": first, "last": last}


Check = Callable[[str], bool]


def _always(_text: str) -> bool:
    return True


def _is_bsn(text: str) -> bool:
    return bsn.is_valid(re.sub(r"\D", "", text))


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    return len(digits) in (10, 11, 13)


def _is_date(text: str) -> bool:
    day, month = (int(part) for part in re.split(r"[-/.]", text)[:2])
    return (day <= 31 and month <= 12) or day > 1900


# In order of certainty: what one pattern has taken, a later one does not take again.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str], Check], ...] = (
    (Kind.IBAN, re.compile(r"(?<!\w)[A-Z]{2}\d{2} ?[A-Z]{4}(?: ?\d){10}(?!\w)", _I), iban.is_valid),
    (
        Kind.IBAN,
        re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: \d{4}){2,7}(?: \d{1,3})?)(?!\w)"),
        iban.is_valid,
    ),
    (Kind.EMAIL, re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,5}"), _always),
    (Kind.BSN, re.compile(r"(?<![\d.])(?:\d{9}|\d{3}[ .-]\d{3}[ .-]\d{3}|\d{4}[ .-]\d{2}[ .-]\d{3})(?!\d)"), _is_bsn),
    (Kind.PHONE, re.compile(r"(?<![\w+])(?:(?:\+|00)31[ -]?(?:\(0\)[ -]?)?|0)[1-9](?:[ -]?\d){8}(?!\d)"), _is_phone),
    (
        Kind.POSTCODE,
        re.compile(r"(?<![A-Za-z0-9])[1-9]\d{3}[ \u00a0]?(?!SA|SD|SS)[A-Z]{2}(?![A-Za-z0-9])"),
        _always,
    ),
    (
        Kind.DATE,
        re.compile(r"(?<![\d.])(?:\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|(?:19|20)\d{2}-\d{2}-\d{2})(?!\d)"),
        _is_date,
    ),
    (Kind.DATE, re.compile(rf"(?<!\d)\d{{1,2}}(?:e|de|ste)? (?:{MONTHS})\b(?: (?:19|20)\d{{2}})?", _I), _always),
    (Kind.DATE, re.compile(rf"\b(?:{MONTHS}) \d{{1,2}},? (?:19|20)\d{{2}}\b", _I), _always),
    (
        Kind.STREET,
        re.compile(rf"\b[A-Z][\w'’-]{{0,40}}(?: [\w'’-]{{1,30}}){{0,2}}?(?:{STREETS}) \d{{1,4}}(?: ?[a-zA-Z])?\b"),
        _always,
    ),
    (Kind.AGE, re.compile(r"(?<!\d)(?:1[01]|\d)?\d[ -](?:jaar oud|jarige?|years? old|year-old)\b", _I), _always),
    (Kind.AGE, re.compile(r"(?<=\bvan )(?:[1-9]\d|10\d) jaar\b", _I), _always),
)
# A shorter part (“van”, “de”, “Bo”) would be found everywhere.
_PARTS_TOO_SHORT = 3


def find(text: str, *, names: Iterable[str] = ()) -> list[Finding]:
    """Return what was found in ``text``, in order of place and without overlap.

    ``names`` are full names of people whom the writer might mention; a first or last name alone is found too.
    """
    found: list[Finding] = []
    for kind, pattern, is_real in [*_PATTERNS, *_name_patterns(names)]:
        for match in pattern.finditer(text):
            start, end = match.span()
            if is_real(match.group()) and not any(start < other.end and other.start < end for other in found):
                found.append(Finding(kind, start, end, match.group()))
    return sorted(found, key=lambda finding: finding.start)


def together(found: Iterable[Finding], more: Iterable[Finding]) -> list[Finding]:
    """Return both, in order of place; where two overlap, the longer one counts, and a number that blocks always."""
    kept = list(found)
    for finding in more:
        over = [other for other in kept if finding.start < other.end and other.start < finding.end]
        if all(finding.start <= other.start and other.end <= finding.end and not other.blocks for other in over):
            kept = [other for other in kept if other not in over] + [finding]
    return sorted(kept, key=lambda finding: finding.start)


def _name_patterns(names: Iterable[str]) -> list[tuple[Kind, re.Pattern[str], Check]]:
    full = {" ".join(name.split()) for name in names} - {""}
    parts = {word for name in full for word in name.split() if len(word) >= _PARTS_TOO_SHORT and word[0].isupper()}
    words = sorted(full | parts, key=len, reverse=True)
    if not words:
        return []
    choice = "|".join(re.escape(word) for word in words)
    return [(Kind.NAME, re.compile(rf"(?<!\w)(?:{choice})(?:'s|s)?(?!\w)"), _always)]


def pieces(text: str, findings: Sequence[Finding]) -> list[Piece]:
    """Return the text cut at the findings, so that a template can mark them."""
    cut, at = [], 0
    for finding in findings:
        if finding.start > at:
            cut.append(Piece(text[at : finding.start]))
        cut.append(Piece(text[finding.start : finding.end], finding))
        at = finding.end
    if at < len(text):
        cut.append(Piece(text[at:]))
    return cut


def fingerprint(findings: Iterable[Finding]) -> str:
    """Return a mark of exactly these findings: a "yes" to them is no yes to what is typed later."""
    words = sorted(f"{finding.kind}:{finding.text}" for finding in findings)
    return hashlib.sha256("\n".join(words).encode()).hexdigest() if words else ""
