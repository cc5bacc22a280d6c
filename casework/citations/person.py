"""A name in its parts, and the forms in which others write it."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

# Words of a name that come before the family name and stay with it, as Dutch registers list them.
PARTICLES = {
    *("van", "de", "den", "der", "het", "'t", "'s", "ten", "ter", "te", "tot", "op", "in", "aan", "bij", "onder"),
    *("over", "uit", "voor", "von", "zu", "zum", "zur", "la", "le", "les", "du", "des", "di", "da", "del", "della"),
    *("el", "al", "ben", "bin", "d'", "l'"),
}
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
# APA 7, section 9.8: up to twenty authors are all named; of more the first nineteen and the last.
MOST_AUTHORS = 20


@dataclass(frozen=True)
class Person:
    """Somebody, or a group, that made something.

    A group has a family name only. ``particle`` is the *tussenvoegsel*, in small letters as it stands after a first
    name; ``ror`` is the nine characters of the organisation's code, ``orcid`` its four groups of four.
    """

    family: str
    given: str = ""
    particle: str = ""
    organisation: str = ""
    orcid: str = ""
    ror: str = ""

    @classmethod
    def parse(cls, name: str) -> "Person":
        """Return the parts of *Joris van der Plas*; one word is a family name, or a group of one word."""
        words = name.split()
        if len(words) < 2:
            return cls(name.strip())
        first = next((place for place, word in enumerate(words) if place and _is_particle(word)), len(words) - 1)
        # The last word is a family name, whatever it is.
        last = next(
            (place for place in range(first, len(words) - 1) if not _is_particle(words[place])), len(words) - 1
        )
        return cls(" ".join(words[last:]), " ".join(words[:first]), " ".join(words[first:last]))

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Person":
        """The other way of ``as_data``; what is unknown is passed over."""
        return cls(**{name: str(data[name]) for name in cls.__dataclass_fields__ if name in data})

    def as_data(self) -> dict[str, str]:
        """Return the parts that are filled, as they are kept."""
        return {name: text for name, text in asdict(self).items() if text}

    @property
    def name(self) -> str:
        """*Joris van der Plas*."""
        return " ".join(filter(None, [self.given, self.particle, self.family]))

    @property
    def surname(self) -> str:
        """The family name without a first name before it, which Dutch begins with a capital: *Van der Plas*."""
        return _joined(_capital(self.particle), self.family)

    @property
    def apa(self) -> str:
        """*Van der Plas, J.*, and a group as it is called."""
        return f"{self.surname}, {initials(self.given)}" if self.given else self.surname

    @property
    def inverted(self) -> str:
        """*van der Plas, Joris*, as reference managers read it: small letters are what is not sorted on."""
        return ", ".join(filter(None, [_joined(self.particle, self.family), self.given]))

    @property
    def sort_key(self) -> tuple[str, str]:
        """By what a Dutch list sorts: the family name without its particle, accents and capitals."""
        return _plain(self.family), _plain(self.given)

    @property
    def with_organisation(self) -> str:
        """*Joris van der Plas (ROC De Veste)*."""
        return f"{self.name} ({self.organisation})" if self.organisation else self.name


def initials(given: str) -> str:
    """Return *J.-W.* for *Jan-Willem*, *A. M.* for *Anna Maria*, *J. P.* for *J.P.* and *IJ.* for *IJsbrand*."""
    words = given.replace(".", ". ").split()
    return " ".join(
        "-".join(f"{_first_letter(part)}." for part in word.split("-") if part.strip(".")) for word in words
    )


def _first_letter(word: str) -> str:
    # The two letters of the Dutch ij are one, also when a machine wrote them as one sign.
    plain = unicodedata.normalize("NFC", word).replace("Ĳ", "IJ").replace("ĳ", "ij")
    if plain[:2].lower() == "ij":
        return "IJ"
    return plain[:1].upper()


def apa_names(people: Sequence[Person]) -> str:
    """Return all authors as APA 7 names them: *A, B, & C*; of more than twenty the first nineteen and the last."""
    names = [person.apa for person in people]
    if len(names) > MOST_AUTHORS:
        return f"{', '.join(names[: MOST_AUTHORS - 1])}, … {names[-1]}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _is_particle(word: str) -> bool:
    """Only small letters: *Van* in the middle of a name is a name (*Kim Van Damme*)."""
    return word.translate(APOSTROPHES) in PARTICLES


def _capital(particle: str) -> str:
    """Return *Van der* for *van der*; what begins with an apostrophe keeps its small letter (*'t Hart*)."""
    return particle[:1].upper() + particle[1:]


def _joined(particle: str, family: str) -> str:
    """*d'* and *l'* stand against the name, all others before it."""
    gap = "" if particle.translate(APOSTROPHES).lower() in ("d'", "l'") else " "
    return f"{particle}{gap}{family}" if particle else family


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
