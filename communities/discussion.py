"""What the pages of a discussion show: the topics of a circle, and a page of a topic."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.accounts.models import User
from leerkring.core.html_words import replace_words
from leerkring.core.markdown import render_message

from .actions.mention import name_pattern, people_to_name
from .glossary import Explainer, explainer_for
from .models import (
    PER_PAGE,
    Community,
    Post,
    PostFile,
    PostMention,
    PostReaction,
    PostReport,
    Topic,
    TopicReader,
)

TOPICS_PER_PAGE = 30
# The newest reports that were answered; the others say nothing new.
MOST_SETTLED = 50
Kind = PostReaction.Kind
ICONS = {Kind.THANKS: "award", Kind.AGREE: "check-circle", Kind.LEARNED: "lightbulb", Kind.MORE: "question-circle"}


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
        rows: Any = self.object_list
        return Page(list(rows.filter(number__gt=first, number__lte=first + PER_PAGE)), at, self)


@dataclass(frozen=True)
class Reaction:
    """How many gave one kind of reaction, and whether the reader did."""

    kind: str
    label: str
    icon: str
    count: int
    is_mine: bool


@dataclass(frozen=True)
class Said:
    """A post as its reader sees it; ``html`` is empty where its words are not theirs to read."""

    post: Any
    name: str
    html: SafeString
    may_read: bool
    may_answer: bool
    reactions: list[Reaction]
    files: list[PostFile]
    is_answer: bool
    is_unread: bool
    # Here begins what the reader has not read.
    is_first_unread: bool


def topics_for(user: Any) -> Any:
    """Return topics with how far this reader is in them, and whether they follow: both of one row."""
    mine = TopicReader.objects.filter(topic=OuterRef("pk"), user=user.pk)
    read = Coalesce(Subquery(mine.values("read")), Value(0))
    return Topic.objects.select_related("community__programme", "started_by", "answer").annotate(
        read=read,
        wish=Coalesce(Subquery(mine.values("wish")), Value("")),
        unread=Greatest(F("post_count") - read, Value(0)),
    )


def listed(community: Any, user: Any, page: Any) -> dict[str, Any]:
    """Return a page of the topics of a circle, with where the reader goes on in each; two queries, or three."""
    rows = topics_for(user).permitted(user, "communities.view_topic").filter(community=community)
    found = Paginator(rows.mark_permissions(user, may_follow="communities.follow_topic"), TOPICS_PER_PAGE)
    shown = found.get_page(page)
    reports = PostReport.objects.filter(post__topic__community=community, settled_at__isnull=True)
    is_on = community.has_module(Community.Module.DISCUSSION)
    return {
        "page": shown,
        "topics": [_listed(row) for row in shown],
        "is_on": is_on,
        "may_begin": is_on and community.may_talk,
        "reported": reports.count() if community.may_manage else 0,
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
        may_react="communities.add_reaction",
        may_report="communities.report_post",
        may_hide="communities.hide_post",
        may_show="communities.show_post",
    )
    found = _ByNumber(rows, topic.post_count).get_page(page)
    explainer = explainer_for(topic.community, user)
    hung = _Hung(found, explainer, user)
    said = [_said(post, topic, hung) for post in found]
    may_write = topic.may_write and topic.community.has_module(Community.Module.DISCUSSION)
    is_elsewhere = topic.unread and not any(one.is_first_unread for one in said)
    goes_on = is_elsewhere and topic.may_follow and topic.read
    return {
        "page": found,
        "said": said,
        "words": explainer.used,
        "last_number": said[-1].post.number if said else 0,
        "first_unread_url": topic.url_of(topic.read + 1) if goes_on else "",
        "answer_url": topic.url_of(topic.answer.number) if topic.answer else "",
        "may_write": may_write,
        "names": [person.full_name for person in people_to_name(topic.community)] if may_write else [],
    }


class _Hung:
    """What hangs on the posts of one page: three queries, however many there are."""

    def __init__(self, posts: Iterable[Any], explainer: Explainer, user: Any) -> None:
        self._explain = explainer.explain
        shown = [post.pk for post in posts if post.may_read]
        counted = PostReaction.objects.filter(post__in=shown).order_by().values_list("post", "kind")
        mine = Count("pk", filter=Q(user=user.pk))
        self._counts = {(post, kind): (all_, own) for post, kind, all_, own in counted.annotate(Count("pk"), own=mine)}
        self._names: dict[int, list[str]] = defaultdict(list)
        for row in PostMention.objects.filter(post__in=shown).select_related("user"):
            self._names[row.post_id] += [row.user.full_name, row.user.given_name]
        self._files: dict[int, list[PostFile]] = defaultdict(list)
        for kept in (
            PostFile.objects.permitted(user, "communities.view_post_file")
            .filter(post__in=shown)
            .select_related("file")
        ):
            self._files[kept.post_id].append(kept)

    def words(self, post: Post) -> SafeString:
        """Return the words of a post, with who is named in it made bold."""
        html = render_message(post.text)
        if names := self._names.get(post.pk):
            html = replace_words(html, name_pattern(names), lambda found: f"<strong>{found[0]}</strong>")
        return self._explain(html)

    def reactions(self, post: Any) -> list[Reaction]:
        """Return the reactions a reader may give, and those that were given."""
        rows = []
        for kind in PostReaction.Kind:
            count, own = self._counts.get((post.pk, kind.value), (0, 0))
            if count or post.may_react:
                rows.append(Reaction(kind.value, str(kind.label), ICONS[kind], count, bool(own)))
        return rows

    def files(self, post: Post) -> list[PostFile]:
        """Return the files that came with it."""
        return self._files.get(post.pk, [])


def _said(post: Any, topic: Any, hung: _Hung) -> Said:
    # To who never opened the topic all of it is new, which marks nothing.
    knows_some = topic.may_follow and topic.read > 0
    return Said(
        post,
        name_of(post.author),
        hung.words(post) if post.may_read else SafeString(""),
        post.may_read,
        topic.may_lead and post.is_there and post.number > 1,
        hung.reactions(post) if post.is_there else [],
        hung.files(post),
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


def names_line(community: Community) -> str:
    """Return whom one can name, in a sentence; nobody needs scripts to find out."""
    names = ", ".join(person.full_name for person in people_to_name(community))
    return _("You can name somebody with an @ before their name: %(names)s.") % {"names": names}


def reported_in(community: Community) -> dict[str, Any]:
    """Return the reports of a circle; whoever asks coordinates it. Two queries."""
    rows = PostReport.objects.filter(post__topic__community=community)
    rows = rows.select_related("by", "post__author", "post__topic__community")
    return {
        "open": [_reported(row) for row in rows.filter(settled_at__isnull=True)],
        "settled": [_reported(row) for row in rows.filter(settled_at__isnull=False)[:MOST_SETTLED]],
    }


def _reported(row: PostReport) -> dict[str, Any]:
    author, reporter = name_of(row.post.author), name_of(row.by)
    return {"row": row, "author": author, "reporter": reporter, "html": render_message(row.post.text)}
