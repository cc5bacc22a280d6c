"""How people and papers are named in a reference list (APA 7, in its simplest form)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

# Words of a Dutch name that come before the family name and stay with it.
PREFIXES = {
    "van",
    "de",
    "den",
    "der",
    "het",
    "'t",
    "ten",
    "ter",
    "te",
    "von",
    "la",
    "le",
    "du",
    "el",
    "al",
    "in",
    "op",
}


def reference_name(name: str) -> str:
    """Return *van der Plas, J.* for *Joris van der Plas*; one word stays as it is."""
    words = name.split()
    if len(words) < 2:
        return name.strip()
    first = next((place for place, word in enumerate(words) if place and word.lower() in PREFIXES), len(words) - 1)
    given = " ".join(_initials(word) for word in words[:first])
    return f"{' '.join(words[first:])}, {given}"


def _initials(word: str) -> str:
    return "-".join(f"{part[0].upper()}." for part in word.replace(".", "").split("-") if part)


def reference_names(names: Sequence[str]) -> str:
    """Return all authors as APA names them: *A, B, & C*."""
    cited = [reference_name(name) for name in names]
    if len(cited) < 2:
        return "".join(cited)
    return f"{', '.join(cited[:-1])}, & {cited[-1]}"


def cite(*, authors: str, year: int, title: str, number: str, community: str, url: str) -> str:
    """Return a reference to one frozen version."""
    return _("%(authors)s (%(year)s). %(title)s (version %(number)s). %(community)s. %(url)s") % {
        "authors": authors,
        "year": year,
        "title": title.rstrip("."),
        "number": number,
        "community": community,
        "url": url,
    }
