"""The report of a meeting as one Markdown text, put together from the harvest.

Page, PDF and Word are made of this text, and it is what an approval keeps: so all four say the same. People with an
account stand in it by number (``person``) and get their name when it is shown, so that who goes leaves no name behind.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from communities.models import Membership
from communities.models.sector import Sector
from leerkring.accounts.models import User
from leerkring.core.markdown_parts import embedded, literal
from leerkring.core.templatetags.ui import SECTOR_WORDS, clock

from .models import ActionItem, Insight, Meeting, Note, Presence, ProgrammeItem, Report
from .shown.programme import programme_rows

PERSON = re.compile("\ue000(\\d+)\ue001")


def person(pk: int) -> str:
    """Return what stands in a kept text for somebody with an account."""
    return f"\ue000{pk}\ue001"


def with_names(text: str) -> str:
    """Return a kept text with the names that people have now; one query, none where nobody is named."""
    pks = {int(pk) for pk in PERSON.findall(text)}
    names = {user.pk: user.full_name for user in User.objects.filter(pk__in=pks)} if pks else {}
    return PERSON.sub(lambda found: literal(names.get(int(found[1])) or _("somebody who left")), text)


def fingerprint(text: str) -> str:
    """Return what tells one text from another: somebody approves what they read."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def text_of(meeting: Meeting, report: Report | None) -> str:
    """Return the report as it stands now, with people by number; an approved one is what was approved.

    One text for all readers, in the language of the portal.
    """
    if report and report.is_approved:
        return report.text
    with translation.override(settings.LANGUAGE_CODE):
        return _draft(meeting, report.introduction if report else "")


def _draft(meeting: Meeting, introduction: str) -> str:
    sections = [
        _section(_("The day"), _facts(meeting)),
        _section(_("Introduction"), embedded(introduction, below=2, key="intro") if introduction else ""),
        _section(_("Who was there"), _people(meeting)),
        *_programme(meeting),
        *_insights(meeting),
        _section(_("Action items"), _actions(meeting)),
        _section(_("What we take along"), _value_moments(meeting)),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _section(title: str, body: str) -> str:
    return f"## {literal(title)}\n\n{body}" if body else ""


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _facts(meeting: Meeting) -> str:
    day = date_format(meeting.date, "l j F Y")
    times = _("%(start)s–%(end)s") % {"start": clock(meeting.start_time), "end": clock(meeting.end_time)}
    leader = person(meeting.facilitator_id) if meeting.facilitator_id else ""
    facts = [
        (_("Theme"), literal(meeting.theme)),
        (_("When"), literal(f"{day}, {times}")),
        (_("Where"), literal(meeting.whereabouts)),
        (_("Host"), literal(meeting.host.name) if meeting.host else ""),
        (_("Led by"), leader),
        (_("Series"), literal(str(meeting.cycle))),
    ]
    return _list(f"**{label}:** {value}" for label, value in facts if value)


# --- Who was there ----------------------------------------------------------------------------------------------


def _people(meeting: Meeting) -> str:
    rows = list(meeting.presences.counted().select_related("guest", "user"))
    if not rows:
        return _said_yes(meeting)
    users = sorted((row for row in rows if row.user), key=_by_name)
    others = [literal(row.guest.name if row.guest else row.name) for row in rows if row.guest or row.name]
    people = [person(row.user_id) for row in users if row.user_id] + others
    nameless = len(rows) - len(people)
    parts = [_head(len(rows)), _sectors(meeting, users, len(rows) - len(users)), ", ".join(people)]
    if people and nameless:
        words = ngettext("and %(number)s person more", "and %(number)s people more", nameless)
        parts[-1] += f" {words % {'number': nameless}}"
    return "\n\n".join(part for part in parts if part)


def _by_name(row: Presence) -> str:
    return row.user.sort_name.casefold() if row.user else ""


def _head(number: int) -> str:
    return ngettext("%(number)s person was there.", "%(number)s people were there.", number) % {"number": number}


def _said_yes(meeting: Meeting) -> str:
    number = meeting.attendances.coming().count()
    if not number:
        return ""
    words = ngettext(
        "%(number)s person said they would come. Who was there was not written down.",
        "%(number)s people said they would come. Who was there was not written down.",
        number,
    )
    return words % {"number": number}


def _sectors(meeting: Meeting, users: Sequence[Presence], guests: int) -> str:
    memberships = Membership.objects.filter(
        community=meeting.cycle.community_id, user__in=[row.user_id for row in users]
    )
    sector_of: dict[int | None, str] = dict(memberships.order_by("pk").values_list("user", "sector"))
    counts = {code: sum(sector_of.get(row.user_id) == code for row in users) for code in Sector.values}
    lines = [f"{SECTOR_WORDS[code]}: {count}" for code, count in counts.items() if count]
    if guests:
        label = _("Guests and others")
        lines.append(f"{label}: {guests}")
    return _list(lines)


# --- Programme, insights, actions -------------------------------------------------------------------------------


def _programme(meeting: Meeting) -> list[str]:
    """Return the items with what was written about them; then what was written about items taken out, and the day."""
    notes: dict[int | None, list[Note]] = {}
    for note in meeting.notes.exclude(text=""):
        notes.setdefault(note.item_id, []).append(note)
    parts = []
    for row in programme_rows(meeting, meeting.items.select_related("guest", "member")):
        kept = notes.get(row.item.pk, [])
        # A break says little; of a programme that members never saw only what was written about counts.
        is_silent = row.item.pillar == ProgrammeItem.Pillar.BREAK or meeting.programme_published_at is None
        if is_silent and not kept:
            continue
        when = literal(f"{row.starts}–{row.ends} · {row.pillar}")
        parts.append("\n\n".join([f"### {literal(row.item.title)}", f"*{when}*", *(_note(note) for note in kept)]))
    loose = notes.get(None, [])
    parts += [f"### {literal(note.about)}\n\n{_note(note)}" for note in loose if note.about]
    about_day = [_note(note) for note in loose if not note.about]
    return [
        _section(_("Programme and notes"), "\n\n".join(parts)),
        _section(_("About the whole day"), "\n\n".join(about_day)),
    ]


def _note(note: Note) -> str:
    return embedded(note.text, below=3, key=f"n{note.pk}")


def _insights(meeting: Meeting) -> list[str]:
    rows = list(meeting.insights.all())
    titles = {Insight.Kind.INSIGHT: _("Insights"), Insight.Kind.QUESTION: _("Knowledge questions")}
    return [
        _section(title, _list(literal(row.text) for row in rows if row.kind == kind)) for kind, title in titles.items()
    ]


def _actions(meeting: Meeting) -> str:
    rows = list(ActionItem.objects.filter(meeting=meeting))
    if not rows:
        return ""
    head = [_("What"), _("Who"), pgettext("action item", "When"), _("State")]
    lines = [_row(head), _row(["---"] * len(head)), *(_row(_action(row)) for row in rows)]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _action(row: ActionItem) -> list[str]:
    who = person(row.owner_id) if row.owner_id else literal(row.owner_name) or "–"
    when = date_format(row.due_on, "j F Y") if row.due_on else "–"
    return [literal(row.what), who, when, capfirst(str(row.get_status_display()))]


def _value_moments(meeting: Meeting) -> str:
    """Return the words alone: who wrote them is between the members, on the page of the harvest."""
    return _list(f"“{literal(moment.text)}”" for moment in meeting.value_moments.all())
