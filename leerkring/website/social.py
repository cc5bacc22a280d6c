"""The picture beside a link that somebody shares: made of a title and the mark, of what everybody may see.

A worker draws it (50 ms) when something new is there, when its words changed, or when somebody asks for it; until then
the portal's own picture stands there. It is kept in the storage under what it says, so an old one is never shown.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import Http404
from django.utils import translation
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

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parent / "documents"
# Drawn once with this same template; see static/README.md.
DEFAULT = settings.BASE_DIR / "static" / "img" / "social.png"
# Where they stand in the storage: nothing of anybody's, so no backup holds them.
STORED = "social"
KEPT_SECONDS = 7 * 24 * 60 * 60
MOST_LETTERS = 170
# How many of each kind one turn looks at, the newest first, and how many it draws at most.
LOOKED_AT, DRAWN = 100, 40
VISITOR = AnonymousUser()
Words = tuple[str, str, str]
Facts = dict[str, str]


@dataclass(frozen=True)
class Kind:
    """What has a picture: its rows and who sees them, the newest first, and what the picture says of one."""

    rows: Callable[[], QuerySet[Any]]
    permission: str
    order: str
    words: Callable[[Any], Words]


def facts_of(kind: str, slug: str) -> Facts:
    """Return what stands on a picture; raises ``Http404`` for what a visitor may not see, and for other kinds."""
    if (kind, slug) == PORTAL:
        with translation.override(settings.LANGUAGE_CODE):
            sentence = _("One question, and everybody who can help it further")
        return _facts(("", sentence, settings.SITE_URL.partition("://")[2]))
    if kind not in KINDS:
        raise Http404("Not found.")
    found = KINDS[kind]
    return _said(found, get_permitted_or_404(found.rows(), VISITOR, found.permission, slug=slug))


def _said(kind: Kind, row: Any) -> Facts:
    """Whoever asks, the picture speaks the language of the portal: it is one for all."""
    with translation.override(settings.LANGUAGE_CODE):
        return _facts(kind.words(row))


def _facts(words: Words) -> Facts:
    kicker, title, foot = words
    facts = {"site": settings.SITE_NAME, "kicker": kicker, "title": title, "foot": foot}
    return {
        name: Truncator(in_our_letters(" ".join(text.split()))).chars(MOST_LETTERS) for name, text in facts.items()
    }


def place_of(kind: str, slug: str, facts: Facts) -> str:
    """Return where the picture that says exactly this stands in the storage."""
    print_of = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    return f"{STORED}/{kind}/{slug}/{print_of[:32]}.png"


def picture_at(place: str) -> bytes | None:
    """Return the picture; None while it isn't drawn."""
    try:
        with default_storage.open(place) as stored:
            content: bytes = stored.read()
    except FileNotFoundError:
        return None
    return content


def draw(kind: str, slug: str, facts: Facts) -> None:
    """Draw the picture where it isn't there yet; what was drawn of it before is thrown away."""
    place = place_of(kind, slug, facts)
    if not default_storage.exists(place):
        content = make_png(FOLDER / "social.typ", data=facts, beside=[SHARED / "mark.typ"])
        stored = default_storage.save(place, ContentFile(content))
        folder = place.rpartition("/")[0]
        # One that another worker drew at this moment is the same; its name differs.
        kept = place if default_storage.exists(place) else stored
        for name in default_storage.listdir(folder)[1]:
            if f"{folder}/{name}" != kept:
                default_storage.delete(f"{folder}/{name}")
    cache.set(place, True, KEPT_SECONDS)


def draw_missing() -> int:
    """Draw what is new or says something else now; return how many. One that fails does not stop the others."""
    drawn = 0
    for kind, slug, facts in _newest():
        place = place_of(kind, slug, facts)
        if drawn == DRAWN:
            break
        if cache.get(place):
            continue
        try:
            draw(kind, slug, facts)
        except Exception:
            logger.exception("The picture of %s %s can't be drawn.", kind, slug)
        drawn += 1
    return drawn


def _newest() -> Iterator[tuple[str, str, Facts]]:
    for name, kind in KINDS.items():
        rows: Any = kind.rows()
        for row in rows.permitted(VISITOR, kind.permission).order_by(kind.order, "-pk")[:LOOKED_AT]:
            yield name, row.slug, _said(kind, row)


def _circles() -> QuerySet[Any]:
    return Community.objects.select_related("programme").started()


def _programmes() -> QuerySet[Any]:
    return Programme.objects.all()


def _outcomes() -> QuerySet[Any]:
    return Outcome.objects.published().select_related("community")


def _events() -> QuerySet[Any]:
    return Event.objects.all()


PORTAL = ("portaal", "voorkant")
KINDS = {
    "leerkring": Kind(
        _circles,
        "communities.view_community",
        "-started_at",
        lambda row: (row.name, row.headline, row.programme.name),
    ),
    "programma": Kind(
        _programmes, "communities.view_programme", "-pk", lambda row: (_("Programme"), row.name, row.description)
    ),
    "opbrengst": Kind(
        _outcomes,
        "casework.view_outcome",
        "-published_at",
        lambda row: (capfirst(row.get_kind_display()), row.title, row.community.name),
    ),
    "evenement": Kind(
        _events,
        "meetings.view_public_event",
        "-changed_at",
        lambda row: (capfirst(row.get_kind_display()), row.title, day(row.starts_at)),
    ),
}
