"""Works that a text cites: from BibTeX to how APA 7 names them in the text and in the list below it.

A work is an item of CSL-JSON, as pandoc reads it from BibTeX: that reader knows LaTeX, names and crossed references.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from leerkring.core.documents import DocumentError, run_pandoc
from leerkring.core.errors import Refused
from leerkring.core.markdown_paper import Source

from .person import Person, apa_names

Item = dict[str, Any]
ENTRY = re.compile(r"@\s*([A-Za-z]+)\s*[{(]\s*([^,\s{}()]+)\s*,")
NO_WORK = {"comment", "string", "preamble"}
CROSSED = re.compile(r'\b(?:crossref|xdata)\s*=\s*[{"]?\s*([^\s}",]+)', re.IGNORECASE)
LANGUAGE = re.compile(r"\blangid\s*=", re.IGNORECASE)
LINE = re.compile(r"line (\d+)")
MOST_LETTERS = 300_000
SECONDS = 5
MEMORY = "256M"


def read_bibtex(text: str) -> list[Item]:
    """Return the works in a text of BibTeX, in order; ``Refused`` says what is wrong with it, and where."""
    if len(text) > MOST_LETTERS:
        raise Refused(_("This is too much at once. Add your references in parts."))
    if not ENTRY.search(text):
        raise Refused(_("There is no BibTeX in this. It begins with @article{ or the like; copy all of it."))
    if circle := _circle(text):
        words = {"keys": ", ".join(circle)}
        raise Refused(_("These works refer to each other in a circle: %(keys)s. Take crossref out of one.") % words)
    options = ("--from", "bibtex", "--to", "csljson")
    try:
        found = json.loads(run_pandoc(_as_typed(text).encode(), *options, seconds=SECONDS, memory=MEMORY))
    except DocumentError as error:
        raise _broken(str(error)) from error
    items: list[Item] = [item for item in found if item.get("id")]
    if not items:
        raise Refused(_("There is no work in this BibTeX."))
    return items


def cited_as(item: Item) -> Source:
    """Return how the text names a work: *Hoekstra & Van der Plas*, *Hoekstra et al.*, or its title."""
    names = [person.surname for person in _people(item)]
    if len(names) > 2:
        label = f"{names[0]} et al."
    else:
        label = " & ".join(names) or _short(str(item.get("title", "")) or str(item["id"]))
    return Source(label, _year(item))


def reference(item: Item) -> str:
    """Return the work as the list below a text names it (APA 7, chapter 10)."""
    names = apa_names(_people(item))
    title, year = _ended(str(item.get("title", ""))), f"({_year(item)})."
    first = [_ended(names), year, title] if names else [title, year]
    return " ".join(filter(None, [*first, _home(item), _link(item)]))


def sources_of(items: Sequence[Item]) -> dict[str, Source]:
    """Return how each key is named in the text."""
    return {str(item["id"]): cited_as(item) for item in items}


def listed(items: Sequence[Item], keys: Sequence[str]) -> list[tuple[str, str]]:
    """Return key and reference of the works that are cited, in the order of the alphabet."""
    rows = [(str(item["id"]), reference(item)) for item in items if item["id"] in keys]
    return sorted(rows, key=lambda row: row[1].casefold())


def _as_typed(text: str) -> str:
    """Titles keep their capitals: without a language pandoc takes each for English and lowers them."""
    if LANGUAGE.search(text):
        return text
    return ENTRY.sub(lambda found: found[0] + ("" if found[1].lower() in NO_WORK else " langid = {dutch},"), text)


def _circle(text: str) -> list[str]:
    """Return the keys of works that lead to each other by ``crossref``; none when they end somewhere."""
    found = list(ENTRY.finditer(text))
    ends = [entry.start() for entry in found[1:]] + [len(text)]
    leads: dict[str, list[str]] = {
        entry[2]: CROSSED.findall(text, entry.end(), end) for entry, end in zip(found, ends, strict=True)
    }
    for start in leads:
        seen, here = [start], leads[start][:1]
        while here and here[0] in leads:
            if here[0] in seen:
                return seen[seen.index(here[0]) :]
            seen.append(here[0])
            here = leads[here[0]][:1]
    return []


def _broken(told: str) -> Refused:
    if line := LINE.search(told):
        words = {"line": line[1]}
        return Refused(_("This BibTeX is broken near line %(line)s: a brace, comma or quote is missing.") % words)
    return Refused(_("This BibTeX can't be read. Add your references in smaller parts to find which one it is."))


def _people(item: Item) -> list[Person]:
    return [_person(name) for name in item.get("author") or item.get("editor") or []]


def _person(name: Mapping[str, str]) -> Person:
    if literal := name.get("literal"):
        return Person(literal)
    particle = name.get("non-dropping-particle") or name.get("dropping-particle") or ""
    return Person(name.get("family", ""), name.get("given", ""), particle)


def _year(item: Item) -> str:
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    return str(parts[0][0]) if parts[0] else _("n.d.")


def _home(item: Item) -> str:
    """Where it stands: *Tijdschrift, 3(2), 1-9.*, or who published it."""
    if container := str(item.get("container-title", "")):
        issue = f"({item['issue']})" if item.get("issue") else ""
        volume = f"{item.get('volume', '')}{issue}"
        parts = ", ".join(filter(None, [container, volume, str(item.get("page", ""))]))
        parts = parts if item.get("type") != "chapter" else f"In {parts}"
        return " ".join(filter(None, [f"{parts}.", _ended(str(item.get("publisher", "")))]))
    return _ended(str(item.get("publisher", "")))


def _link(item: Item) -> str:
    return f"https://doi.org/{item['DOI']}" if item.get("DOI") else str(item.get("URL", ""))


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def _short(title: str) -> str:
    words = title.split()
    return " ".join(words[:4]) + (" …" if len(words) > 4 else "")
