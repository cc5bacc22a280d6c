"""A list of people as a kind of list that is read in: what each row says, and what it would do."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leerkring.core.errors import Refused
from leerkring.core.sheets import decode_text, read_rows

from ..actions.area import AreaNames
from ..actions.invitation import Known, known_addresses
from ..actions.people_import import invite_rows, may_invite
from ..imports import ImportKind, Judged, Listed
from ..models import Community, ImportJob, ImportRow, Membership
from ..models.sector import Sector
from .people_reader import MOST_PEOPLE, Line, Reading, read_people, read_people_rows

Verdict = ImportRow.Verdict
ROLES, SECTORS, LEVELS = dict(Membership.Role.choices), dict(Sector.choices), dict(Membership.Level.choices)


def read(job: ImportJob, content: bytes) -> Listed:
    """Return the people of a list, each with what asking them would come to; five queries for any number."""
    reading = _reading(job, content)
    if not reading.lines:
        raise Refused(_("There are no people in this list."))
    if len(reading.lines) > MOST_PEOPLE:
        raise Refused(_("This list has more than 5,000 people. Send it in parts."))
    if job.community is None:
        raise LookupError("A list of people belongs to a circle.")
    known = known_addresses(job.community, [person.email for person in reading.people])
    return Listed(len(reading.lines), _judged(job.community, reading, known))


def _reading(job: ImportJob, content: bytes) -> Reading:
    place = {"role": job.defaults["role"], "sector": job.defaults.get("sector", "")}
    if content.startswith(b"PK"):
        return read_people_rows(read_rows(content, job.file_name, most=MOST_PEOPLE), **place)
    return read_people(decode_text(content, job.file_name), **place)


def _judged(community: Community, reading: Reading, known: Known) -> Iterator[Judged]:
    first: dict[str, int] = {}
    reasons = dict(
        community.invitations.filter(status="declined")
        .exclude(decline_reason="")
        .values_list("email", "decline_reason")
    )
    areas = AreaNames()
    for line in reading.lines:
        yield _judge(line, known, first, reasons, areas)


def _judge(line: Line, known: Known, first: dict[str, int], reasons: Mapping[str, str], areas: AreaNames) -> Judged:
    """Say what one row comes to. ``first`` remembers where an address stood."""
    if line.person is None:
        return Judged(line.number, line.text, Verdict.WRONG, dict(line.cells), line.error)
    facts, email = dict(vars(line.person)), line.person.email.lower()
    place = line.person.area
    if place and areas.label(place) is None:
        remark = _("We don't know the area “%(area)s”. Write a municipality, or “neighbourhood, municipality”.")
        return Judged(line.number, line.text, Verdict.WRONG, dict(line.cells), remark % {"area": place})
    verdict, remark = _verdict(email, known, first, reasons)
    first.setdefault(email, line.number)
    return Judged(line.number, line.text, verdict, facts, remark, is_wanted=verdict == Verdict.NEW)


def _verdict(email: str, known: Known, first: Mapping[str, int], reasons: Mapping[str, str]) -> tuple[Verdict, str]:
    if email in first:
        return Verdict.TWICE, _("The same address as in row %(number)s.") % {"number": first[email]}
    if email in known.members:
        return Verdict.MEMBER, ""
    if email in known.invited:
        return Verdict.INVITED, ""
    if email in known.declined:
        reason = reasons.get(email)
        asked = _("Tick the row to ask once more.")
        said = _("They wrote: “%(reason)s”") % {"reason": reason} if reason else ""
        return Verdict.DECLINED, " ".join(filter(None, [said, asked]))
    return Verdict.NEW, ""


def describe(fields: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the name of a row, else its address, and what else it says, in words."""
    name = " ".join(filter(None, (fields.get(part) for part in ("given_name", "tussenvoegsel", "family_name"))))
    email = str(fields.get("email") or "")
    year = _("year %(year)s") % {"year": fields["study_year"]} if fields.get("study_year") else ""
    words = [
        email if name else "",
        ROLES.get(fields.get("role", ""), fields.get("role")),
        SECTORS.get(fields.get("sector", ""), fields.get("sector")),
        *(fields.get(key) for key in ("organisation", "function", "study_programme")),
        LEVELS.get(fields.get("study_level", ""), fields.get("study_level")),
        year,
        fields.get("area"),
    ]
    return name or email, [str(word) for word in words if word]


def _back_url(job: ImportJob) -> str:
    return reverse("communities:invitation_create", kwargs={"slug": _circle(job).slug})


def _done_url(job: ImportJob) -> str:
    name = "invitation_create" if _circle(job).is_draft else "invitation_list"
    return reverse(f"communities:{name}", kwargs={"slug": _circle(job).slug})


def _circle(job: ImportJob) -> Community:
    if job.community is None:
        raise LookupError("A list of people belongs to a circle.")
    return job.community


def _deed(job: ImportJob, count: int) -> str:
    if _circle(job).is_draft:
        return _("Put on the list (%(count)s)") % {"count": count}
    return _("Send invitations (%(count)s)") % {"count": count}


def _done(job: ImportJob, count: int) -> str:
    if _circle(job).is_draft:
        said = ngettext("%(count)s person is on the list.", "%(count)s people are on the list.", count)
    else:
        said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count)
    return said % {"count": count}


KIND = ImportKind(
    name=ImportJob.Kind.PEOPLE,
    read=read,
    apply=invite_rows,
    may=may_invite,
    columns=(
        ("email", gettext_lazy("E-mail")),
        ("given_name", gettext_lazy("First name")),
        ("tussenvoegsel", gettext_lazy("Name prefix")),
        ("family_name", gettext_lazy("Last name")),
        ("role", gettext_lazy("Role")),
        ("sector", gettext_lazy("Sector")),
        ("organisation", gettext_lazy("Organisation")),
        ("function", gettext_lazy("Function")),
        ("study_programme", gettext_lazy("Study programme")),
        ("study_level", gettext_lazy("Level")),
        ("study_year", gettext_lazy("Year of study")),
        ("area", gettext_lazy("Area")),
    ),
    back_url=_back_url,
    done_url=_done_url,
    deed=_deed,
    done=_done,
    describe=describe,
)
