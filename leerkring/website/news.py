"""What is new for everybody: gathered here, for the page, the feed and the digests of who follows a programme."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import DateTimeField, F, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from casework.models import Outcome
from communities.models import Community, Recognition, Story
from communities.stories import for_everybody
from leerkring.core.templatetags.ui import day
from meetings.models import Event
from meetings.shown.event import when

VISITOR = AnonymousUser()
MOST = 30
MOST_LETTERS = 300
# On the page one looks over many.
MOST_WORDS = 28


@dataclass(frozen=True)
class News:
    """One thing that happened."""

    moment: datetime
    # What it is, in a word.
    kind: str
    title: str
    text: str
    path: str
    # Stays the same whatever becomes of its words.
    key: str


@dataclass(frozen=True)
class NewsRow:
    """One thing on the page."""

    kicker: str
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Month:
    """What happened in one month, newest first."""

    title: str
    rows: list[NewsRow]


def _circles() -> QuerySet[Any]:
    return Community.objects.permitted(VISITOR, "communities.view_community").started()


def _tell_circle(row: Community) -> News:
    assert row.started_at is not None
    title = _("A circle began: %(name)s") % {"name": row.name}
    return News(row.started_at, _("Circle"), title, row.headline, row.get_absolute_url(), f"leerkring-{row.pk}")


def _stories() -> QuerySet[Any]:
    return for_everybody().select_related("community")


def _tell_story(row: Story) -> News:
    assert row.published_at is not None
    kind = _("Good example") if row.is_good_example else _("Story")
    text = _cut(row.result or row.applied)
    return News(row.published_at, kind, row.title, text, row.get_absolute_url(), f"verhaal-{row.pk}")


def _recognitions() -> QuerySet[Any]:
    rows = Recognition.objects.permitted(VISITOR, "communities.view_recognition")
    # One that holds from a later day is told on that day.
    return rows.filter(starts_on__lte=timezone.localdate()).select_related("programme", "community")


def _tell_recognition(row: Recognition) -> News:
    of = row.programme or row.community
    assert of is not None
    moment = timezone.make_aware(datetime.combine(row.starts_on, time(9)))
    title = _("%(title)s for %(name)s") % {"title": row.title, "name": of.name}
    return News(moment, _("Recognition"), title, _cut(row.reason), of.get_absolute_url(), f"erkenning-{row.pk}")


def _outcomes() -> QuerySet[Any]:
    return Outcome.objects.published().defer("body")


def _tell_outcome(row: Outcome) -> News:
    assert row.published_at is not None
    kind = capfirst(str(row.get_kind_display()))
    key = f"opbrengst-{row.pk}"
    return News(row.published_at, kind, row.title, _cut(row.abstract), row.get_absolute_url(), key)


def _events() -> QuerySet[Any]:
    """What one can still come to."""
    return Event.objects.permitted(VISITOR, "meetings.view_public_event").open_to_people().upcoming()


def _tell_event(row: Event) -> News:
    assert row.published_at is not None
    # The day beside it is not that of the event itself.
    kind = _("Announced: %(kind)s") % {"kind": row.get_kind_display()}
    text = " · ".join(filter(None, [when(row), row.whereabouts]))
    return News(row.published_at, kind, row.title, text, row.get_absolute_url(), f"evenement-{row.pk}")


def _cut(text: str) -> str:
    return Truncator(text).chars(MOST_LETTERS)


@dataclass(frozen=True)
class Source:
    """One kind of thing that everybody may hear of: its rows, since when, whose they are, and how one is told.

    Each row of ``of_programmes`` has ``of_programme`` and ``of_circle``, the keys of whose it is.
    """

    rows: Callable[[], QuerySet[Any]]
    tell: Callable[[Any], News]
    moment: str
    programme: F | Coalesce
    circle: F

    def newest(self) -> QuerySet[Any]:
        """Return what happened last."""
        return self.rows().order_by(f"-{self.moment}", "-pk")[:MOST]

    def of_programmes(self, programmes: Collection[int], since: datetime, until: datetime) -> QuerySet[Any]:
        """Return the newest of each of these programmes between two moments, or on the days of those; one query."""
        rows = self.rows().annotate(of_programme=self.programme, of_circle=self.circle)
        bounds: tuple[date, date] = since, until
        if not isinstance(rows.model._meta.get_field(self.moment), DateTimeField):
            bounds = timezone.localdate(since), timezone.localdate(until)
        rows = rows.filter(**{"of_programme__in": programmes, f"{self.moment}__range": bounds})
        newest_first = [F(self.moment).desc(), F("pk").desc()]
        rank = Window(RowNumber(), partition_by=[self.programme], order_by=newest_first)
        return rows.annotate(rank=rank).filter(rank__lte=MOST).order_by(*newest_first)


OF_ITS_CIRCLE = F("community__programme"), F("community")
OF_EITHER = Coalesce("programme", "community__programme"), F("community")
# Outcomes and events have feeds of their own: who follows all three hears nothing twice.
IN_FEED = (
    Source(_circles, _tell_circle, "started_at", F("programme"), F("pk")),
    Source(_stories, _tell_story, "published_at", *OF_ITS_CIRCLE),
    Source(_recognitions, _tell_recognition, "starts_on", *OF_EITHER),
)
EVERYTHING = (
    *IN_FEED,
    Source(_outcomes, _tell_outcome, "published_at", *OF_ITS_CIRCLE),
    Source(_events, _tell_event, "published_at", *OF_EITHER),
)


def newest(sources: Iterable[Source] = EVERYTHING) -> list[News]:
    """Return what happened last, newest first; one query for each source."""
    found = [source.tell(row) for source in sources for row in source.newest()]
    return sorted(found, key=lambda news: (news.moment, news.key), reverse=True)[:MOST]


def by_month(found: Iterable[News]) -> list[Month]:
    """Return the rows of the page, newest first."""
    months = groupby(found, lambda news: date_format(timezone.localtime(news.moment), "F Y"))
    return [Month(capfirst(title), [_row(news) for news in part]) for title, part in months]


def _row(news: News) -> NewsRow:
    kicker = f"{day(news.moment)} · {news.kind}"
    text = capfirst(Truncator(news.text).words(MOST_WORDS))
    return NewsRow(capfirst(kicker), news.title, text, news.path)
