"""Feeds on the page of whose they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.core.templatetags.ui import day
from leerkring.core.tokens import hash_token

from ..calendar_tokens import feed_token, feed_url
from ..models import CalendarFeed


@dataclass(frozen=True)
class ShownFeed:
    """Of what there is or may be a feed. Without ``url`` there is none; with it the ways into each calendar."""

    anchor: str
    title: str
    # What the form sends that makes it: the circle, or nothing for all circles.
    slug: str
    url: str = ""
    used: str = ""
    renew_url: str = ""
    revoke_url: str = ""
    # False: made with a key that the portal has no more. It works, but its address can't be shown again.
    is_known: bool = True
    # The circle does not run any more, or its owner left: it can be revoked, not made again.
    may_renew: bool = True

    @property
    def webcal(self) -> str:
        """The address that opens the calendar of this phone or computer."""
        return f"webcal://{self.url.partition('://')[2]}"

    @property
    def google(self) -> str:
        """The page on which Google's calendar asks whether to follow it."""
        return f"https://calendar.google.com/calendar/r?cid={quote(self.webcal, safe='')}"

    @property
    def outlook(self) -> str:
        """The page on which Outlook's calendar asks whether to follow it."""
        facts = f"url={quote(self.url, safe='')}&name={quote(self.title, safe='')}"
        return f"https://outlook.live.com/calendar/0/addfromweb?{facts}"


def shown_feeds(feeds: Iterable[CalendarFeed], circles: Iterable[Community]) -> list[ShownFeed]:
    """Return the feed of all circles first, then one per circle by name; made or not."""
    made = {feed.community_id: feed for feed in feeds}
    running = list(circles)
    ended = [feed.community for pk, feed in made.items() if feed.community and pk not in {row.pk for row in running}]
    rows = [_shown(made.get(None), None)]
    rows += [_shown(made.get(circle.pk), circle) for circle in running]
    return rows + [_shown(made[circle.pk], circle, may_renew=False) for circle in ended]


def _shown(feed: CalendarFeed | None, circle: Community | None, *, may_renew: bool = True) -> ShownFeed:
    title = circle.name if circle else _("All my circles")
    slug = circle.slug if circle else ""
    anchor = f"agenda-{slug or 'alles'}"
    if feed is None:
        return ShownFeed(anchor, title, slug)
    is_known = hash_token(feed_token(feed)) == feed.token_hash
    at = {"pk": feed.pk}
    return ShownFeed(
        anchor,
        title,
        slug,
        url=feed_url(feed) if is_known else "",
        used=_used(feed),
        renew_url=reverse("meetings:feed_renew", kwargs=at),
        revoke_url=reverse("meetings:feed_revoke", kwargs=at),
        is_known=is_known,
        may_renew=may_renew,
    )


def _used(feed: CalendarFeed) -> str:
    if feed.last_used_on is None:
        return _("No calendar fetched it yet.")
    return _("A calendar last fetched it on %(day)s.") % {"day": day(feed.last_used_on)}
