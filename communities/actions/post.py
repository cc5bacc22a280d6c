"""Beginning a topic, saying something in it, saying it better, and taking it back."""

from collections.abc import Sequence
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.files.actions import delete_file, store
from leerkring.notifications.actions import About, Intent, notify_all

from ..models import Community, Post, PostFile, PostVersion, Topic, TopicReader
from .discussion import lock_topic, reader_of, refuse_without_discussion
from .mention import note_mentions
from .moderation import lock_post

POSTED = "communities.discussion_posted"
# The purpose of files that are sent with a message.
ATTACHED = "communities.discussion"
MOST_FILES = 5
Wish = TopicReader.Wish


@transaction.atomic
def start_topic(
    community: Community, *, by: User, title: str, text: str, key: UUID, files: Sequence[UploadedFile] = ()
) -> Topic:
    """Begin a topic with its first post; the same form again is the same topic. Its starter follows it."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    known = Topic.objects.filter(community=circle, posts__key=key, posts__author=by, posts__number=1).first()
    if known:
        return known
    refuse_without_discussion(circle)
    topic = Topic.objects.create(community=circle, started_by=by, title=title.strip(), last_posted_at=timezone.now())
    return add_post(topic, by=by, text=text, key=key, files=files).topic


@transaction.atomic
def add_post(topic: Topic, *, by: User, text: str, key: UUID, files: Sequence[UploadedFile] = ()) -> Post:
    """Say something in a topic; the same form again is the same post.

    Who is named hears of it; who follows the topic does once, until they have read on. Whoever writes follows, unless
    they muted it.
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
    _attach(post, files, by)
    _follow(row, by, number)
    told = note_mentions(post, by=by)
    _tell_followers(post, besides=told)
    return post


@transaction.atomic
def change_post(post: Post, *, by: User, version: int, text: str) -> Post:
    """Change the words of a post; what it said stays as a version. ``Overtaken`` when it was saved in between."""
    row = lock_post(post)
    words = text.strip()
    if row.text == words:
        return row
    if row.removed_at:
        raise Refused(_("This message has been removed meanwhile."))
    if row.hidden_at:
        raise Refused(_("A coordinator has hidden this message meanwhile."))
    if row.topic.is_closed:
        raise Refused(_("This topic has been closed meanwhile."))
    if row.version != version:
        raise Overtaken(_("This message was changed in another window while you were busy."))
    PostVersion.objects.create(post=row, number=row.version, text=row.text, at=row.changed_at or row.posted_at)
    row.text, row.changed_at = words, timezone.now()
    row.version += 1
    row.save(update_fields=["text", "changed_at", "version"])
    note_mentions(row, by=by)
    return row


@transaction.atomic
def remove_post(post: Post, *, by: User) -> Post:
    """Take back what one said: the words and all their versions go, the place stays. Twice is harmless."""
    row = lock_post(post)
    if row.removed_at:
        return row
    row.versions.all().delete()
    row.mentions.all().delete()
    row.reactions.all().delete()
    row.reports.filter(settled_at__isnull=True).update(settled_at=timezone.now())
    for kept in row.files.select_related("file"):
        delete_file(kept.file)
    row.hidden_at, row.hidden_by, row.hidden_reason = None, None, ""
    row.text, row.removed_at = "", timezone.now()
    row.version += 1
    row.save(update_fields=["text", "removed_at", "version", "hidden_at", "hidden_by", "hidden_reason"])
    Topic.objects.filter(answer=row).update(answer=None)
    return row


def _attach(post: Post, files: Sequence[UploadedFile], by: User) -> None:
    if len(files) > MOST_FILES:
        raise Refused(_("A message has at most %(count)s files.") % {"count": MOST_FILES})
    for upload in files:
        PostFile.objects.create(post=post, file=store(upload, by=by, purpose=ATTACHED))


def _follow(topic: Topic, person: User, number: int) -> None:
    reader = reader_of(topic, person)
    reader.read = number
    reader.wish = reader.wish or Wish.FOLLOW
    reader.save(update_fields=["read", "wish"])


def _tell_followers(post: Post, *, besides: list[User]) -> None:
    """Put one mail in the outbox per follower and place: who has not read since the last one gets no second."""
    knowing = [post.author_id, *(person.pk for person in besides)]
    topic = post.topic
    members = topic.community.memberships.active().values("user")
    readers = topic.readers.filter(wish=Wish.FOLLOW, user__in=members, user__is_active=True)
    facts, where = {"post": post.pk}, About(topic.community_id)
    notify_all(
        POSTED,
        [
            Intent(reader.user, f"topic:{topic.pk}:after:{reader.read}", facts, about=where)
            for reader in readers.exclude(user__in=knowing).select_related("user")
        ],
    )
