"""Beginning a topic, saying something in it, saying it better, and taking it back."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.actions import About, Intent, notify_all

from ..models import Community, Post, PostVersion, Topic, TopicReader
from .discussion import lock_topic, reader_of, refuse_without_discussion

POSTED = "communities.discussion_posted"
Wish = TopicReader.Wish


@transaction.atomic
def start_topic(community: Community, *, by: User, title: str, text: str, key: UUID) -> Topic:
    """Begin a topic with its first post; the same form again is the same topic. Its starter follows it."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    known = Topic.objects.filter(community=circle, posts__key=key, posts__author=by, posts__number=1).first()
    if known:
        return known
    refuse_without_discussion(circle)
    topic = Topic.objects.create(community=circle, started_by=by, title=title.strip(), last_posted_at=timezone.now())
    return add_post(topic, by=by, text=text, key=key).topic


@transaction.atomic
def add_post(topic: Topic, *, by: User, text: str, key: UUID) -> Post:
    """Say something in a topic; the same form again is the same post.

    Who follows the topic hears of it once, until they have read on. Whoever writes follows, unless they muted it.
    """
    row = lock_topic(topic)
    if known := row.posts.filter(author=by, key=key).first():
        return known
    refuse_without_discussion(row.community)
    if row.is_closed:
        raise Refused(_("This topic has been closed meanwhile."))
    number = row.post_count + 1
    post = Post.objects.create(topic=row, number=number, author=by, text=text.strip(), key=key)
    row.post_count, row.last_posted_at = number, post.posted_at
    row.save(update_fields=["post_count", "last_posted_at"])
    _follow(row, by, number)
    _tell_followers(post)
    return post


@transaction.atomic
def change_post(post: Post, *, by: User, version: int, text: str) -> Post:
    """Change the words of a post; what it said stays as a version. ``Overtaken`` when it was saved in between."""
    row = _lock(post)
    words = text.strip()
    if row.text == words:
        return row
    _refuse_removed(row)
    if row.topic.is_closed:
        raise Refused(_("This topic has been closed meanwhile."))
    if row.version != version:
        raise Overtaken(_("This message was changed in another window while you were busy."))
    PostVersion.objects.create(post=row, number=row.version, text=row.text, at=row.changed_at or row.posted_at)
    row.text, row.changed_at = words, timezone.now()
    row.version += 1
    row.save(update_fields=["text", "changed_at", "version"])
    return row


@transaction.atomic
def remove_post(post: Post, *, by: User) -> Post:
    """Take back what one said: the words and all their versions go, the place stays. Twice is harmless."""
    row = _lock(post)
    if row.removed_at:
        return row
    row.versions.all().delete()
    row.text, row.removed_at = "", timezone.now()
    row.version += 1
    row.save(update_fields=["text", "removed_at", "version"])
    Topic.objects.filter(answer=row).update(answer=None)
    return row


def _follow(topic: Topic, person: User, number: int) -> None:
    reader = reader_of(topic, person)
    reader.read = number
    reader.wish = reader.wish or Wish.FOLLOW
    reader.save(update_fields=["read", "wish"])


def _tell_followers(post: Post) -> None:
    """Put one mail in the outbox per follower and place: who has not read since the last one gets no second."""
    topic = post.topic
    members = topic.community.memberships.active().values("user")
    readers = topic.readers.filter(wish=Wish.FOLLOW, user__in=members, user__is_active=True)
    facts, where = {"post": post.pk}, About(topic.community_id)
    notify_all(
        POSTED,
        [
            Intent(reader.user, f"topic:{topic.pk}:after:{reader.read}", facts, about=where)
            for reader in readers.exclude(user=post.author).select_related("user")
        ],
    )


def _lock(post: Post) -> Post:
    rows = Post.objects.select_for_update(of=("self",)).select_related("topic__community")
    return rows.get(pk=post.pk)


def _refuse_removed(row: Post) -> None:
    if row.removed_at:
        raise Refused(_("This message has been removed meanwhile."))
