"""A certificate on paper: an accessible PDF in the language of its reader.

Made when it is asked for (30 ms), and kept nowhere but for a week in a batch: names of others and the register are
those of now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities import sheet
from leerkring.accounts.models import User
from leerkring.core.documents import DocumentError, make_pdf
from leerkring.core.labels import label_of
from leerkring.core.links import absolute_url
from leerkring.core.templatetags.ui import clock
from leerkring.core.vocabulary import speaking, words

from .certificate_facts import FACILITATOR, ROLES
from .hours import in_words
from .models import Certificate, CertificateChoices, Presence, ProgrammeItem

FOLDER = Path(__file__).resolve().parent / "documents"
MOST_NAMES = 60


@dataclass(frozen=True)
class Paper:
    """One certificate with what is filled in now: names of others, and what its holder typed."""

    certificate: Certificate
    language: str
    register: str = ""
    register_number: str = ""
    # Of other participants, those who agreed to it.
    names: Sequence[str] = field(default_factory=list)

    def pdf(self) -> bytes:
        """Return the PDF; raises ``DocumentError``."""
        with speaking(words(*self.certificate.facts["words"])), translation.override(self.language):
            facts, nameless = _facts(self), str(capfirst(_("participant")))
        beside = [sheet.FOLDER / "mark.typ"]
        try:
            return make_pdf(FOLDER / "certificate.typ", body="", data=facts, beside=beside)
        except DocumentError:
            # An accessible PDF may hold no sign that its letters can't draw: it goes, the words around it stay.
            ours = sheet.in_our_letters(facts)
            ours["name"] = ours["name"].strip() or nameless
            return make_pdf(FOLDER / "certificate.typ", body="", data=ours, beside=beside)


def papers_of(certificates: Iterable[Certificate]) -> list[Paper]:
    """Return the papers to hand out, each in the language of its holder; without what only a holder puts on it."""
    rows = list(certificates)
    names, people = _consenting(rows), _people(rows)
    for row in rows:
        _fill_in(row, people)
    return [Paper(row, _language(row, people), names=_others(row, names)) for row in rows]


def own_paper(certificate: Certificate, *, by: User, language: str) -> Paper:
    """Return the paper of one certificate as ``by`` takes it along: only its holder puts a register on it."""
    _fill_in(certificate, _people([certificate]))
    own = CertificateChoices.objects.filter(user=certificate.user_id, user_id=by.pk).first()
    choices = own or CertificateChoices()
    typed = {"register": choices.register, "register_number": choices.register_number}
    names = _others(certificate, _consenting([certificate]))
    return Paper(certificate, language, names=names, **typed)


def _people(rows: Sequence[Certificate]) -> Mapping[int, User]:
    keys = {key for row in rows for key in (row.user_id, row.facilitator_id, row.confirmed_by_id) if key}
    return User.objects.in_bulk(keys)


def _fill_in(row: Certificate, people: Mapping[int, User]) -> None:
    row.facilitator = people.get(row.facilitator_id or 0)
    row.confirmed_by = people.get(row.confirmed_by_id or 0)


def _language(row: Certificate, people: Mapping[int, User]) -> str:
    holder = people.get(row.user_id or 0)
    return holder.language if holder else settings.LANGUAGE_CODE


def _consenting(rows: Sequence[Certificate]) -> dict[int, dict[int, str]]:
    """Return per meeting who was there and agreed to be named, by user."""
    meetings = {row.meeting_id for row in rows} - {None}
    there = Presence.objects.confirmed().filter(meeting__in=meetings, user__certificate_choices__may_be_named=True)
    found: dict[int, dict[int, str]] = {}
    for presence in there.select_related("user"):
        assert presence.user is not None
        found.setdefault(presence.meeting_id, {})[presence.user.pk] = presence.user.full_name
    return found


def _others(row: Certificate, names: Mapping[int, Mapping[int, str]]) -> list[str]:
    found = names.get(row.meeting_id or 0, {})
    return sorted(name for user, name in found.items() if user != row.user_id)[:MOST_NAMES]


# --- What stands on it ------------------------------------------------------------------------------------------


def _facts(paper: Paper) -> dict[str, Any]:
    row, facts = paper.certificate, paper.certificate.facts
    address = absolute_url(row.check_path)
    day = date_format(row.date, "j F Y")
    return {
        "language": paper.language,
        "site": settings.SITE_NAME,
        "issuer": facts["programme"],
        "serial": row.number,
        "title": _("Certificate of participation"),
        "document_title": _("Certificate of participation: %(name)s, %(day)s") % {"name": row.name, "day": day},
        "name": row.name,
        "register": _register(paper),
        "sentence": _("took part in a meeting of “%(circle)s”.") % {"circle": facts["circle"]},
        "groups": [
            {"title": _("The meeting"), "facts": _meeting_facts(row)},
            {"title": _("The people"), "facts": _people_facts(paper)},
        ],
        "hours": _hours(row),
        "confirmation": _confirmation(row),
        "qr": sheet.qr_svg(address),
        "address": address,
        "short_address": address.partition("://")[2].rstrip("/"),
        "serial_line": _("Number %(number)s, issued on %(day)s by %(issuer)s")
        % {"number": row.number, "day": _day(row.issued_at), "issuer": facts["programme"]},
        "foot": _("Certificate %(number)s") % {"number": row.number},
        "words": {
            "for_whom": _("For"),
            "hours": _("Net contact hours, without breaks"),
            "confirmation": _("Confirmation"),
            "qr": _("QR code that leads to the page where this certificate is checked"),
            "check": _("Check whether this certificate holds: scan the code, or open"),
            "register_decides": _("The register decides whether points are awarded."),
        },
    }


def _register(paper: Paper) -> str:
    if not paper.register:
        return ""
    said = _("Register: %(register)s, number %(number)s (as given by the participant)")
    if not paper.register_number:
        said = _("Register: %(register)s (as given by the participant)")
    return said % {"register": paper.register, "number": paper.register_number}


def _meeting_facts(row: Certificate) -> list[dict[str, Any]]:
    facts = row.facts
    topics = [facts["theme"], *facts["topics"]]
    return _lines(
        (
            _("Kind of activity"),
            _("meeting of a learning circle: %(activities)s") % {"activities": _activities(row)},
            True,
        ),
        (_("Date and time"), _when(row), False),
        (_("Place"), _place(row), False),
        (_("Method"), _method(facts["forms"]), True),
        (_("Topics"), "; ".join(filter(None, dict.fromkeys(topics))), True),
        (_("Learning goal"), facts["goal"], True),
    )


def _when(row: Certificate) -> str:
    day = date_format(row.date, "l j F Y")
    return _("%(day)s, %(start)s–%(end)s") % {"day": day, "start": clock(row.from_time), "end": clock(row.until_time)}


def _lines(*rows: tuple[str, str, bool]) -> list[dict[str, Any]]:
    """Return labels with their text; a fact nobody filled in is left out."""
    return [{"label": label, "text": capfirst(text), "wide": wide} for label, text, wide in rows if text]


def _activities(row: Certificate) -> str:
    """Return on what the time was spent; other time is worth naming when there is nothing else."""
    codes = [code for code in row.activities if code != Certificate.Activity.OTHER] or list(row.activities)
    return ", ".join(label_of(Certificate.Activity, code) for code in codes)


def _place(row: Certificate) -> str:
    return _("online, with image and sound") if row.way == Presence.Way.ONLINE else row.facts["place"]


def _method(codes: Sequence[str]) -> str:
    said = dict(ProgrammeItem.Pillar.choices) | dict(ProgrammeItem.Form.choices)
    return ", ".join(dict.fromkeys(str(said[code]) for code in codes if code in said))


def _people_facts(paper: Paper) -> list[dict[str, Any]]:
    row = paper.certificate
    number = ngettext("%(number)s participant", "%(number)s participants", row.participants)
    people = number % {"number": row.participants}
    if paper.names:
        people = _("%(people)s, among whom %(names)s") % {"people": people, "names": ", ".join(paper.names)}
    return _lines(
        (_("Own role"), str(ROLES.get(row.role, "")), False),
        (_("Facilitator"), _leader(row), False),
        (_("Participants"), people, True),
    )


def _leader(row: Certificate) -> str:
    """Return who led the meeting, with their function; the role stays when the account is gone."""
    facts = row.facts
    function = str(ROLES.get(facts["leader_role"], ""))
    name = row.facilitator.full_name if row.facilitator else ""
    return ", ".join(filter(None, [name, function, facts["leader_organisation"]]))


def _confirmation(row: Certificate) -> str:
    role = str(ROLES.get(row.facts["signer_role"], "") or ROLES[FACILITATOR])
    day = _day(row.confirmed_at)
    if row.confirmed_by is None:
        return _("The presence was confirmed on %(day)s by the %(role)s.") % {"day": day, "role": role}
    said = _("The presence was confirmed on %(day)s by %(name)s, %(role)s.")
    return said % {"day": day, "name": row.confirmed_by.full_name, "role": role}


def _day(moment: datetime | date) -> str:
    return date_format(timezone.localtime(moment) if isinstance(moment, datetime) else moment, "j F Y")


def _hours(row: Certificate) -> dict[str, Any]:
    return {
        "columns": [_("Activity"), _("Net contact hours")],
        "rows": [
            [capfirst(label_of(Certificate.Activity, code)), in_words(minutes)]
            for code, minutes in row.activities.items()
        ],
        "total": [_("Together"), in_words(row.minutes)],
    }
