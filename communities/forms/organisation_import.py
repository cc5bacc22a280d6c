"""A list of organisations as a kind of list that is read in: what each row says, and what it would do."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leerkring.core.errors import Refused
from leerkring.core.sheets import Row, read_rows

from ..actions.area import AreaNames
from ..actions.organisation_import import apply_rows, may_import
from ..directory import DOMAINS, domain_labels
from ..imports import Choice, ImportKind, Judged, Listed
from ..models import ImportJob, ImportRow, Organisation
from ..models.sector import Sector
from ..organisation_name import NameIndex, plain_name, plain_text
from ..ror import clean_ror
from . import organisation_words as words
from .area import propose_area
from .organisation import clean_website

Verdict = ImportRow.Verdict
MOST = 10_000
LONGEST = {"name": 200, "description": 2000, "expertise": 2000}
LABELS = {
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind"),
    "sector": gettext_lazy("Sector"),
    "area": gettext_lazy("Place"),
    "domains": gettext_lazy("Domains"),
    "description": gettext_lazy("Description"),
    "expertise": gettext_lazy("Expertise"),
    "ror": gettext_lazy("ROR code"),
    "website": gettext_lazy("Website"),
}


def read(_job: ImportJob, content: bytes) -> Listed:
    """Return the organisations of a list, each with what it would do; two queries for any number."""
    rows = read_rows(content, _job.file_name, most=MOST)
    heads = words.heads_of(rows[0])
    if "name" not in heads.values():
        if len(rows[0]) > 1:
            raise Refused(
                _("We find no column with names. Put the names of the columns in the first row: naam, soort, plaats.")
            )
        # One column without a head: names, and nothing else.
        return Listed(len(rows), Reader().judge(rows, {0: "name"}))
    if len(rows) == 1:
        raise Refused(_("There are no organisations in this list."))
    return Listed(len(rows) - 1, Reader().judge(rows[1:], heads))


class Reader:
    """Knows all organisations and places, so that a row costs no query."""

    def __init__(self) -> None:
        rows = Organisation.objects.select_related("area__parent").order_by("pk")
        self.known = {row.pk: row for row in rows}
        self.index = NameIndex((pk, row.plain_name or plain_name(row.name)) for pk, row in self.known.items())
        self.by_name = {_typed(row.name): pk for pk, row in self.known.items()}
        self.by_plain: dict[str, int] = {}
        for pk, name in self.index.names.items():
            self.by_plain.setdefault(name, pk)
        self.by_ror = {row.ror: pk for pk, row in self.known.items() if row.ror}
        self.areas = AreaNames()
        self.proposed: dict[str, str] = {}
        self.first: dict[str, int] = {}

    def judge(self, rows: list[Row], heads: Mapping[int, str]) -> Iterator[Judged]:
        """Yield what each row comes to, by the number it has in the spreadsheet."""
        for cells in rows:
            number = cells.number
            said = {heads[at]: " ".join(cell.split()) for at, cell in enumerate(cells) if at in heads and cell}
            text = "; ".join(cells)[:2000]
            try:
                yield self._judge(number, text, said, self._facts(said))
            except ValidationError as error:
                yield Judged(number, text, Verdict.WRONG, dict(said), " ".join(error.messages)[:500])

    # --- What a row says

    def _facts(self, said: Mapping[str, str]) -> dict[str, Any]:
        """Return the facts of a row as an organisation has them; an empty cell says nothing."""
        _check_texts(said)
        facts: dict[str, Any] = {name: said[name] for name in ("name", "description", "expertise") if name in said}
        if "kind" in said:
            facts["kind"] = _known(said["kind"], words.kinds(), Organisation.Kind.choices, LABELS["kind"])
        if "sector" in said:
            facts["sector"] = _known(said["sector"], words.sectors(), Sector.choices, LABELS["sector"])
        if "ror" in said:
            facts["ror"] = clean_ror(said["ror"])
        if "website" in said:
            facts["website"] = clean_website(said["website"])
        if "area" in said:
            facts["area"] = self._area(said["area"])
        if "domains" in said:
            facts |= _domains(said["domains"])
        return facts

    def _area(self, text: str) -> str:
        label = self.areas.label(text)
        if label is None:
            if text not in self.proposed:
                self.proposed[text] = propose_area(text)
            raise ValidationError(_("We don't know “%(text)s”.") % {"text": text[:60]} + self.proposed[text])
        return label

    # --- What it would do

    def _judge(self, number: int, text: str, said: dict[str, str], facts: dict[str, Any]) -> Judged:
        plain = plain_name(facts["name"])
        fields = dict(said) | {"set": facts}
        if plain in self.first:
            remark = _("The same organisation as in row %(number)s.") % {"number": self.first[plain]}
            return Judged(number, text, Verdict.TWICE, fields, remark)
        self.first[plain] = number
        target = self.by_name.get(_typed(facts["name"])) or self.by_plain.get(plain)
        by_ror = self.by_ror.get(facts.get("ror", ""))
        if target or by_ror:
            return self._about(self.known[target or by_ror or 0], number, text, fields, is_renamed=not target)
        if (like := self.index.like(plain)) is not None:
            name = self.known[like].name
            remark = _("This looks like %(name)s. Is it that one, or another?") % {"name": name}
            return Judged(number, text, Verdict.UNCLEAR, fields | {"like": name}, remark, target=like)
        kind = facts.get("kind") or words.kind_of_name(facts["name"])
        facts.setdefault("kind", kind)
        facts.setdefault("sector", words.SECTOR_OF.get(kind, Sector.PRACTICE))
        return Judged(number, text, Verdict.NEW, fields, is_wanted=True)

    def _about(self, row: Organisation, number: int, text: str, fields: dict[str, Any], *, is_renamed: bool) -> Judged:
        """Return what a row would change in an organisation that we know. Its spelling of our name changes nothing."""
        facts = fields["set"]
        if not is_renamed:
            facts.pop("name")
        changes = list(differences(row, facts))
        if not changes:
            return Judged(number, text, Verdict.SAME, fields, target=row.pk)
        remark = "; ".join(f"{label}: {old or '–'} → {new or '–'}" for label, old, new in changes)
        return Judged(number, text, Verdict.CHANGED, fields, remark[:500], is_wanted=True, target=row.pk)


def differences(row: Organisation, facts: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what would become otherwise: the fact in words, what stands there now, and what the list says."""
    for name, label in LABELS.items():
        old, new = _shown(name, _stored(row)), _shown(name, facts)
        if old != new and (name in facts or (name == "domains" and "in_care" in facts)):
            yield str(label), _short(old), _short(new)


def _stored(row: Organisation) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in LABELS if name not in {"area", "domains"}}
    domains = {column: getattr(row, column) for column in DOMAINS.values()}
    return facts | domains | {"area": row.area.label if row.area else ""}


def _shown(name: str, facts: Mapping[str, Any]) -> str:
    if name == "domains":
        return ", ".join(label for code, label in domain_labels() if facts.get(DOMAINS[code]))
    choices = {"kind": Organisation.Kind.choices, "sector": Sector.choices}.get(name, [])
    value = facts.get(name, "")
    return str(dict(choices).get(value, value))


def _check_texts(said: Mapping[str, str]) -> None:
    if not said.get("name"):
        raise ValidationError(_("The name is missing."))
    if said["name"].startswith("="):
        raise ValidationError(_("There is a formula where the name should be. Type the name itself."))
    for name, most in LONGEST.items():
        if len(said.get(name, "")) > most:
            raise ValidationError(
                _("%(field)s is too long: at most %(most)s characters.") % {"field": LABELS[name], "most": most}
            )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _typed(name: str) -> str:
    return " ".join(name.split()).casefold()


def _known(text: str, spellings: Mapping[str, str], choices: list[tuple[str, Any]], label: Any) -> str:
    value = spellings.get(plain_text(text))
    if value is None:
        known = ", ".join(str(word) for _value, word in choices)
        said = _("%(field)s: we don't know “%(text)s”. Choose from: %(known)s.")
        raise ValidationError(said % {"field": label, "text": text[:60], "known": known})
    return value


def _domains(text: str) -> dict[str, bool]:
    found = set()
    for part in text.replace("/", ",").replace(";", ",").replace("|", ",").split(","):
        if part.strip():
            known = [(name, label) for name, label in domain_labels()]
            found.add(_known(part.strip(), words.domains(), known, LABELS["domains"]))
    return {column: name in found for name, column in DOMAINS.items()}


# --- The kind


def describe(fields: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the name of a row and what else it says, in short."""
    facts = [str(fields[name]) for name in LABELS if name != "name" and fields.get(name)]
    return str(fields.get("name", "")), [_short(fact) for fact in facts]


def choices(row: ImportRow) -> list[Choice]:
    """Return what may be done with a row that looks like an organisation we know."""
    if row.verdict != Verdict.UNCLEAR:
        return []
    name = {"name": row.fields.get("like", "")}
    return [("same", _("It is %(name)s: change that one") % name), ("new", _("It is another one: add it"))]


def _list_url(_job: ImportJob) -> str:
    return reverse("communities:organisation_list")


def _back_url(_job: ImportJob) -> str:
    return reverse("communities:organisation_import")


def _deed(_job: ImportJob, count: int) -> str:
    return _("Put in the directory (%(count)s)") % {"count": count}


def _done(_job: ImportJob, count: int) -> str:
    said = ngettext(
        "%(count)s organisation was added or changed.", "%(count)s organisations were added or changed.", count
    )
    return capfirst(said % {"count": count})


KIND = ImportKind(
    name=ImportJob.Kind.ORGANISATIONS,
    read=read,
    apply=apply_rows,
    may=may_import,
    columns=tuple(LABELS.items()),
    back_url=_back_url,
    done_url=_list_url,
    deed=_deed,
    done=_done,
    describe=describe,
    choices=choices,
)
