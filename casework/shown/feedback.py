"""A version as people read it who are asked what they think: paragraph by paragraph, with remarks beside it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from leerkring.core.markdown import render
from leerkring.core.paragraphs import Paragraph, locate, paragraphs

from ..models import FeedbackRound, OutcomeVersion, Remark

# A note as it is written below a text, and its mark in the text.
NOTE = re.compile(r"^\[\^([\w-]{1,20})\]:[ \t]*", re.MULTILINE)
MARK = re.compile(r"\[\^([\w-]{1,20})\](?!:)")
OURS = re.compile(r'src="/bestanden/([0-9a-f-]{36})/')


@dataclass(frozen=True)
class Passage:
    """A paragraph on the page: its words as HTML (nothing for a heading), and the remarks on it."""

    paragraph: Paragraph
    html: SafeString
    remarks: list[Remark] = field(default_factory=list)


def with_reports(versions: Any) -> Any:
    """Give each version ``reports``: the closed rounds of which it was the first to come, with their answers."""
    closed = FeedbackRound.objects.filter(closed_at__isnull=False).select_related("version").defer("version__body")
    return versions.prefetch_related(
        Prefetch("reported_rounds", closed.prefetch_related("remarks"), to_attr="reports")
    )


def passages(version: OutcomeVersion, remarks: Iterable[Remark], *, figures: str = "") -> list[Passage]:
    """Return the text with these remarks at their places; a note is a paragraph too, where it was written.

    ``figures`` is the address below which somebody without an account finds the pictures.
    """
    by_anchor: dict[str, list[Remark]] = defaultdict(list)
    for remark in remarks:
        by_anchor[remark.anchor].append(remark)
    return [
        Passage(row, SafeString("") if row.level else _html(row.source, figures), by_anchor[row.anchor])
        for row in paragraphs(version.body)
    ]


def _note(found: re.Match[str]) -> str:
    words = _("Note %(mark)s.") % {"mark": found[1]}
    return f"**{words}** "


def _html(source: str, figures: str) -> SafeString:
    """Render one paragraph by itself: with the marks of its notes, which stand elsewhere."""
    notes = NOTE.sub(_note, source)
    html = str(render(MARK.sub(r"^\1^", notes)).html)
    return SafeString(OURS.sub(rf'src="{figures}\1/', html) if figures else html)


def places_now(remarks: Sequence[Remark], body: str) -> dict[int, str]:
    """Return where each remark's paragraph stands in the text as it is now; nothing for what is no longer there."""
    rows = paragraphs(body)
    found = {remark.pk: locate(remark.anchor, remark.quote, rows) for remark in remarks if remark.anchor}
    return {pk: place.text for pk, place in found.items() if place}
