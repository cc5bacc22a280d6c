"""Everything that happened in a circle, as one list: each app tells its own part.

A source gives rows of three columns (``happened``); its permission stands in its own SQL. All sources are one question
to the database (UNION ALL), so that a page can be cut from the middle of twelve lists. Upper apps register theirs in
``AppConfig.ready()``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, TruncMonth
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .models import Assignment, Community, Issue, Membership, Obstacle, PhaseMove, Recognition, Story

Rows = Callable[[Any, int], QuerySet[Any]]
COLUMNS = ("happened_at", "happened_what", "happened_ref")


@dataclass(frozen=True)
class Source:
    """One sort of thing that happens.

    ``rows`` makes the rows of a circle that a reader may see (``happened``); ``tell`` turns what stands in the second
    column into a sentence; ``url`` gives the address, from the slug of the circle and the third column.
    """

    name: str
    # Under which choice of the filter it falls: one of ``KINDS``.
    kind: str
    rows: Rows
    tell: Callable[[str], str]
    url: Callable[[str, str], str] = lambda slug, ref: ""
    # Who reads it may know the month only.
    by_month: bool = False


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    at: datetime
    kind: str
    text: str
    url: str
    by_month: bool


KINDS: dict[str, Promise] = {
    "bijeenkomsten": _("Meetings"),
    "mensen": _("People"),
    "fasen": _("Phases"),
    "agenda": _("Agenda"),
    "opdrachten": _("Assignments"),
    "belemmeringen": _("Obstacles"),
    "opbrengsten": _("Outcomes"),
    "verhalen": _("Stories"),
    "erkenningen": _("Recognitions"),
}
_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Add a source; a second one of the same name, or of a kind that nobody can choose, is an error."""
    if source.name in _sources or source.kind not in KINDS:
        raise LookupError(f"The source {source.name} ({source.kind}) can't be registered.")
    _sources[source.name] = source


def happened(rows: QuerySet[Any], *, at: Any, what: Any = "", ref: Any = "pk") -> QuerySet[Any]:
    """Return rows as a source gives them: when, what and which; each a field, an expression, or "" for nothing."""
    moment = F(at) if isinstance(at, str) else at
    words = Value("") if what == "" else F(what) if isinstance(what, str) else what
    which = Value("") if ref == "" else F(ref) if isinstance(ref, str) else ref
    columns = {
        "happened_at": Cast(moment, DateTimeField()),
        "happened_what": Cast(words, CharField()),
        "happened_ref": Cast(which, CharField()),
    }
    return rows.order_by().annotate(**columns).values_list(*COLUMNS)


def timeline_of(community: Community, user: Any, kind: str = "") -> QuerySet[Any]:
    """Return all that happened and that this reader may see, newest first, of one kind when given; one question."""
    wanted = [source for source in _sources.values() if kind in ("", source.kind)]
    parts = [
        source.rows(user, community.pk)
        .annotate(source=Value(source.name, CharField()))
        .values_list(*COLUMNS, "source")
        for source in wanted
    ]
    first, *others = parts
    return first.union(*others, all=True).order_by("-happened_at", "source", "-happened_ref")


def told(rows: Iterable[Any], community: Community) -> list[Happening]:
    """Return the lines as people read them."""
    return [_line(row, _sources[row[3]], community.slug) for row in rows]


def _line(row: Any, source: Source, slug: str) -> Happening:
    at, what, ref, _name = row
    return Happening(at, str(KINDS[source.kind]), source.tell(what), source.url(slug, ref), source.by_month)


# --- What communities itself tells -------------------------------------------------------------------------------


def _joined(user: Any, community: int) -> QuerySet[Any]:
    """Per month how many came in, without names: for who sees who is in the circle."""
    rows = Membership.objects.permitted(user, "communities.view_membership").filter(community=community)
    counted = rows.order_by().annotate(month=TruncMonth("joined_at")).values("month").annotate(number=Count("pk"))
    return happened(counted, at="month", what="number", ref="")


def _circles(user: Any, community: int) -> QuerySet[Any]:
    return Community.objects.permitted(user, "communities.view_community").filter(pk=community)


def _started(user: Any, community: int) -> QuerySet[Any]:
    return happened(_circles(user, community).filter(started_at__isnull=False), at="started_at", ref="")


def _closed(user: Any, community: int) -> QuerySet[Any]:
    return happened(_circles(user, community).filter(closed_at__isnull=False), at="closed_at", ref="")


def _moved(user: Any, community: int) -> QuerySet[Any]:
    rows = PhaseMove.objects.filter(community__in=_circles(user, community).values("pk"))
    return happened(rows, at="at", what="phase", ref="")


def _decided(user: Any, community: int) -> QuerySet[Any]:
    rows = Issue.objects.permitted(user, "communities.view_issue").filter(community=community)
    return happened(rows.filter(decided_at__isnull=False), at="decided_at", what="title")


def _finished(user: Any, community: int) -> QuerySet[Any]:
    rows = Assignment.objects.permitted(user, "communities.view_assignment").filter(community=community)
    # Of what was finished before the moment was kept, its last day.
    at = Coalesce("finished_at", Cast("ends_on", DateTimeField()))
    return happened(rows.filter(status=Assignment.Status.FINISHED), at=at, what="title")


def _removed(user: Any, community: int) -> QuerySet[Any]:
    rows = Obstacle.objects.permitted(user, "communities.view_obstacle").filter(community=community)
    return happened(rows.filter(status=Obstacle.Status.REMOVED), at="closed_at", what="title")


def _recognised(user: Any, community: int) -> QuerySet[Any]:
    rows = Recognition.objects.permitted(user, "communities.view_recognition").filter(community=community)
    return happened(rows, at="starts_on", what="title", ref="")


def _published(user: Any, community: int) -> QuerySet[Any]:
    rows = Story.objects.permitted(user, "communities.view_story").filter(community=community)
    return happened(rows.filter(Q(status=Story.Status.PUBLISHED)), at="published_at", what="title")


def _count_of_people(number: str) -> str:
    return ngettext("%(count)s person came in", "%(count)s people came in", int(number)) % {"count": number}


def _phase(phase: str) -> str:
    return str(_("The circle went on to the phase “%(phase)s”")) % {"phase": Community.Phase(phase).label}


def within(name: str) -> Callable[[str, str], str]:
    """Return the address of something within a circle, by the name of its page."""
    return lambda slug, ref: reverse(name, kwargs={"slug": slug, "pk": int(ref)})


def sentence(words: Promise) -> Callable[[str], str]:
    """Return what tells a row whose title stands in the second column."""
    return lambda title: str(words) % {"title": title} if title else str(words)


def register() -> None:
    """Tell the timeline of what happens here."""
    circle, assignment = "communities:", lambda _slug, ref: reverse("communities:assignment_detail", args=[int(ref)])
    for source in [
        Source("people", "mensen", _joined, _count_of_people, by_month=True),
        Source("started", "fasen", _started, sentence(_("The circle started"))),
        Source("moved", "fasen", _moved, _phase),
        Source("closed", "fasen", _closed, sentence(_("The circle was closed"))),
        Source("issues", "agenda", _decided, sentence(_("Decided: %(title)s")), within(f"{circle}issue_detail")),
        Source("assignments", "opdrachten", _finished, sentence(_("Assignment finished: %(title)s")), assignment),
        Source(
            "obstacles",
            "belemmeringen",
            _removed,
            sentence(_("Obstacle removed: %(title)s")),
            within(f"{circle}obstacle_detail"),
        ),
        Source("recognitions", "erkenningen", _recognised, sentence(_("Recognition: %(title)s"))),
        Source("stories", "verhalen", _published, sentence(_("Story: %(title)s")), within(f"{circle}story_detail")),
    ]:
        register_source(source)
