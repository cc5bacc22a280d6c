"""What the first page shows: living figures, circles and papers, gathered once a minute for everybody."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.template.defaultfilters import date as date_text
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.models import Outcome
from communities.models import Community, Membership
from communities.story_all import listed
from meetings.models import Event, Meeting
from meetings.shown.event import event_rows

SECONDS = 60
# Of what a worker counts; and of what a page had to, as no worker did.
NUMBERS, NUMBERS_SECONDS, FIGURES_SECONDS = "front:numbers", 3600, 600
CIRCLES = 6
STORIES = 3
PAPERS = 3
EVENTS = 3


def front_page() -> dict[str, Any]:
    """Return the content of the first page in the language of now."""
    key = f"front:{get_language()}"
    content = cache.get(key)
    if content is None:
        content = {"figures": _figures(), "circles": _circles(), "events": _events()}
        content |= {"stories": _stories(), "papers": _papers()}
        cache.set(key, content, SECONDS)
    return content


def _figures() -> list[dict[str, Any]]:
    numbers: list[int] = cache.get_or_set(NUMBERS, _count, FIGURES_SECONDS) or []
    labels = [_("circles at work"), _("people taking part"), _("meetings held"), _("published outcomes")]
    return [{"number": number, "label": label} for number, label in zip(numbers, labels, strict=True)]


def count_figures() -> None:
    """Count what is alive now, so that no visitor waits for it."""
    cache.set(NUMBERS, _count(), NUMBERS_SECONDS)


def _count() -> list[int]:
    """Count what is alive: at a million memberships that takes seconds."""
    return [
        Community.objects.active().count(),
        Membership.objects.active().values("user").distinct().count(),
        Meeting.objects.planned().filter(ends_at__lt=timezone.now()).count(),
        Outcome.objects.published().count(),
    ]


def _circles() -> list[dict[str, str]]:
    rows = Community.objects.permitted(AnonymousUser(), "communities.view_community").active()
    rows = rows.select_related("programme", "area", "theme").order_by("-started_at", "pk")[:CIRCLES]
    return [
        {
            "kicker": row.name,
            "title": row.headline,
            "url": row.get_absolute_url(),
            "meta": " · ".join([row.programme.name, _people(row.member_count)]),
        }
        for row in rows
    ]


def _people(count: int) -> str:
    return _("1 person") if count == 1 else _("%(count)s people") % {"count": count}


def _stories() -> list[dict[str, str]]:
    """Return good examples, and where there are few the newest other stories."""
    return [
        {
            "kicker": row.community.name,
            "title": row.title,
            "url": row.get_absolute_url(),
            "text": Truncator(row.result or row.gained).words(32),
            "meta": _on(row.published_at),
        }
        for row in listed().select_related("community")[:STORIES]
    ]


def _on(moment: datetime | None) -> str:
    return str(date_text(timezone.localtime(moment), "j F Y"))


def _papers() -> list[dict[str, str]]:
    rows = Outcome.objects.published().select_related("community").prefetch_related("authors")
    rows = rows.order_by("-published_at", "pk")[:PAPERS]
    return [
        {
            "kicker": row.get_kind_display().capitalize(),
            "title": row.title,
            "url": row.get_absolute_url(),
            "text": ", ".join(author.name for author in row.authors.all() if author.is_author),
            "meta": f"{row.community.name} · {_on(row.published_at)}",
        }
        for row in rows
    ]


def _events() -> list[dict[str, str]]:
    """Return the next events that everybody may come to."""
    rows = Event.objects.permitted(AnonymousUser(), "meetings.view_public_event").open_to_people().upcoming()
    return [
        {"kicker": row.kicker, "title": row.title, "url": row.url, "text": row.when, "meta": row.where}
        for row in event_rows(rows.with_places()[:EVENTS])
    ]
