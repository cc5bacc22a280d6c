"""CSL-JSON, what Zotero and pandoc read (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""

import json
from typing import Any

from .person import Person
from .work import Work


def csl_json(work: Work) -> str:
    """Return a list of one item; a *tussenvoegsel* is a particle that is written but not dropped."""
    item = {
        "id": work.key,
        "type": "article-journal" if work.form == "article" else "report" if work.is_report else "document",
        "title": work.title,
        "author": [_name(person) for person in work.authors],
        "contributor": [_name(person) for person in work.contributors],
        "issued": {"date-parts": [[work.on.year, work.on.month, work.on.day]]},
        "container-title" if work.form == "article" else "publisher": work.publisher,
        "genre": work.kind,
        "version": work.number,
        "language": work.language,
        "abstract": " ".join(work.abstract.split()),
        "DOI": work.doi,
        "URL": work.url,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


def _name(person: Person) -> dict[str, Any]:
    if not person.given:
        return {"literal": person.surname}
    parts = {"family": person.family, "given": person.given, "non-dropping-particle": person.particle}
    return {name: text for name, text in parts.items() if text}
