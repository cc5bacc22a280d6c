"""BibTeX in UTF-8, which LaTeX reads by itself since 2018; what means something to LaTeX is written out."""

from .person import Person
from .work import Work

MEANING = str.maketrans(
    {letter: f"\\{letter}" for letter in "&%$#_{}"}
    | {"~": "{\\textasciitilde}", "^": "{\\textasciicircum}", "\\": "{\\textbackslash}"}
)


def bibtex(work: Work) -> str:
    """Return one entry: ``@techreport`` for reports, ``@article`` for articles, ``@misc`` for the rest.

    Titles stand in double braces, so that no style changes their capitals.
    """
    kind = "article" if work.form == "article" else "techreport" if work.is_report else "misc"
    home = {"article": "journal", "techreport": "institution", "misc": "howpublished"}[kind]
    fields = {
        "author": " and ".join(_name(person) for person in work.authors),
        "title": f"{{{_escape(work.title)}}}",
        "year": str(work.year),
        "month": work.on.strftime("%b").lower(),
        home: _escape(work.publisher),
        "type": _escape(work.kind) if kind == "techreport" else "",
        "version": work.number,
        "doi": work.doi,
        "url": work.url,
        "language": {"nl": "dutch", "en": "english"}.get(work.language, work.language),
        "abstract": _escape(" ".join(work.abstract.split())),
    }
    lines = [f"  {name} = {_value(name, text)}," for name, text in fields.items() if text and text != "{}"]
    return "\n".join([f"@{kind}{{{work.key},", *lines, "}"]) + "\n"


def _value(name: str, text: str) -> str:
    # Months are words that BibTeX knows, without braces.
    return text if name == "month" else f"{{{text}}}"


def _name(person: Person) -> str:
    """*van der Plas, Joris*; a group stands in braces, or BibTeX would take it apart."""
    return _escape(person.inverted) if person.given else f"{{{_escape(person.surname)}}}"


def _escape(text: str) -> str:
    return " ".join(text.split()).translate(MEANING)
