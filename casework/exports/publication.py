"""A publication as catalogues describe it: unqualified Dublin Core and MODS 3.7, as XML elements.

The words for kinds and access are those that OpenAIRE and the HBO Kennisbank harvest by.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ..actions.version import work_of
from ..citations import Person, Work
from ..models import Outcome, OutcomeVersion

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
MODS = "http://www.loc.gov/mods/v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
for prefix, namespace in [("oai_dc", OAI_DC), ("dc", DC), ("mods", MODS), ("xsi", XSI)]:
    ElementTree.register_namespace(prefix, namespace)

SEMANTICS = "info:eu-repo/semantics/"
TYPES = {
    Outcome.Kind.PAPER: "workingPaper",
    Outcome.Kind.ARTICLE: "article",
    Outcome.Kind.POSITION_PAPER: "workingPaper",
    Outcome.Kind.REPORT: "report",
    Outcome.Kind.KNOWLEDGE: "report",
    Outcome.Kind.LIVING: "workingPaper",
}
RIGHTS = {
    Outcome.Access.OPEN: ("openAccess", "c_abf2"),
    Outcome.Access.EMBARGOED: ("embargoedAccess", "c_f1cf"),
    Outcome.Access.RESTRICTED: ("restrictedAccess", "c_16ec"),
    Outcome.Access.METADATA: ("closedAccess", "c_14cb"),
}
COAR = "http://purl.org/coar/access_right/"
LANGUAGES = {"nl": "nld", "en": "eng"}
# What XML 1.0 has no place for.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Record:
    """A published outcome with its newest version; needs ``community`` with programme, theme and area loaded."""

    outcome: Outcome
    version: OutcomeVersion

    @property
    def work(self) -> Work:
        """The version as it is cited."""
        self.version.outcome = self.outcome
        return work_of(self.version)


def dublin_core(record: Record) -> Element:
    """Return ``oai_dc:dc``, each fact an element of its own, in the order of the element set."""
    root = Element(f"{{{OAI_DC}}}dc")
    _schema(root, OAI_DC, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    for name, texts in _facts(record).items():
        for text in texts:
            add(root, f"{{{DC}}}{name}", text)
    return root


def _facts(record: Record) -> dict[str, list[str]]:
    outcome, work = record.outcome, record.work
    circle = outcome.community
    semantics, coar = RIGHTS[Outcome.Access(outcome.access)]
    embargo = f"info:eu-repo/date/embargoEnd/{outcome.embargo_until:%Y-%m-%d}" if outcome.embargo_until else ""
    return {
        "title": [work.title],
        "creator": [person.apa for person in work.authors],
        "subject": [circle.theme.name if circle.theme else ""],
        "description": [work.abstract],
        "publisher": [work.publisher],
        "contributor": [person.apa for person in work.contributors],
        "date": [work.on.isoformat(), embargo],
        "type": [SEMANTICS + TYPES.get(Outcome.Kind(outcome.kind), "other"), work.kind],
        "format": ["text/html", "application/pdf"],
        "identifier": [work.url, work.doi and work.link],
        "language": [LANGUAGES.get(work.language, work.language)],
        "coverage": [circle.area.name if circle.area else ""],
        "rights": [SEMANTICS + semantics, COAR + coar, work.licence_url or str(outcome.get_licence_display())],
    }


def mods(record: Record) -> Element:
    """Return ``mods:mods``, with names in their parts and what each did."""
    outcome, work = record.outcome, record.work
    root = Element(f"{{{MODS}}}mods", {"version": "3.7"})
    _schema(root, MODS, "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd")
    _mods(root, "titleInfo/title", work.title)
    for person in work.authors:
        _mods_name(root, person, "aut")
    for person in work.contributors:
        _mods_name(root, person, "ctb")
    _mods(root, "typeOfResource", "text")
    _mods(root, "genre", SEMANTICS + TYPES.get(Outcome.Kind(outcome.kind), "other"))
    origin = SubElement(root, f"{{{MODS}}}originInfo")
    _mods(origin, "publisher", work.publisher)
    _mods(origin, "dateIssued", work.on.isoformat(), encoding="w3cdtf")
    _mods(origin, "edition", work.number)
    _mods(root, "language/languageTerm", work.language, type="code", authority="rfc3066")
    _mods(root, "abstract", work.abstract)
    _mods(root, "subject/topic", outcome.community.theme.name if outcome.community.theme else "")
    _mods(root, "identifier", work.doi or work.url, type="doi" if work.doi else "uri")
    _mods(root, "location/url", work.url, usage="primary display")
    _mods(root, "accessCondition", SEMANTICS + RIGHTS[Outcome.Access(outcome.access)][0], type="restriction on access")
    licence = work.licence_url or str(outcome.get_licence_display())
    _mods(root, "accessCondition", licence, type="use and reproduction")
    return root


def _mods_name(root: Element, person: Person, role: str) -> None:
    name = SubElement(root, f"{{{MODS}}}name", {"type": "personal" if person.given else "corporate"})
    if person.given:
        family = " ".join(filter(None, [person.particle, person.family]))
        _mods(name, "namePart", family, type="family")
        _mods(name, "namePart", person.given, type="given")
    else:
        _mods(name, "namePart", person.name)
    _mods(name, "role/roleTerm", role, type="code", authority="marcrelator")
    _mods(name, "affiliation", person.organisation)
    _mods(name, "nameIdentifier", person.orcid, type="orcid")


def _mods(parent: Element, path: str, text: str, **attributes: str) -> None:
    """Add ``a/b`` with a text to ``b``; nothing when there is no text."""
    if not text:
        return
    *outer, last = path.split("/")
    for name in outer:
        parent = SubElement(parent, f"{{{MODS}}}{name}")
    add(parent, f"{{{MODS}}}{last}", text, **attributes)


def add(parent: Element, tag: str, text: str, **attributes: str) -> None:
    """Add an element with a text, without what XML has no place for; nothing when there is no text."""
    if text:
        SubElement(parent, tag, attributes).text = FORBIDDEN.sub("", text)


def _schema(root: Element, namespace: str, location: str) -> None:
    root.set(f"{{{XSI}}}schemaLocation", f"{namespace} {location}")
