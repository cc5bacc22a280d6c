"""Feeds: addresses with which somebody's own calendar fetches their meetings."""

import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.core.tokens import hash_token

from ..calendar_tokens import feed_token
from ..models import CalendarFeed


def make_feed(community: Community | None, *, by: User) -> CalendarFeed:
    """Make the feed of one circle, or of all circles of ``by``; where there is one, that one is returned."""
    if community and not has_permission(by, "meetings.add_feed", community):
        raise Refused(_("You make an address for a circle that you take part in, while it runs."))
    mine = CalendarFeed.objects.active().filter(user=by, community=community)
    if found := mine.first():
        return found
    feed = CalendarFeed(user=by, community=community, nonce=secrets.token_hex(16))
    feed.token_hash = hash_token(feed_token(feed))
    try:
        with transaction.atomic():
            feed.save()
    except IntegrityError:
        # A second click at the same moment was first.
        return mine.get()
    return feed


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, by: User) -> CalendarFeed:
    """Let no calendar fetch with it any more, at once; twice is harmless."""
    row = CalendarFeed.objects.select_for_update().get(pk=feed.pk)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
    return row


@transaction.atomic
def renew_feed(feed: CalendarFeed, *, by: User) -> CalendarFeed:
    """Give another address in place of this one, which stops working at once."""
    revoke_feed(feed, by=by)
    return make_feed(feed.community, by=by)


def find_feed(token: str) -> CalendarFeed | None:
    """Return the feed with this secret while it works; else None, and nobody is told why.

    It works for an account that may log in, and of one circle as long as its owner reads along there (rule 6).
    """
    rows = CalendarFeed.objects.active().filter(token_hash=hash_token(token), user__is_active=True)
    feed = rows.select_related("user", "community__programme").first()
    if feed and feed.community and not has_permission(feed.user, "communities.view_inside_community", feed.community):
        return None
    return feed


def note_use(feed: CalendarFeed) -> None:
    """Keep the day on which a calendar last asked, so that its owner sees whether anything still does.

    It is the one thing that fetching changes: one column, at most once a day.
    """
    today = timezone.localdate()
    if feed.last_used_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_used_on=today)
