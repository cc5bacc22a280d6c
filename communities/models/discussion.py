"""Talking on between the meetings: topics of a circle, and how far each reader is in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community

# Posts on a page of a topic; an address with a page in it must go on meaning the same.
PER_PAGE = 25


class Topic(models.Model):
    """Something that a circle talks about."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="topics")
    title = models.CharField(_("topic"), max_length=160)
    # Whoever is erased leaves the circle its conversation, without a name.
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="topics_started"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    # Kept true in the transaction that adds a post: the list asks for both, and counting 10,000 posts takes long.
    post_count = models.PositiveIntegerField(default=0)
    last_posted_at = models.DateTimeField()
    # The post that answers what was asked.
    answer = models.ForeignKey("Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    # While a report of a privacy problem in it is open, only coordinators read it.
    sealed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["-last_posted_at", "-pk"]
        indexes = [
            # The list of a circle: what was talked about last comes first.
            models.Index(fields=["community", "-last_posted_at"], name="topics_by_last_post"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("communities:topic_detail", kwargs={"slug": self.community.slug, "pk": self.pk})

    def url_of(self, number: int) -> str:
        """Return where the post of this number stands."""
        page = (max(number, 1) - 1) // PER_PAGE + 1
        query = f"?page={page}" if page > 1 else ""
        return f"{self.get_absolute_url()}{query}#bericht-{number}"

    @property
    def is_closed(self) -> bool:
        """Whether nobody can write in it any more."""
        return self.closed_at is not None

    @property
    def is_sealed(self) -> bool:
        """Whether a privacy problem in it was reported, and nobody but coordinators reads it."""
        return self.sealed_at is not None


class TopicReader(models.Model):
    """How far somebody is in a topic, and whether they want to hear of it. No row: nothing read, nothing chosen."""

    class Wish(models.TextChoices):
        NONE = "", _("nothing chosen")
        FOLLOW = "follow", _("follow")
        MUTE = "mute", _("mute")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The number of the last post they have read; posts are never taken away, so what follows is unread.
    read = models.PositiveIntegerField(default=0)
    wish = models.CharField(max_length=10, choices=Wish, blank=True, default=Wish.NONE)

    class Meta:
        verbose_name = _("reader of a topic")
        verbose_name_plural = _("readers of topics")
        constraints = [
            # One place to be.
            models.UniqueConstraint(fields=["topic", "user"], name="one_place_per_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.topic_id}"


class Post(models.Model):
    """What one person says in a topic. It never goes: what its author removes leaves a place without words."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    # From 1 on and without gaps: a page is a range of numbers, however deep it lies.
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="posts"
    )
    text = models.TextField(_("message"), blank=True)
    posted_at = models.DateTimeField(auto_now_add=True)
    # When the words were last changed; the earlier ones stand in ``versions``.
    changed_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # By a coordinator, with the reason; its author still reads it, others see that it is hidden.
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_reason = models.TextField(_("why it is hidden"), blank=True, default="", db_default="")
    # Of the form it was typed in, so that sending twice is one post.
    key = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["number"]
        constraints = [
            # The order of a conversation, and what its pages are made of.
            models.UniqueConstraint(fields=["topic", "number"], name="one_post_per_number"),
            # A form that is sent twice says one thing.
            models.UniqueConstraint(fields=["topic", "author", "key"], name="one_post_per_form"),
            # Of what was removed no word stays behind, and nobody says nothing.
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) & ~Q(text="") | Q(removed_at__isnull=False, text=""),
                name="post_has_words_unless_removed",
            ),
            # Who hides somebody's words says why.
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True, hidden_reason="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_reason="")),
                name="post_hidden_has_a_reason",
            ),
        ]
        indexes = [
            # What was said since the last digest.
            models.Index(fields=["posted_at"], name="posts_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.number} in {self.topic_id}"

    def get_absolute_url(self) -> str:
        return self.topic.url_of(self.number)

    @property
    def is_there(self) -> bool:
        """Whether it is neither removed nor hidden."""
        return self.removed_at is None and self.hidden_at is None


class PostVersion(models.Model):
    """What a post said before, and from when."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField()

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a message")
        verbose_name_plural = _("versions of messages")
        ordering = ["-number"]
        constraints = [
            # A number says which one is meant.
            models.UniqueConstraint(fields=["post", "number"], name="one_post_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.post_id}"
