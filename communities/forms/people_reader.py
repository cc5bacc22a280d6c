"""Reading people from what coordinators have at hand: addresses pasted from a mail, or a list saved as CSV.

Pure: from text to lines, each with a person or with what is wrong, and always with its own text.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from leerkring.core.sheets import Row as SheetRow
from leerkring.core.sheets import mark_of, unquoted

from ..actions.invitation import Invitee
from ..models import Membership
from ..models.sector import Sector
from .people_words import HEADS, LEVELS, MISTYPED, PREFIXES, SYNONYMS, TITLES

# What may be sent at once. One line more is read, to know that it is too much; the rest would only cost time.
MOST_PEOPLE = 5000
# So many rows with the title of a list may stand above the names of its columns.
MOST_ABOVE = 10
# A longer piece is no name that its address follows.
LONGEST_NAME = 200
# What a column holds; what may be sent over the mail is longer than that.
LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Line:
    """One line of the list: a person, or what is wrong with it."""

    text: str
    person: Invitee | None = None
    error: str = ""
    # Where it stands in the list, and what its cells say; for people who mend it.
    number: int = 0
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class Reading:
    """What was read. ``head`` is the line with the names of the columns, kept with the lines that were wrong."""

    lines: list[Line] = field(default_factory=list)
    head: str = ""

    @property
    def people(self) -> list[Invitee]:
        """The people of the lines that are right."""
        return [line.person for line in self.lines if line.person]

    @property
    def wrong(self) -> list[Line]:
        """The lines that need mending."""
        return [line for line in self.lines if not line.person]

    @property
    def wrong_text(self) -> str:
        """What goes back into the field: the wrong lines, readable as before."""
        texts = [line.text for line in self.wrong]
        return "\n".join([self.head, *texts] if self.head and texts else texts)


Entry = dict[str, str]


def read_people(text: str, *, role: str, sector: str = "") -> Reading:
    """Read a table with heads of columns, or else loose addresses.

    ``role`` and ``sector`` hold where a line gives none; no sector means: the one that fits the role.
    """
    return _read_table(_table(text), role, sector) or _read_pieces(enumerate(_pieces(text), 1), role, sector)


def read_people_rows(rows: list[SheetRow], *, role: str, sector: str = "") -> Reading:
    """Read the rows of a spreadsheet in the same way; without heads, a row is one person."""
    table: list[Row] = [(row.number, row, _as_text(row, ";")) for row in rows]
    return _read_table(table, role, sector) or _read_pieces(
        ((row.number, " ".join(row)) for row in rows), role, sector
    )


Row = tuple[int, list[str], str]


def _read_table(rows: list[Row], role: str, sector: str) -> Reading | None:
    """Return what a table with heads says; None when no row on top names the addresses."""
    start = _head_of(rows)
    if start is None:
        return None
    heads = _heads(rows[start][1])
    found = [
        _line(number, text, _entry_of_cells(cells, heads), role, sector)
        for number, cells, text in rows[start + 1 : start + MOST_PEOPLE + 2]
    ]
    return Reading(found, head=rows[start][2])


def _head_of(rows: list[Row]) -> int | None:
    """Return which row names the columns; above it only a title may stand, no address."""
    for place, (_number, cells, text) in enumerate(rows[:MOST_ABOVE]):
        if "@" in text:
            return None
        if "email" in _heads(cells).values():
            return place
    return None


def _read_pieces(pieces: Iterable[tuple[int, str]], role: str, sector: str) -> Reading:
    few = islice(pieces, MOST_PEOPLE + 1)
    return Reading([_line(number, piece, _entry_of_text(piece), role, sector) for number, piece in few])


# --- Tables


def _table(text: str) -> list[Row]:
    """Return the rows that hold anything, each as its number, its cells and its own text."""
    delimiter, lines = mark_of(text)
    rows = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
    most = MOST_ABOVE + MOST_PEOPLE + 1
    try:
        numbered = enumerate(([unquoted(cell) for cell in row] for row in rows), 1)
        filled = ((number, cells) for number, cells in numbered if any(cell.strip() for cell in cells))
        return [(number, cells, _as_text(cells, delimiter)) for number, cells in islice(filled, most)]
    except csv.Error:
        # A quotation mark that never closes; read it as loose lines.
        return []


def _as_text(cells: list[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue()


def _heads(cells: list[str]) -> dict[int, str]:
    """Return which field each column holds, by its number."""
    plain = [re.sub(r"[\s_\-]", "", cell.casefold()) for cell in cells]
    return {
        number: name for number, cell in enumerate(plain) for name, spellings in HEADS.items() if cell in spellings
    }


def _entry_of_cells(cells: list[str], heads: dict[int, str]) -> Entry:
    entry: Entry = {}
    for number, cell in enumerate(cells):
        # Of two columns for one thing, the first that says anything counts.
        if number in heads and cell.strip():
            entry.setdefault(heads[number], " ".join(cell.split()))
    if "email" in entry:
        entry["email"] = _bare(entry["email"])
    return _names(entry.pop("name", "")) | entry


def _bare(address: str) -> str:
    """Return the address in *mailto:noor@example.nl* and in *Noor Peeters <noor@example.nl>*."""
    found = re.fullmatch(r"[^<>]*<([^<>]*)>", address)
    return (found[1] if found else address).strip().removeprefix("mailto:")


def _names(name: str) -> Entry:
    """*Peeters, Noor* is Noor Peeters."""
    family, comma, given = name.partition(",")
    return split_name(f"{given} {family}" if comma else name)


# --- Loose addresses


def _pieces(text: str) -> Iterator[str]:
    """Return the text per person: a line, or a part of it between semicolons or commas."""
    for line in text.splitlines():
        for part in [line] if _is_one_person(line, ";") else line.split(";"):
            found = [part] if _is_one_person(part, ",") else _between_commas(part)
            yield from filter(None, (piece.strip(" \t,;") for piece in found))


def _is_one_person(text: str, mark: str) -> bool:
    """*Noor Peeters; noor@example.nl* is one person; *noorexample.nl; daan@example.nl* are two, one of them wrong."""
    others = [part.strip() for part in text.split(mark) if "@" not in part]
    return text.count("@") == 1 and not any(re.fullmatch(r"\S+\.[a-z]{2,}", part) for part in others)


def _between_commas(text: str) -> list[str]:
    """*Peeters, Noor <noor@…>, Willems, Daan <daan@…>* are two people."""
    found: list[str] = []
    for part in text.split(","):
        if found and "@" not in found[-1] and "<" in part and len(found[-1]) < LONGEST_NAME:
            found[-1] = f"{found[-1]},{part}"
        else:
            found += _addresses_in_a_row(part)
    return found


def _addresses_in_a_row(part: str) -> list[str]:
    words = part.split()
    return words if len(words) > 1 and all("@" in word for word in words) else [part]


def _entry_of_text(piece: str) -> Entry:
    words = re.split(r"[\s;]+", piece.replace("<", " ").replace(">", " ").strip())
    address = next((word for word in words if "@" in word), words[-1] if len(words) == 1 else "")
    rest = " ".join(word for word in words if word != address).strip(" ,\"'")
    return _names(rest) | {"email": address.strip(",\"'").removeprefix("mailto:")}


def split_name(name: str) -> Entry:
    """Return first name, prefix and last name as far as one can tell; people mend their own name when they join."""
    words = [word for word in name.replace('"', " ").split() if word.casefold() not in TITLES]
    if not words:
        return {}
    given, rest = words[0], words[1:]
    start = next((number for number, word in enumerate(rest) if word in PREFIXES), None)
    if start is None:
        return {"given_name": given, "family_name": " ".join(rest)}
    end = next((number for number in range(start, len(rest)) if rest[number] not in PREFIXES), len(rest))
    return {
        "given_name": " ".join([given, *rest[:start]]),
        "tussenvoegsel": " ".join(rest[start:end]),
        "family_name": " ".join(rest[end:]),
    }


# --- Each line

LONGEST = {"tussenvoegsel": 20, "organisation": 200, "function": 120, "study_programme": 120, "area": 120}
PLAIN = ("given_name", "tussenvoegsel", "family_name", "organisation", "function", "study_programme", "area")


def _line(number: int, text: str, entry: Entry, role: str, sector: str) -> Line:
    try:
        return Line(text, _person(entry, role, sector), number=number, cells=entry)
    except ValidationError as error:
        return Line(text, error=error.messages[0], number=number, cells=entry)


def _person(entry: Entry, role: str, sector: str) -> Invitee:
    own_role, own_sector = entry.get("role", ""), entry.get("sector", "")
    if not own_role and entry.get("function", "").casefold() in _words(Membership.Role):
        own_role = entry["function"]
    role = _known(own_role, Membership.Role) if own_role else role
    sector = _known(own_sector, Sector) if own_sector else sector
    plain = {key: entry.get(key, "") for key in PLAIN}
    for key, value in plain.items():
        if len(value) > LONGEST.get(key, 80):
            raise ValidationError(_("“%(text)s…” is too long.") % {"text": value[:30]})
    return Invitee(
        email=check_address(entry.get("email", "")),
        sector=sector or Membership.SECTOR_OF[Membership.Role(role)],
        role=role,
        study_level=_level(entry.get("study_level", "")),
        study_year=_year(entry.get("study_year", "")),
        **plain,
    )


def _level(text: str) -> str:
    plain = re.sub(r"[\s\-]", "", text.casefold())
    if plain and plain not in LEVELS:
        known = ", ".join(str(label) for label in Membership.Level.labels)
        raise ValidationError(
            _("“%(text)s” is not a level we know. Choose from: %(known)s.") % {"text": text, "known": known}
        )
    return LEVELS[plain].value if plain else ""


def _year(text: str) -> int | None:
    """*3*, *jaar 3*, *3e jaar* and *year 3* are the third year."""
    found = re.fullmatch(r"(?:jaar|year)?\s*([1-8])(?:e|ste|st|nd|rd|th)?(?:\s*(?:jaar|year))?", text.casefold())
    if text and not found:
        raise ValidationError(_("“%(text)s” is not a year of study. Write a number from 1 to 8.") % {"text": text})
    return int(found[1]) if found else None


def check_address(email: str) -> str:
    """Return the address; ``ValidationError`` says what is wrong and, where one can tell, what was meant."""
    if not email:
        raise ValidationError(_("There is no e-mail address in this line."))
    if email.count("@") != 1:
        raise ValidationError(_("An e-mail address has one @ in it, as in noor@example.nl."))
    name, _at, domain = email.partition("@")
    meant = MISTYPED.get(domain.casefold())
    if meant:
        raise ValidationError(_("Do you mean %(email)s?") % {"email": f"{name}@{meant}"})
    try:
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError("")
        validate_email(email)
    except ValidationError as error:
        raise ValidationError(_("“%(text)s” is not an e-mail address.") % {"text": email[:LONGEST_ADDRESS]}) from error
    return email


def _known(text: str, choices: type[Membership.Role] | type[Sector]) -> str:
    value = _words(choices).get(text.casefold())
    if value is None:
        said = (
            _("“%(text)s” is not a role we know. Choose from: %(known)s.")
            if choices is Membership.Role
            else _("“%(text)s” is not a sector we know. Choose from: %(known)s.")
        )
        known = ", ".join(str(label) for label in choices.labels)
        raise ValidationError(said % {"text": text, "known": known})
    return value


@lru_cache(maxsize=2)
def _words(choices: type[Membership.Role] | type[Sector]) -> dict[str, str]:
    """Codes, and labels in both languages, to the code."""
    words = {word: str(value) for word, value in SYNONYMS.items() if value in choices.values}
    for language in ("nl", "en"):
        with translation.override(language):
            words |= {str(label).casefold(): value for value, label in choices.choices}
    return words | {value: value for value in choices.values}
