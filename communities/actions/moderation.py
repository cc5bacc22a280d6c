"""Saying that a message can't stay as it is, hiding it with a reason, and showing it again."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import About, Intent, notify_all

from ..models import Post, PostReport, Topic
from .membership import coordinators_of

REPORTED = "communities.discussion_reported"
HIDDEN = "communities.discussion_hidden"


@transaction.atomic
def report_post(post: Post, *, by: User, reason: str) -> PostReport:
    """Report a message; coordinators are told, but not who wrote it. A second time, while it waits, is the first."""
    row = lock_post(post)
    if known := row.reports.filter(by=by, settled_at__isnull=True).first():
        return known
    if not row.is_there:
        raise Refused(_("This message is no longer there."))
    report = PostReport.objects.create(post=row, by=by, reason=reason.strip())
    circle = row.topic.community
    people = [one.user for one in coordinators_of(circle).select_related("user") if one.user_id != row.author_id]
    _tell(REPORTED, people, row, f"report:{report.pk}", report=report.pk)
    return report


@transaction.atomic
def hide_post(post: Post, *, by: User, reason: str) -> Post:
    """Hide a message; its author is told and reads why, and what was reported about it is settled."""
    row = lock_post(post)
    if row.hidden_at:
        return row
    if row.removed_at:
        raise Refused(_("This message has been removed meanwhile."))
    words = reason.strip()
    if not words:
        raise Refused(_("Say why you hide this message. Its author reads it."))
    row.hidden_at, row.hidden_by, row.hidden_reason = timezone.now(), by, words
    _save(row, "hidden_at", "hidden_by", "hidden_reason")
    row.reports.filter(settled_at__isnull=True).update(settled_at=row.hidden_at)
    author = row.author
    if author and author.pk != by.pk and author.is_active:
        _tell(HIDDEN, [author], row, f"hidden:{row.version}")
    return row


@transaction.atomic
def show_post(post: Post, *, by: User) -> Post:
    """Show a message again. Twice is harmless."""
    row = lock_post(post)
    if row.hidden_at is None:
        return row
    row.hidden_at, row.hidden_by, row.hidden_reason = None, None, ""
    return _save(row, "hidden_at", "hidden_by", "hidden_reason")


@transaction.atomic
def settle_report(report: PostReport, *, by: User) -> None:
    """Let a message stand that was reported. Twice is harmless."""
    PostReport.objects.filter(pk=report.pk, settled_at__isnull=True).update(settled_at=timezone.now())


def seal_topic(topic: Topic) -> None:
    """Let nobody but coordinators read a topic, as a privacy problem in it was reported. Twice is harmless."""
    Topic.objects.filter(pk=topic.pk, sealed_at__isnull=True).update(sealed_at=timezone.now())


def unseal_topic(topic: Topic) -> None:
    """Let the circle read it again. Twice is harmless."""
    Topic.objects.filter(pk=topic.pk).update(sealed_at=None)


def lock_post(post: Post) -> Post:
    """Return the post with its topic, held as long as the transaction lasts."""
    rows = Post.objects.select_for_update(of=("self",)).select_related("topic__community__programme", "author")
    return rows.get(pk=post.pk)


def _save(row: Post, *fields: str) -> Post:
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    return row


def _tell(kind: str, people: list[User], post: Post, event: str, **facts: Any) -> None:
    where = About(post.topic.community_id)
    key, context = f"post:{post.pk}:{event}", {"post": post.pk} | facts
    notify_all(kind, [Intent(person, key, context, about=where) for person in people if person.is_active])
