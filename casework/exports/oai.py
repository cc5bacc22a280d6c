"""OAI-PMH 2.0, the protocol by which catalogues harvest what is published.

http://www.openarchives.org/OAI/openarchivesprotocol.html. Each answer is HTTP 200, errors of the protocol too. A list
goes on where its token says: after a moment and a number, so that page 1,000 costs what page 1 costs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Programme, Theme
from leerkring.core.links import absolute_url

from ..models import Outcome, OutcomeVersion
from .publication import FORBIDDEN, MODS, OAI_DC, XSI, Record, add, dublin_core, mods

OAI = "http://www.openarchives.org/OAI/2.0/"
ElementTree.register_namespace("", OAI)
SECONDS, DAYS = "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"
PER_PAGE = 100
SALT = "casework.oai"


@dataclass(frozen=True)
class Format:
    """A way to describe a record."""

    schema: str
    namespace: str
    write: Callable[[Record], Element]


FORMATS = {
    "oai_dc": Format("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC, dublin_core),
    "mods": Format("http://www.loc.gov/standards/mods/v3/mods-3-7.xsd", MODS, mods),
}


class OaiError(Exception):
    """An error that the protocol names, such as ``badArgument``."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Selection:
    """What a list asks for, and after which row it goes on; in UTC, ``until`` being the last second that counts."""

    prefix: str
    since: datetime | None = None
    until: datetime | None = None
    spec: str = ""
    after: tuple[str, int] | None = None
    cursor: int = 0
    size: int = 0

    def token(self, last: Outcome, number: int) -> str:
        """Return the token of the next page: signed, so that nobody makes one up."""
        moment = last.stamped_at.isoformat() if last.stamped_at else ""
        facts = [self.prefix, _iso(self.since), _iso(self.until), self.spec, moment, last.pk, number, self.size]
        return signing.dumps(facts, salt=SALT, compress=True)

    @classmethod
    def from_token(cls, token: str) -> "Selection":
        """The other way; ``badResumptionToken`` for what is not one of ours."""
        try:
            prefix, since, until, spec, moment, pk, cursor, size = signing.loads(token, salt=SALT)
            return cls(prefix, _moment(since), _moment(until), spec, (moment, pk), cursor, size)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise OaiError("badResumptionToken", "This resumptionToken is not valid.") from error


def answer(arguments: Mapping[str, list[str]]) -> bytes:
    """Return the answer to a request with these arguments, as a document in UTF-8."""
    root = Element(f"{{{OAI}}}OAI-PMH")
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    add(root, f"{{{OAI}}}responseDate", timezone.now().astimezone(UTC).strftime(SECONDS))
    request = SubElement(root, f"{{{OAI}}}request")
    request.text = base_url()
    try:
        verb, single = _read(arguments)
        content = VERBS[verb][2](single)
    except OaiError as error:
        # Of a request that is not understood nothing is repeated.
        if error.code not in ("badVerb", "badArgument"):
            _repeat(request, arguments)
        SubElement(root, f"{{{OAI}}}error", {"code": error.code}).text = str(error)
    else:
        _repeat(request, arguments)
        root.append(content)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def base_url() -> str:
    """Return the address that harvesters know."""
    return absolute_url(reverse("casework:oai"))


def _repeat(request: Element, arguments: Mapping[str, list[str]]) -> None:
    for name, values in arguments.items():
        request.set(name, FORBIDDEN.sub("", values[0]))


def _read(arguments: Mapping[str, list[str]]) -> tuple[str, dict[str, str]]:
    """Return the verb and its arguments; the protocol knows no argument twice and none that it does not name."""
    verbs = arguments.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", "The verb is missing, unknown or repeated.")
    required, optional, _answer = VERBS[verbs[0]]
    single = {name: values[0] for name, values in arguments.items() if name != "verb"}
    if any(len(values) > 1 for values in arguments.values()):
        raise OaiError("badArgument", "An argument is repeated.")
    if "resumptionToken" in single and "resumptionToken" in optional:
        if len(single) > 1:
            raise OaiError("badArgument", "A resumptionToken stands alone.")
        return verbs[0], single
    if unknown := single.keys() - required - optional:
        raise OaiError("badArgument", f"{verbs[0]} knows no argument {sorted(unknown)[0]}.")
    if missing := required - single.keys():
        raise OaiError("badArgument", f"{verbs[0]} needs the argument {sorted(missing)[0]}.")
    return verbs[0], single


# --- Rows -------------------------------------------------------------------------------------------------------


def _rows() -> Any:
    """What a visitor can find, withdrawn ones too; a draft was never stamped."""
    rows = Outcome.objects.permitted(AnonymousUser(), "casework.view_outcome").filter(stamped_at__isnull=False)
    return rows.select_related("community__programme", "community__theme", "community__area").defer("body", "abstract")


def _page(selection: Selection) -> tuple[list[Outcome], Selection]:
    """Return one row more than a page, and the selection with the size of the whole list."""
    rows = _rows()
    if selection.since:
        rows = rows.filter(stamped_at__gte=selection.since)
    if selection.until:
        rows = rows.filter(stamped_at__lt=selection.until + timedelta(seconds=1))
    if selection.spec:
        rows = rows.filter(_in_set(selection.spec))
    if selection.after:
        moment, pk = _moment(selection.after[0]), selection.after[1]
        # The first condition says what the second one implies, in a form that the index understands.
        rows = rows.filter(stamped_at__gte=moment).filter(Q(stamped_at__gt=moment) | Q(stamped_at=moment, pk__gt=pk))
    size = selection.size or rows.count()
    found = list(rows.order_by("stamped_at", "pk")[: PER_PAGE + 1])
    if not found:
        raise OaiError("noRecordsMatch", "No record matches.")
    return found, replace(selection, size=size)


def _in_set(spec: str) -> Q:
    kind, _colon, name = spec.partition(":")
    paths = {"programme": "community__programme__slug", "circle": "community__slug", "kind": "kind"}
    if kind in paths:
        return Q(**{paths[kind]: name})
    if kind == "theme" and name.isdecimal() and len(name) < 10:
        return Q(community__theme=int(name))
    return Q(pk__in=[])


def _records(rows: Iterable[Outcome]) -> dict[int, Record]:
    """Return the newest version of each row that is still given, in one query."""
    wanted = {row.pk: row for row in rows if row.is_published}
    versions = OutcomeVersion.objects.filter(outcome__in=wanted).order_by("frozen_at", "pk").defer("body")
    return {version.outcome_id: Record(wanted[version.outcome_id], version) for version in versions}


# --- Verbs ------------------------------------------------------------------------------------------------------


def _identify(_arguments: Mapping[str, str]) -> Element:
    root = Element(f"{{{OAI}}}Identify")
    first = _rows().order_by("stamped_at").values_list("stamped_at", flat=True).first() or timezone.now()
    for name, text in {
        "repositoryName": settings.SITE_NAME,
        "baseURL": base_url(),
        "protocolVersion": "2.0",
        "adminEmail": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "earliestDatestamp": _stamp(first),
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }.items():
        add(root, f"{{{OAI}}}{name}", text)
    return root


def _list_formats(arguments: Mapping[str, str]) -> Element:
    if "identifier" in arguments:
        _row(arguments["identifier"])
    root = Element(f"{{{OAI}}}ListMetadataFormats")
    for prefix, form in FORMATS.items():
        entry = SubElement(root, f"{{{OAI}}}metadataFormat")
        add(entry, f"{{{OAI}}}metadataPrefix", prefix)
        add(entry, f"{{{OAI}}}schema", form.schema)
        add(entry, f"{{{OAI}}}metadataNamespace", form.namespace)
    return root


def _list_sets(arguments: Mapping[str, str]) -> Element:
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "The list of sets has one page.")
    root = Element(f"{{{OAI}}}ListSets")
    for spec, name in _sets():
        entry = SubElement(root, f"{{{OAI}}}set")
        add(entry, f"{{{OAI}}}setSpec", spec)
        add(entry, f"{{{OAI}}}setName", name)
    return root


def _sets() -> list[tuple[str, str]]:
    """What publications are grouped by; a circle or programme without any is not named here."""
    circles = Community.objects.filter(pk__in=_rows().order_by().values("community"))
    programmes = Programme.objects.filter(pk__in=circles.values("programme")).order_by("slug")
    themes = Theme.objects.filter(pk__in=circles.filter(theme__isnull=False).values("theme")).order_by("pk")
    return [
        *((f"programme:{slug}", name) for slug, name in programmes.values_list("slug", "name")),
        *((f"circle:{slug}", name) for slug, name in circles.order_by("slug").values_list("slug", "name")),
        *((f"theme:{pk}", name) for pk, name in themes.values_list("pk", "name")),
        *((f"kind:{value}", str(label)) for value, label in Outcome.Kind.choices),
    ]


def _get_record(arguments: Mapping[str, str]) -> Element:
    form = _format(arguments["metadataPrefix"])
    row = _row(arguments["identifier"])
    root = Element(f"{{{OAI}}}GetRecord")
    _add_record(root, row, _records([row]), form)
    return root


def _list_records(arguments: Mapping[str, str]) -> Element:
    selection = _selection(arguments)
    form = _format(selection.prefix)
    root = Element(f"{{{OAI}}}ListRecords")
    rows, selection = _page(selection)
    records = _records(rows[:PER_PAGE])
    for row in rows[:PER_PAGE]:
        _add_record(root, row, records, form)
    _add_token(root, rows, selection)
    return root


def _list_identifiers(arguments: Mapping[str, str]) -> Element:
    selection = _selection(arguments)
    _format(selection.prefix)
    root = Element(f"{{{OAI}}}ListIdentifiers")
    rows, selection = _page(selection)
    for row in rows[:PER_PAGE]:
        _add_header(root, row)
    _add_token(root, rows, selection)
    return root


def _add_record(root: Element, row: Outcome, records: Mapping[int, Record], form: Format) -> None:
    entry = SubElement(root, f"{{{OAI}}}record")
    _add_header(entry, row)
    if row.pk in records:
        SubElement(entry, f"{{{OAI}}}metadata").append(form.write(records[row.pk]))


def _add_header(root: Element, row: Outcome) -> None:
    header = SubElement(root, f"{{{OAI}}}header")
    if row.is_withdrawn:
        header.set("status", "deleted")
    add(header, f"{{{OAI}}}identifier", identifier(row.pk))
    add(header, f"{{{OAI}}}datestamp", _stamp(row.stamped_at) if row.stamped_at else "")
    circle = row.community
    specs = [f"programme:{circle.programme.slug}", f"circle:{circle.slug}", f"kind:{row.kind}"]
    for spec in [*specs, *([f"theme:{circle.theme_id}"] if circle.theme_id else [])]:
        add(header, f"{{{OAI}}}setSpec", spec)


def _add_token(root: Element, rows: list[Outcome], selection: Selection) -> None:
    """Say where the list goes on; on its last page an empty token ends it, on its only page there is none."""
    is_last = len(rows) <= PER_PAGE
    if is_last and selection.after is None:
        return
    facts = {"completeListSize": str(selection.size), "cursor": str(selection.cursor)}
    token = SubElement(root, f"{{{OAI}}}resumptionToken", facts)
    if not is_last:
        token.text = selection.token(rows[PER_PAGE - 1], selection.cursor + PER_PAGE)


VERBS: dict[str, tuple[set[str], set[str], Callable[[Mapping[str, str]], Element]]] = {
    "Identify": (set(), set(), _identify),
    "ListMetadataFormats": (set(), {"identifier"}, _list_formats),
    "ListSets": (set(), {"resumptionToken"}, _list_sets),
    "GetRecord": ({"identifier", "metadataPrefix"}, set(), _get_record),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}, _list_records),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}, _list_identifiers),
}


# --- Arguments --------------------------------------------------------------------------------------------------


def identifier(pk: int) -> str:
    """Return *oai:leerkring.example:12*."""
    return f"oai:{urlsplit(settings.SITE_URL).hostname}:{pk}"


def _row(name: str) -> Outcome:
    beginning = identifier(0)[:-1]
    number = name.removeprefix(beginning)
    row: Outcome | None = None
    if name.startswith(beginning) and number.isascii() and number.isdecimal() and len(number) < 19:
        row = _rows().filter(pk=int(number)).first()
    if row is None:
        raise OaiError("idDoesNotExist", "There is no record with this identifier.")
    return row


def _format(prefix: str) -> Format:
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", "Records are given as oai_dc and as mods.")
    return FORMATS[prefix]


def _selection(arguments: Mapping[str, str]) -> Selection:
    if "resumptionToken" in arguments:
        return Selection.from_token(arguments["resumptionToken"])
    since, is_day = _argument(arguments.get("from"))
    until, is_last_day = _argument(arguments.get("until"))
    if since and until and is_day != is_last_day:
        raise OaiError("badArgument", "from and until have another granularity.")
    if since and until and since > until:
        raise OaiError("badArgument", "from is later than until.")
    if until and is_last_day:
        until += timedelta(days=1, seconds=-1)
    return Selection(arguments["metadataPrefix"], since, until, arguments.get("set", ""))


def _argument(text: str | None) -> tuple[datetime | None, bool]:
    """Return a moment, and whether it was given as a day."""
    if text is None:
        return None, False
    for form, length in ((DAYS, 10), (SECONDS, 20)):
        try:
            if len(text) == length:
                return datetime.strptime(text, form).replace(tzinfo=UTC), form == DAYS
        except ValueError:
            continue
    raise OaiError("badArgument", "A moment looks like 2026-01-31 or 2026-01-31T12:00:00Z.")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(SECONDS)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
