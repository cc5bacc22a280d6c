"""What is new for everybody, as a feed. Outcomes and events have feeds of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.exports.library_feed import plain_for_xml
from communities.models import Community, Recognition, Story
from leerkring.core.links import absolute_url

VISITOR = AnonymousUser()
MOST = 30
MOST_LETTERS = 300


@dataclass(frozen=True)
class News:
    """One thing that happened."""

    moment: datetime
    title: str
    text: str
    path: str
    # Stays the same whatever becomes of its words.
    key: str


def newest() -> list[News]:
    """Return what happened last, newest first; three queries."""
    found = [*_circles(), *_stories(), *_recognitions()]
    return sorted(found, key=lambda news: (news.moment, news.key), reverse=True)[:MOST]


def atom_of(news: list[News], *, site: str, path: str) -> str:
    """Return the feed."""
    feed = Atom1Feed(
        title=_("New at %(site)s") % {"site": site},
        link=absolute_url("/"),
        description="",
        feed_url=absolute_url(path),
        language=get_language(),
    )
    for each in news:
        feed.add_item(
            title=plain_for_xml(each.title),
            link=absolute_url(each.path),
            description=plain_for_xml(each.text),
            unique_id=absolute_url(f"/#{each.key}"),
            pubdate=each.moment,
            updateddate=each.moment,
        )
    return feed.writeString("utf-8")


def _circles() -> Iterator[News]:
    rows = Community.objects.permitted(VISITOR, "communities.view_community").started()
    for row in rows.select_related("programme").order_by("-started_at", "-pk")[:MOST]:
        assert row.started_at is not None
        title = _("A circle began: %(name)s") % {"name": row.name}
        yield News(row.started_at, title, row.headline, row.get_absolute_url(), f"leerkring-{row.pk}")


def _stories() -> Iterator[News]:
    rows = Story.objects.permitted(VISITOR, "communities.view_story").filter(status=Story.Status.PUBLISHED)
    for row in rows.select_related("community").order_by("-published_at", "-pk")[:MOST]:
        assert row.published_at is not None
        text = Truncator(row.result or row.applied).chars(MOST_LETTERS)
        yield News(row.published_at, row.title, text, row.get_absolute_url(), f"verhaal-{row.pk}")


def _recognitions() -> Iterator[News]:
    rows = Recognition.objects.permitted(VISITOR, "communities.view_recognition")
    for row in rows.select_related("programme", "community").order_by("-starts_on", "-pk")[:MOST]:
        of = row.programme or row.community
        assert of is not None
        moment = timezone.make_aware(datetime.combine(row.starts_on, time(9)))
        words = {"title": row.title, "name": of.name}
        title = _("%(title)s for %(name)s") % words
        yield News(
            moment, title, Truncator(row.reason).chars(MOST_LETTERS), of.get_absolute_url(), f"erkenning-{row.pk}"
        )
