"""The harvest of a meeting as its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from leerkring.core.markdown import render
from leerkring.core.markdown_parts import embedded
from leerkring.core.templatetags.ui import clock, short_day

from ..models import Insight, Meeting, Note, Report, ValueMoment
from .programme import ShownItem


@dataclass(frozen=True)
class ShownNote:
    """A part of the day with what was written about it."""

    anchor: str
    title: str
    when: str
    html: SafeString
    changed: str
    url: str
    is_now: bool = False


@dataclass(frozen=True)
class ShownInsight:
    """An insight or a question."""

    text: str
    by: str
    url: str
    remove_url: str
    may_change: bool


@dataclass(frozen=True)
class ShownPhoto:
    """A picture with what one can do with it."""

    src: str
    caption: str
    is_public: bool
    url: str
    remove_url: str
    may_change: bool = False
    may_remove: bool = False


@dataclass(frozen=True)
class ShownMoment:
    """What somebody takes along."""

    text: str
    by: str
    remove_url: str
    may_remove: bool


@dataclass(frozen=True)
class HarvestCard:
    """What the page of a meeting says of its harvest and report: a title, why, and ways on (icon, label, address)."""

    title: str
    text: str
    ways: list[tuple[str, str, str]]
    is_now: bool


def harvest_marks(user: Any) -> dict[str, Exists]:
    """Return what the page of a meeting reads along with it, for ``harvest_card``."""
    here = {"meeting": OuterRef("pk")}
    return {
        "is_reported": Exists(Report.objects.filter(**here, status=Report.Status.APPROVED)),
        "is_summary_awaited": Exists(
            Report.objects.filter(**here, summary_asked_at__isnull=False, summary_published_at=None)
        ),
        "has_taken_along": Exists(ValueMoment.objects.filter(**here, user=user.pk)),
    }


def harvest_card(meeting: Any) -> HarvestCard | None:
    """Return the card of a meeting that was marked (``harvest_marks``, ``may_take_part``, ``may_lead``); no query.

    None while there is nothing to write or read.
    """
    now = timezone.now()
    if not meeting.is_planned or now < meeting.starts_at - Note.OPENS:
        return None
    ways = [("list-check", _("Read the harvest"), _base(meeting))]
    if meeting.may_take_part and not meeting.is_reported:
        ways = [("pencil", _("Write along"), _base(meeting))]
    if meeting.is_reported or (meeting.may_lead and meeting.is_over):
        label = _("Read the report") if meeting.is_reported else _("Finish the report")
        ways.insert(0, ("file-earmark-text", label, reverse("meetings:report_detail", kwargs={"pk": meeting.pk})))
    if meeting.may_take_part and meeting.has_begun and now < meeting.ends_at + ValueMoment.LASTS:
        label = _("Change what you take along") if meeting.has_taken_along else _("Write what you take along")
        ways.append(("quote", label, reverse("meetings:value_write", kwargs={"pk": meeting.pk})))
    if meeting.may_lead and meeting.is_summary_awaited:
        label = _("Write the summary that a member asked for")
        ways.append(("globe", label, reverse("meetings:summary_change", kwargs={"pk": meeting.pk})))
    return HarvestCard(*_card_words(meeting), ways, is_now=not meeting.is_over)


def _card_words(meeting: Any) -> tuple[str, str]:
    if meeting.is_reported:
        return _("The report is there"), _("What was said, what came of it, and who does what.")
    if not meeting.is_over:
        return _("Write along"), _("Notes, insights and questions: everybody in the circle writes in the same place.")
    if meeting.may_lead:
        return _("Finish the report"), _(
            "It was put together from the harvest. Read it, add what is missing, approve it."
        )
    return _("The report is on its way"), _("Until it is approved you can add to the harvest.")


def note_rows(meeting: Meeting, programme: Iterable[ShownItem], notes: Iterable[Note]) -> list[ShownNote]:
    """Return the items in order, then items that were taken out, then the whole day."""
    base, kept = _base(meeting), list(notes)
    about = {note.item_id: note for note in kept if note.item_id}
    rows = []
    for row in programme:
        when, key = f"{row.starts}–{row.ends} · {row.pillar}", f"item-{row.item.pk}"
        url = f"{base}onderdeel/{row.item.pk}/"
        rows.append(_note(about.get(row.item.pk), key, row.item.title, when, url, is_now=row.is_now))
    for note in kept:
        if note.item_id is None and note.about:
            gone = _("Taken out of the programme")
            rows.append(_note(note, f"note-{note.pk}", note.about, gone, f"{base}notitie/{note.pk}/"))
    day = next((note for note in kept if note.item_id is None and not note.about), None)
    return [*rows, _note(day, "day", _("About the whole day"), "", f"{base}dag/")]


def note_html(note: Note) -> SafeString:
    """Return what was written, its headings under those of the page."""
    return render(embedded(note.text, below=3, key=f"n{note.pk}")).html if note.text else SafeString("")


def changed_words(note: Note) -> str:
    """Return who wrote last, and when; empty for a note that nobody wrote."""
    if not note.pk or not note.text:
        return ""
    facts = {"day": short_day(note.changed_at), "time": clock(note.changed_at)}
    if note.changed_by is None:
        return _("Last written on %(day)s at %(time)s") % facts
    return _("Last written by %(name)s on %(day)s at %(time)s") % (facts | {"name": note.changed_by.full_name})


def _note(note: Note | None, anchor: str, title: str, when: str, url: str, *, is_now: bool = False) -> ShownNote:
    html, changed = (note_html(note), changed_words(note)) if note else (SafeString(""), "")
    return ShownNote(anchor, title, when, html, changed, url, is_now)


def insight_rows(meeting: Meeting, insights: Iterable[Any], kind: str) -> list[ShownInsight]:
    """Return those of one kind; each marked with ``may_change``."""
    base = f"{_base(meeting)}inzichten/"
    return [
        ShownInsight(
            row.text,
            row.author.full_name if row.author else "",
            f"{base}{row.pk}/",
            f"{base}{row.pk}/verwijderen/",
            row.may_change,
        )
        for row in insights
        if row.kind == Insight.Kind(kind)
    ]


def photo_rows(meeting: Meeting, photos: Iterable[Any]) -> list[ShownPhoto]:
    """Return the pictures; each marked with ``may_change`` and ``may_remove`` where one can."""
    base = f"{_base(meeting)}fotos/"
    return [_photo(base, row) for row in photos]


def _photo(base: str, row: Any) -> ShownPhoto:
    url = f"{base}{row.pk}/"
    may = {name: getattr(row, name, False) for name in ("may_change", "may_remove")}
    return ShownPhoto(row.file.get_absolute_url(), row.caption, row.is_public, url, f"{url}verwijderen/", **may)


def moment_rows(meeting: Meeting, moments: Iterable[Any]) -> list[ShownMoment]:
    """Return what people take along; each marked with ``may_remove``. Who gave no name is *somebody*."""
    base = reverse("meetings:value_write", kwargs={"pk": meeting.pk})
    return [ShownMoment(row.text, _name(row), f"{base}{row.pk}/verwijderen/", row.may_remove) for row in moments]


def _name(moment: ValueMoment) -> str:
    return moment.user.full_name if moment.user else moment.name or _("somebody")


def _base(meeting: Meeting) -> str:
    return reverse("meetings:harvest", kwargs={"pk": meeting.pk})
