"""Answering briefly to what somebody said."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Post, PostReaction


@transaction.atomic
def set_reaction(post: Post, *, by: User, kind: str, is_on: bool) -> None:
    """Give a reaction, or take it back; the same again is harmless."""
    facts: dict[str, Any] = {"post": post, "user": by, "kind": PostReaction.Kind(kind)}
    if not is_on:
        PostReaction.objects.filter(**facts).delete()
        return
    row = Post.objects.select_for_update(of=("self",)).select_related("topic").get(pk=post.pk)
    if not row.is_there or row.topic.is_closed or row.author_id == by.pk:
        raise Refused(_("Nobody can react to this message any more."))
    PostReaction.objects.get_or_create(**facts)
