"""What the first page shows: living figures, circles and papers, gathered once a minute for everybody."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.template.defaultfilters import date as date_text
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.models import Outcome
from casework.shown.outcome_shelf import newest_outcomes, outcome_card
from communities.models import Community, Membership
from communities.shelves import circle_card, running_circles
from communities.story_all import listed
from meetings.models import Meeting
from meetings.shown.event_shelf import event_card, open_events

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
        content = {
            "figures": _figures(),
            "circles": [circle_card(row, of=row.programme.name) for row in running_circles()[:CIRCLES]],
            "events": [event_card(row) for row in open_events()[:EVENTS]],
            "stories": _stories(),
            "papers": [outcome_card(row) for row in newest_outcomes()[:PAPERS]],
        }
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
