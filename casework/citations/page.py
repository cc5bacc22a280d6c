"""What machines read in the head of the page of a paper: Google Scholar (Highwire) and schema.org."""

from typing import Any

from .person import Person
from .work import Work


def highwire(work: Work) -> list[tuple[str, str]]:
    """Return names and contents of ``<meta>`` tags, in order: what belongs to an author follows that author.

    https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
    """
    tags = [("citation_title", work.title)]
    for person in work.authors:
        tags.append(("citation_author", person.inverted))
        tags += [("citation_author_institution", person.organisation), ("citation_author_orcid", orcid_url(person))]
    home = "citation_journal_title" if work.form == "article" else "citation_technical_report_institution"
    tags += [
        ("citation_publication_date", work.on.strftime("%Y/%m/%d")),
        (home, work.publisher),
        ("citation_language", work.language),
        ("citation_doi", work.doi),
        ("citation_abstract_html_url", work.url),
        ("citation_pdf_url", work.pdf_url),
    ]
    return [(name, content) for name, content in tags if content]


def json_ld(work: Work) -> dict[str, Any]:
    """Return the work as schema.org describes a report or an article, without ``@context``."""
    facts = {
        "@type": "ScholarlyArticle" if work.form == "article" else "Report" if work.is_report else "CreativeWork",
        "name": work.title,
        "headline": work.title,
        "author": [_schema(person) for person in work.authors],
        "contributor": [_schema(person) for person in work.contributors],
        "datePublished": work.on.isoformat(),
        "version": work.number,
        "inLanguage": work.language,
        "abstract": " ".join(work.abstract.split()),
        "publisher": {"@type": "Organization", "name": work.publisher},
        "license": work.licence_url,
        "identifier": work.link if work.doi else "",
        "url": work.url,
    }
    return {name: value for name, value in facts.items() if value}


def orcid_url(person: Person) -> str:
    """Return the address of somebody's ORCID; empty when they gave none."""
    return f"https://orcid.org/{person.orcid}" if person.orcid else ""


def _schema(person: Person) -> dict[str, Any]:
    home = {"@type": "Organization", "name": person.organisation}
    if person.ror:
        home["@id"] = f"https://ror.org/{person.ror}"
    facts = {
        "@type": "Person" if person.given else "Organization",
        "@id": orcid_url(person),
        "name": person.name,
        "givenName": person.given,
        "familyName": " ".join(filter(None, [person.particle, person.family])) if person.given else "",
        "affiliation": home if person.organisation else None,
    }
    return {name: value for name, value in facts.items() if value}
