"""Keeping topics, and following them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Community, Post, Topic, TopicReader


@transaction.atomic
def change_topic(topic: Topic, *, by: User, version: int, title: str) -> Topic:
    """Give a topic another title. ``Overtaken`` when somebody saved in between."""
    row = lock_topic(topic)
    words = title.strip()
    if row.title == words:
        return row
    if row.version != version:
        raise Overtaken(_("Somebody else changed this topic while you were busy."))
    row.title = words
    return _save(row, "title")


@transaction.atomic
def close_topic(topic: Topic, *, by: User) -> Topic:
    """Close a topic: it can be read, and nobody writes in it. Twice is harmless."""
    row = lock_topic(topic)
    if row.closed_at:
        return row
    row.closed_at = timezone.now()
    return _save(row, "closed_at")


@transaction.atomic
def reopen_topic(topic: Topic, *, by: User) -> Topic:
    """Open a topic again. Twice is harmless."""
    row = lock_topic(topic)
    if row.closed_at is None:
        return row
    row.closed_at = None
    return _save(row, "closed_at")


@transaction.atomic
def mark_answer(topic: Topic, *, by: User, post: Post | None) -> Topic:
    """Say which post answers what was asked, or that none does (None). The same again is harmless."""
    row = lock_topic(topic)
    if row.answer_id == (post.pk if post else None):
        return row
    if post and not row.posts.filter(pk=post.pk, removed_at__isnull=True, number__gt=1).exists():
        raise Refused(_("This message can’t be the answer: it was removed, or it is the question itself."))
    row.answer = post
    return _save(row, "answer")


def mark_read(topic: Topic, *, by: User, number: int) -> None:
    """Remember that somebody read up to this post; it never goes back, nor beyond what stands there."""
    reader = reader_of(topic, by)
    reached = min(number, topic.post_count)
    TopicReader.objects.filter(pk=reader.pk, read__lt=reached).update(read=reached)


def set_wish(topic: Topic, *, by: User, wish: str) -> None:
    """Follow a topic, mute it, or neither."""
    reader = reader_of(topic, by)
    TopicReader.objects.filter(pk=reader.pk).update(wish=TopicReader.Wish(wish))


def reader_of(topic: Topic, person: User) -> TopicReader:
    """Return the place of somebody in a topic, made when there is none."""
    return TopicReader.objects.get_or_create(topic=topic, user=person)[0]


def refuse_without_discussion(circle: Community) -> None:
    """Refuse to talk in a circle that does not run, or where discussion is switched off."""
    if circle.status != Community.Status.ACTIVE:
        raise Refused(_("This circle isn’t running, so nobody can write in it."))
    if not circle.has_module(Community.Module.DISCUSSION):
        raise Refused(_("Discussion is switched off in this circle. A coordinator can switch it on."))


def lock_topic(topic: Topic) -> Topic:
    """Return the topic, held as long as the transaction lasts."""
    rows = Topic.objects.select_for_update(of=("self",)).select_related("community__programme")
    return rows.get(pk=topic.pk)


def _save(row: Topic, *fields: str) -> Topic:
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    return row
