"""Names of organisations as they are compared. Pure: from text to text.

*Stichting Welzijn De Linge*, *Welzijn de Linge* and *WELZIJN DE LINGE (stichting)* are one organisation. What tells
organisations of one place apart stays: *gemeente Utrecht* is not *provincie Utrecht*, nor *Utrecht*.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

# Legal forms, in small letters without marks. "Gemeente" is none: it says which organisation it is.
LEGAL_FORMS = frozenset(
    ("stichting", "vereniging", "cooperatie", "bv", "nv", "vof", "ua", "ba", "cv", "eg", "maatschap")
)
# Words that nearly every name has; alike in them says little.
COMMON = frozenset(("de", "het", "een", "van", "voor", "en", "in", "der", "den", "t", "s"))
# Letters that do not come apart into a plain letter and a mark.
LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d"})
# From here on two names are alike (0 to 1); by trying names of the field: lower joins *gemeente Duiven* to *Druten*.
LIKE = 0.87
BEGINNING = 4
# Of a word that everybody has, more is not compared.
MOST = 400
NUMBER = re.compile(r"\d+")


def plain_text(text: str) -> str:
    """Return the words in small letters without accents and punctuation, with one space between them."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = re.sub(r"[.'’`]", "", re.sub(r"\s*[&+]\s*", " en ", plain))
    return " ".join(re.sub(r"[^\w]+|_", " ", plain).split())


def plain_name(name: str) -> str:
    """Return the name as it is compared: ``plain_text`` without legal forms, unless nothing else is left.

    Never empty for a name that holds anything.
    """
    words = plain_text(name).split()
    plain = " ".join([word for word in words if word not in LEGAL_FORMS] or words)
    return (plain or name.casefold().strip())[:200]


def telling(plain: str) -> frozenset[str]:
    """Return the words of a plain name that say which organisation it is."""
    words = plain.split()
    return frozenset(word for word in words if word not in COMMON) or frozenset(words)


def beginnings(plain: str) -> set[str]:
    """Return how the telling words of a plain name begin: what an index of names looks under."""
    return {word[:BEGINNING] for word in telling(plain)}


class NameIndex:
    """Plain names by how their words begin, to find the one most like another among thousands."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self.names = dict(names)
        self._by_beginning: dict[str, list[int]] = defaultdict(list)
        for pk, name in self.names.items():
            for beginning in beginnings(name):
                self._by_beginning[beginning].append(pk)

    def like(self, name: str) -> int | None:
        """Return the id of the name most like this plain name, itself included; None when none is like it.

        Alike is: nearly the same letters (*welzijn de linge* and *welzijn de lingen*), or the same telling words in
        another order. One shared word is not enough.
        """
        best, found = LIKE, None
        words = telling(name)
        for pk in self._around(name):
            other = self.names[pk]
            likeness = 1.0 if words == telling(other) else _ratio(name, other, best)
            if likeness >= best and (found is None or likeness > best or pk < found):
                best, found = likeness, pk
        return found

    def _around(self, name: str) -> set[int]:
        """Return who is worth comparing: who shares one of the two rarest beginnings."""
        shelves = sorted((self._by_beginning.get(word, []) for word in beginnings(name)), key=len)
        return {pk for shelf in [shelf for shelf in shelves if shelf][:2] for pk in shelf[:MOST]}


def likeness(name: str, other: str) -> float:
    """Return how much two plain names are spelled alike, from 0 to 1."""
    return SequenceMatcher(None, name, other, autojunk=False).ratio()


def _ratio(name: str, other: str, least: float) -> float:
    # Numbers tell apart what is spelled alike: *basisschool 12* and *basisschool 13*.
    if NUMBER.findall(name) != NUMBER.findall(other):
        return 0.0
    matcher = SequenceMatcher(None, name, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
