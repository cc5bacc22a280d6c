"""What is cited: one frozen version of a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from .person import Person

# Words at the beginning of a title that say nothing by themselves.
SMALL_WORDS = {"de", "het", "een", "the", "a", "an", "van", "hoe", "wat", "in", "op", "how", "what"}


@dataclass(frozen=True)
class Work:
    """One version, in the words of its own language. ``kind`` is the word for it, ``form`` what it counts as."""

    title: str
    authors: Sequence[Person]
    on: date
    number: str
    kind: str
    form: str
    circle: str
    programme: str
    url: str
    language: str
    version_label: str
    abstract: str = ""
    contributors: Sequence[Person] = field(default=())
    doi: str = ""
    licence_url: str = ""
    pdf_url: str = ""

    @property
    def year(self) -> int:
        """The year it was frozen in."""
        return self.on.year

    @property
    def publisher(self) -> str:
        """*Lingewaard, Krachtige Leerkringen*; one name once."""
        return ", ".join(dict.fromkeys(filter(None, [self.circle, self.programme])))

    @property
    def link(self) -> str:
        """The DOI where there is one, else the address of this version."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def is_report(self) -> bool:
        """Whether reference managers take it for a report of an organisation."""
        return self.form in ("paper", "position_paper", "report", "knowledge", "living")

    @property
    def key(self) -> str:
        """*hoekstra2026praatje*: letters and digits only, the same each time."""
        first = self.authors[0].sort_key[0] if self.authors else "leerkring"
        words = [word for word in re.findall(r"[a-z]+", self.title.lower()) if word not in SMALL_WORDS]
        return "".join(re.findall(r"[a-z0-9]", f"{first}{self.year}{words[0] if words else ''}"))
