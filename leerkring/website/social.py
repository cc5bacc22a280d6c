"""The picture beside a link that somebody shares: made here of a title and the mark, of what everybody may see."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import Http404
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from casework.models import Outcome
from communities.models import Community, Programme
from communities.sheet import FOLDER as SHARED
from communities.sheet import in_our_letters
from leerkring.core.documents import make_png
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.templatetags.ui import day
from meetings.models import Event

FOLDER = Path(__file__).resolve().parent / "documents"
KEPT_SECONDS = 7 * 24 * 60 * 60
MOST_LETTERS = 170
VISITOR = AnonymousUser()
Facts = dict[str, str]


def facts_of(kind: str, slug: str) -> Facts:
    """Return what stands on a picture; raises ``Http404`` for what a visitor may not see, and for other kinds."""
    if kind not in KINDS:
        raise Http404("Not found.")
    kicker, title, foot = KINDS[kind](slug)
    facts = {"site": settings.SITE_NAME, "kicker": kicker, "title": title, "foot": foot}
    return {
        name: Truncator(in_our_letters(" ".join(text.split()))).chars(MOST_LETTERS) for name, text in facts.items()
    }


def picture_of(facts: Facts) -> bytes:
    """Return the picture that says exactly this; 50 ms once, then kept for a week."""
    key = f"website:social:{hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = make_png(FOLDER / "social.typ", data=facts, beside=[SHARED / "mark.typ"])
        cache.set(key, content, KEPT_SECONDS)
    return content


def _circle(slug: str) -> tuple[str, str, str]:
    rows = Community.objects.select_related("programme").started()
    row = get_permitted_or_404(rows, VISITOR, "communities.view_community", slug=slug)
    return row.name, row.headline, row.programme.name


def _programme(slug: str) -> tuple[str, str, str]:
    row = get_permitted_or_404(Programme.objects, VISITOR, "communities.view_programme", slug=slug)
    return _("Programme"), row.name, row.description


def _outcome(slug: str) -> tuple[str, str, str]:
    rows = Outcome.objects.published().select_related("community")
    row = get_permitted_or_404(rows, VISITOR, "casework.view_outcome", slug=slug)
    return capfirst(row.get_kind_display()), row.title, row.community.name


def _event(slug: str) -> tuple[str, str, str]:
    row = get_permitted_or_404(Event.objects, VISITOR, "meetings.view_public_event", slug=slug)
    return capfirst(row.get_kind_display()), row.title, day(row.starts_at)


def _portal(_slug: str) -> tuple[str, str, str]:
    return "", _("One question, and everybody who can help it further"), settings.SITE_URL.partition("://")[2]


KINDS: dict[str, Callable[[str], tuple[str, str, str]]] = {
    "leerkring": _circle,
    "programma": _programme,
    "opbrengst": _outcome,
    "evenement": _event,
    "portaal": _portal,
}
