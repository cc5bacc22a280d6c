"""What is published, for feed readers (Atom): the newest first, with abstract and authors; never a text itself."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leerkring.core.links import absolute_url

MOST = 50
# Signs that no XML may hold.
NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def feed_mark(rows: Iterable[Any]) -> str:
    """Return a mark of what the feed says, in its language, made of ``(pk, stamped_at, version)`` of its rows."""
    words = f"{get_language()} {[(pk, stamp and stamp.isoformat(), version) for pk, stamp, version in rows]}"
    return f'"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'


def library_atom(outcomes: Iterable[Any], *, title: str, url: str, feed_url: str) -> str:
    """Return the feed; needs ``author_line`` and ``community`` of each outcome."""
    feed = Atom1Feed(
        title=plain_for_xml(title),
        link=absolute_url(url),
        description=_("What the circles learned, for everybody to use."),
        language=get_language(),
        feed_url=absolute_url(feed_url),
        feed_guid=absolute_url(feed_url),
    )
    for outcome in outcomes:
        feed.add_item(
            title=plain_for_xml(outcome.title),
            link=absolute_url(outcome.get_absolute_url()),
            description=plain_for_xml(outcome.abstract),
            author_name=plain_for_xml(outcome.author_line or outcome.community.name),
            unique_id=absolute_url(outcome.get_absolute_url()),
            pubdate=outcome.published_at,
            updateddate=outcome.stamped_at or outcome.published_at,
            categories=(str(outcome.get_kind_display()),),
            item_copyright=str(outcome.get_licence_display()),
        )
    return feed.writeString("utf-8")


def plain_for_xml(text: str) -> str:
    """Return the text without the signs that no XML may hold."""
    return NO_XML.sub(" ", text)
