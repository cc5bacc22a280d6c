"""Mail about discussions: that something was said, and where; of what was said nothing but the title of the topic."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import words_of
from leerkring.notifications.kinds import Kind, Mail, Needed, Skip, register_kind
from leerkring.notifications.models import Message
from leerkring.notifications.sections import DigestLine, SaidOnce, Window, register_circle_section

from ..actions.mention import MENTIONED
from ..actions.moderation import HIDDEN, REPORTED
from ..actions.post import POSTED
from ..models import Membership, Post, PostMention, PostReport, Topic, TopicReader

Mails = Mapping[int, Mail | Skip]
Place = tuple[int | None, int]
GONE = gettext_noop("no longer in the circle")


def prepare_posted(messages: Sequence[Message]) -> Mails:
    """Tell who follows a topic that it goes on, unless they have read it by now; three queries for all."""
    posts = posts_of(messages)
    people = {message.recipient_id for message in messages}
    rows = TopicReader.objects.filter(user__in=people, topic__in={post.topic_id for post in posts.values()})
    readers: dict[Place, TopicReader] = {(row.user_id, row.topic_id): row for row in rows}
    inside = inside_of(messages)
    return {message.pk: _posted(message, posts, readers, inside) for message in messages}


def _posted(
    message: Message, posts: Mapping[int, Post], readers: Mapping[Place, TopicReader], inside: set[Place]
) -> Mail | Skip:
    post = posts.get(message.context.get("post", 0))
    if post is None or post.topic.is_sealed or (not post.is_there and post.number == post.topic.post_count):
        return Skip(gettext_noop("what was said has been removed"))
    if (message.recipient_id, post.topic.community_id) not in inside:
        return Skip(GONE)
    reader = readers.get((message.recipient_id, post.topic_id))
    if reader is None or reader.wish != TopicReader.Wish.FOLLOW:
        return Skip(gettext_noop("no longer follows the topic"))
    if reader.read >= post.number:
        return Skip(gettext_noop("read already"))
    return mail_about(post, "communities_discussion_posted", url=post.topic.url_of(reader.read + 1))


def prepare_mentioned(messages: Sequence[Message]) -> Mails:
    """Tell somebody that they were named, while they still are and have not read it; four queries for all."""
    posts, inside = posts_of(messages), inside_of(messages)
    people = {message.recipient_id for message in messages}
    named: set[Place] = set(PostMention.objects.filter(post__in=posts, user__in=people).values_list("user", "post"))
    topics = {post.topic_id for post in posts.values()}
    readers: dict[Place, TopicReader] = {
        (row.user_id, row.topic_id): row for row in TopicReader.objects.filter(user__in=people, topic__in=topics)
    }
    return {message.pk: _mentioned(message, posts, named, readers, inside) for message in messages}


def _mentioned(
    message: Message,
    posts: Mapping[int, Post],
    named: set[Place],
    readers: Mapping[Place, TopicReader],
    inside: set[Place],
) -> Mail | Skip:
    post, person = posts.get(message.context.get("post", 0)), message.recipient_id
    if post is None or post.topic.is_sealed or not post.is_there or (person, post.pk) not in named:
        return Skip(gettext_noop("what was said has been removed"))
    if (person, post.topic.community_id) not in inside:
        return Skip(GONE)
    reader = readers.get((person, post.topic_id))
    if reader and reader.wish == TopicReader.Wish.MUTE:
        return Skip(gettext_noop("the topic is muted"))
    if reader and reader.read >= post.number:
        return Skip(gettext_noop("read already"))
    return mail_about(post, "communities_discussion_mentioned")


def prepare_reported(messages: Sequence[Message]) -> Mails:
    """Tell coordinators that a message was reported, while it waits for them; three queries for all."""
    posts = posts_of(messages)
    waiting = set(PostReport.objects.filter(post__in=posts, settled_at__isnull=True).values_list("pk", flat=True))
    people = {message.recipient_id for message in messages}
    rows = Membership.objects.active().with_role(Membership.Role.COORDINATOR).filter(user__in=people)
    coordinating: set[Place] = set(rows.values_list("user", "community"))
    return {message.pk: _reported(message, posts, waiting, coordinating) for message in messages}


def _reported(message: Message, posts: Mapping[int, Post], waiting: set[int], coordinating: set[Place]) -> Mail | Skip:
    post = posts.get(message.context.get("post", 0))
    if post is None or message.context.get("report") not in waiting:
        return Skip(gettext_noop("the report has been dealt with"))
    if (message.recipient_id, post.topic.community_id) not in coordinating:
        return Skip(gettext_noop("no longer a coordinator"))
    url = reverse("communities:post_report_list", kwargs={"slug": post.topic.community.slug})
    return mail_about(post, "communities_discussion_reported", url=url)


def prepare_hidden(messages: Sequence[Message]) -> Mails:
    """Tell an author that their message is hidden, while it is; the reason stands in the portal."""
    posts = posts_of(messages)
    people = {message.recipient_id for message in messages}
    rows = Membership.objects.reading().filter(user__in=people)
    inside: set[Place] = set(rows.values_list("user", "community"))
    return {message.pk: _hidden(message, posts, inside) for message in messages}


def _hidden(message: Message, posts: Mapping[int, Post], inside: set[Place]) -> Mail | Skip:
    post = posts.get(message.context.get("post", 0))
    if post is None or post.hidden_at is None:
        return Skip(gettext_noop("meanwhile it stands otherwise"))
    if (message.recipient_id, post.topic.community_id) not in inside:
        return Skip(GONE)
    return mail_about(post, "communities_discussion_hidden")


def posts_of(messages: Sequence[Message]) -> dict[int, Post]:
    """Return the posts that these messages are about."""
    wanted = {message.context.get("post") for message in messages} - {None}
    return Post.objects.select_related("topic__community__programme", "author").in_bulk(wanted)


def inside_of(messages: Sequence[Message]) -> set[Place]:
    """Return who of the recipients takes part in which circle."""
    people = {message.recipient_id for message in messages}
    return set(Membership.objects.active().filter(user__in=people).values_list("user", "community"))


def mail_about(post: Post, template: str, *, url: str = "") -> Mail:
    """Return a mail that says in which topic something happened."""
    circle = post.topic.community
    facts = {"circle": circle.name, "topic": post.topic.title, "url": absolute_url(url or post.get_absolute_url())}
    facts["who"] = post.author.full_name if post.author else _("Somebody")
    return Mail(template, facts, thread=f"topic-{post.topic_id}", words=words_of(circle))


# --- In the digest ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Talk:
    """A topic in which something was said in the window."""

    topic: Topic
    # The numbers of its new posts, each with its moment.
    said: list[tuple[int, datetime]]

    @property
    def circle(self) -> int:
        """Whose topic it is."""
        return self.topic.community_id

    @property
    def is_public(self) -> bool:
        """Never: a discussion is for members."""
        return False

    def line_for(self, window: Window) -> DigestLine | None:
        """Say how much was said in this window."""
        since, until = window
        numbers = [number for number, moment in self.said if since < moment <= until]
        if not numbers:
            return None
        url = absolute_url(self.topic.url_of(min(numbers)))
        return DigestLine(SaidOnce(_said, len(numbers), self.topic.title), url)


def collect_discussions(circles: Collection[int], window: Window) -> Sequence[Talk]:
    """Return what was said in these circles, a line per topic; two queries."""
    since, until = window
    rows = Post.objects.filter(topic__community__in=circles, posted_at__gt=since, posted_at__lte=until)
    said: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    rows = rows.filter(removed_at__isnull=True, hidden_at__isnull=True, topic__sealed_at__isnull=True).order_by("pk")
    for topic, number, moment in rows.values_list("topic", "number", "posted_at"):
        said[topic].append((number, moment))
    topics = Topic.objects.filter(pk__in=said).select_related("community").order_by("pk")
    return [Talk(topic, said[topic.pk]) for topic in topics]


def _said(count: int, title: str) -> str:
    words = ngettext(
        "Discussion: %(count)s new message in “%(title)s”", "Discussion: %(count)s new messages in “%(title)s”", count
    )
    return words % {"count": count, "title": title}


def register() -> None:
    """Tell the portal about these kinds, and what the digest says of discussions."""
    register_kind(Kind(POSTED, gettext_lazy("New messages in topics that you follow"), prepare_posted, bulk=True))
    register_kind(Kind(MENTIONED, gettext_lazy("Messages in which you are named"), prepare_mentioned, bulk=True))
    for name, label, prepare, needed in [
        (REPORTED, gettext_lazy("Messages that were reported in your circle"), prepare_reported, Needed.SAFETY),
        (HIDDEN, gettext_lazy("A message of yours that was hidden"), prepare_hidden, Needed.PLACE),
    ]:
        register_kind(Kind(name, label, prepare, needed=needed))
    register_circle_section("40-discussions", collect_discussions)
