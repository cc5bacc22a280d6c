"""The red thread of a cycle: per meeting what the circle understood, asks itself, and took along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from ..models import Insight, ValueMoment

# Of what people took along the page shows the first few; the rest stands with the harvest.
MOST_MOMENTS = 3


@dataclass
class Knot:
    """One meeting of the thread."""

    title: str
    theme: str
    url: str
    insights: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written down there."""
        return not (self.insights or self.questions or self.moments)

    @property
    def first_moments(self) -> list[str]:
        """What the page shows of what people took along."""
        return self.moments[:MOST_MOMENTS]

    @property
    def more(self) -> str:
        """How many more took something along; empty when all are shown."""
        left = len(self.moments) - MOST_MOMENTS
        words = ngettext(
            "%(count)s more person took something along", "%(count)s more people took something along", left
        )
        return words % {"count": left} if left > 0 else ""


def red_thread(meetings: Sequence[Any]) -> list[Knot]:
    """Return what each meeting yielded, in order, without the empty ones; two queries.

    ``meetings`` are marked with ``may_view_harvest``: of the others nothing is read.
    """
    open_ones = [meeting for meeting in meetings if meeting.may_view_harvest]
    knots = {meeting.pk: _knot(meeting) for meeting in open_ones}
    if not knots:
        return []
    for insight in Insight.objects.filter(meeting__in=knots).order_by("pk"):
        knot = knots[insight.meeting_id]
        (knot.questions if insight.kind == Insight.Kind.QUESTION else knot.insights).append(insight.text)
    _gather(knots, ValueMoment.objects.filter(meeting__in=knots).order_by("pk").values_list("meeting", "text"))
    return [knot for knot in knots.values() if not knot.is_empty]


def _gather(knots: dict[int, Knot], moments: Iterable[tuple[int, str]]) -> None:
    for meeting, text in moments:
        knots[meeting].moments.append(text)


def _knot(meeting: Any) -> Knot:
    url = reverse("meetings:harvest", kwargs={"pk": meeting.pk})
    return Knot(str(meeting.number), str(meeting), url)
