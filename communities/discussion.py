"""What the pages of a discussion show: the topics of a circle, and a page of a topic."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.accounts.models import User
from leerkring.core.markdown import render_message

from .models import PER_PAGE, Community, Post, Topic, TopicReader

TOPICS_PER_PAGE = 30


class _ByNumber(Paginator):
    """Pages of a topic by the numbers of its posts: the last of four hundred costs what the first does."""

    def __init__(self, posts: QuerySet[Post], count: int) -> None:
        super().__init__(posts, PER_PAGE)
        self._count = count

    @property
    def count(self) -> int:  # type: ignore[override]
        """How many posts there are; the topic knows."""
        return self._count

    def page(self, number: int | str) -> Page:
        """Return one page, whose numbers are a range."""
        at = self.validate_number(number)
        first = (at - 1) * PER_PAGE
        return Page(list(self.object_list.filter(number__gt=first, number__lte=first + PER_PAGE)), at, self)


@dataclass(frozen=True)
class Said:
    """A post as its reader sees it; ``html`` is empty where its words are not theirs to read."""

    post: Any
    name: str
    html: SafeString
    may_read: bool
    may_answer: bool
    is_answer: bool
    is_unread: bool
    # Here begins what the reader has not read.
    is_first_unread: bool


def topics_for(user: Any) -> QuerySet[Topic]:
    """Return topics with how far this reader is in them, and whether they follow: both of one row."""
    mine = TopicReader.objects.filter(topic=OuterRef("pk"), user=user.pk)
    read = Coalesce(Subquery(mine.values("read")), Value(0))
    return Topic.objects.select_related("community__programme", "started_by", "answer").annotate(
        read=read,
        wish=Coalesce(Subquery(mine.values("wish")), Value("")),
        unread=Greatest(F("post_count") - read, Value(0)),
    )


def listed(community: Any, user: Any, page: Any) -> dict[str, Any]:
    """Return a page of the topics of a circle, with where the reader goes on in each; two queries."""
    rows = topics_for(user).permitted(user, "communities.view_topic").filter(community=community)
    found = Paginator(rows.mark_permissions(user, may_follow="communities.follow_topic"), TOPICS_PER_PAGE)
    shown = found.get_page(page)
    is_on = community.has_module(Community.Module.DISCUSSION)
    return {
        "page": shown,
        "topics": [_listed(row) for row in shown],
        "is_on": is_on,
        "may_begin": is_on and community.may_talk,
    }


def _listed(row: Any) -> dict[str, Any]:
    if not row.may_follow:
        row.unread = 0
    new = ngettext("%(count)s new", "%(count)s new", row.unread) % {"count": row.unread}
    return {"row": row, "url": row.url_of(row.read + 1 if row.unread else 1), "new": new}


def page_of(topic: Any, user: Any, page: Any) -> dict[str, Any]:
    """Return one page of a topic; ``topic`` is one of ``topics_for``, marked with what the reader may."""
    rows = Post.objects.filter(topic=topic).select_related("author").permitted(user, "communities.view_post")
    rows = rows.mark_permissions(
        user,
        may_read="communities.read_post",
        may_change="communities.change_post",
        may_remove="communities.remove_post",
    )
    found = _ByNumber(rows, topic.post_count).get_page(page)
    said = [_said(post, topic) for post in found]
    is_elsewhere = topic.unread and not any(one.is_first_unread for one in said)
    goes_on = is_elsewhere and topic.may_follow and topic.read
    return {
        "page": found,
        "said": said,
        "last_number": said[-1].post.number if said else 0,
        "first_unread_url": topic.url_of(topic.read + 1) if goes_on else "",
        "answer_url": topic.url_of(topic.answer.number) if topic.answer else "",
        "may_write": topic.may_write and topic.community.has_module(Community.Module.DISCUSSION),
    }


def _said(post: Any, topic: Any) -> Said:
    # To who never opened the topic all of it is new, which marks nothing.
    knows_some = topic.may_follow and topic.read > 0
    return Said(
        post,
        name_of(post.author),
        render_message(post.text) if post.may_read else SafeString(""),
        post.may_read,
        topic.may_lead and post.may_read and post.number > 1,
        post.pk == topic.answer_id,
        knows_some and post.number > topic.read,
        knows_some and post.number == topic.read + 1,
    )


def name_of(person: User | None) -> str:
    """Return whose words these are; of who was erased only that they were somebody."""
    return person.full_name if person else _("Somebody who is no longer in the portal")


def history_of(post: Post) -> list[dict[str, Any]]:
    """Return what a post said, the newest first, each with its moment."""
    now = {"at": post.changed_at or post.posted_at, "html": render_message(post.text), "is_now": True}
    before = [{"at": row.at, "html": render_message(row.text), "is_now": False} for row in post.versions.all()]
    return [now, *before]
