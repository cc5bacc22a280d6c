"""What is new for everybody: gathered here, for the page and for the feed alike."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from casework.models import Outcome
from communities.models import Community, Recognition
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


def _circles() -> Iterator[News]:
    rows = Community.objects.permitted(VISITOR, "communities.view_community").started()
    for row in rows.order_by("-started_at", "-pk")[:MOST]:
        assert row.started_at is not None
        title = _("A circle began: %(name)s") % {"name": row.name}
        yield News(row.started_at, _("Circle"), title, row.headline, row.get_absolute_url(), f"leerkring-{row.pk}")


def _stories() -> Iterator[News]:
    for row in for_everybody().select_related("community").order_by("-published_at", "-pk")[:MOST]:
        assert row.published_at is not None
        kind = _("Good example") if row.is_good_example else _("Story")
        text = _cut(row.result or row.applied)
        yield News(row.published_at, kind, row.title, text, row.get_absolute_url(), f"verhaal-{row.pk}")


def _recognitions() -> Iterator[News]:
    rows = Recognition.objects.permitted(VISITOR, "communities.view_recognition")
    # One that holds from a later day is told on that day.
    rows = rows.filter(starts_on__lte=timezone.localdate()).select_related("programme", "community")
    for row in rows.order_by("-starts_on", "-pk")[:MOST]:
        of = row.programme or row.community
        assert of is not None
        moment = timezone.make_aware(datetime.combine(row.starts_on, time(9)))
        title = _("%(title)s for %(name)s") % {"title": row.title, "name": of.name}
        key = f"erkenning-{row.pk}"
        yield News(moment, _("Recognition"), title, _cut(row.reason), of.get_absolute_url(), key)


def _outcomes() -> Iterator[News]:
    for row in Outcome.objects.published().defer("body").order_by("-published_at", "-pk")[:MOST]:
        assert row.published_at is not None
        kind = capfirst(str(row.get_kind_display()))
        key = f"opbrengst-{row.pk}"
        yield News(row.published_at, kind, row.title, _cut(row.abstract), row.get_absolute_url(), key)


def _events() -> Iterator[News]:
    """Yield what one can still come to."""
    rows = Event.objects.permitted(VISITOR, "meetings.view_public_event").open_to_people().upcoming()
    for row in rows.order_by("-published_at", "-pk")[:MOST]:
        assert row.published_at is not None
        # The day beside it is not that of the event itself.
        kind = _("Announced: %(kind)s") % {"kind": row.get_kind_display()}
        text = " · ".join(filter(None, [when(row), row.whereabouts]))
        yield News(row.published_at, kind, row.title, text, row.get_absolute_url(), f"evenement-{row.pk}")


def _cut(text: str) -> str:
    return Truncator(text).chars(MOST_LETTERS)


Source = Callable[[], Iterator[News]]
# Outcomes and events have feeds of their own: who follows all three hears nothing twice.
IN_FEED: tuple[Source, ...] = (_circles, _stories, _recognitions)
EVERYTHING: tuple[Source, ...] = (*IN_FEED, _outcomes, _events)


def newest(sources: Iterable[Source] = EVERYTHING) -> list[News]:
    """Return what happened last, newest first; one query for each source."""
    found = [news for source in sources for news in source()]
    return sorted(found, key=lambda news: (news.moment, news.key), reverse=True)[:MOST]


def by_month(found: Iterable[News]) -> list[Month]:
    """Return the rows of the page, newest first."""
    months = groupby(found, lambda news: date_format(timezone.localtime(news.moment), "F Y"))
    return [Month(capfirst(title), [_row(news) for news in part]) for title, part in months]


def _row(news: News) -> NewsRow:
    kicker = f"{day(news.moment)} · {news.kind}"
    text = capfirst(Truncator(news.text).words(MOST_WORDS))
    return NewsRow(capfirst(kicker), news.title, text, news.path)
