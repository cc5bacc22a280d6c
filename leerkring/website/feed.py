"""What is new for everybody, as a feed. Outcomes and events have feeds of their own."""

from collections.abc import Iterable

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.exports.library_feed import plain_for_xml
from leerkring.core.links import absolute_url

from .news import News


def atom_of(found: Iterable[News], *, site: str, url: str, feed_url: str) -> str:
    """Return the feed of the page at ``url``."""
    feed = Atom1Feed(
        title=_("New at %(site)s") % {"site": site},
        link=absolute_url(url),
        description="",
        feed_url=absolute_url(feed_url),
        language=get_language(),
    )
    for each in found:
        feed.add_item(
            title=plain_for_xml(each.title),
            link=absolute_url(each.path),
            description=plain_for_xml(each.text),
            unique_id=absolute_url(f"/#{each.key}"),
            pubdate=each.moment,
            updateddate=each.moment,
        )
    return feed.writeString("utf-8")
