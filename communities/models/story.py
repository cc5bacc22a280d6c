"""Stories of what a circle brought about, and what people are quoted with in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .community import Community


class Story(models.Model):
    """From what somebody did to what they see differently; with a concrete result it can be a good example."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        PUBLISHED = "published", _("published")

    NEXT = {
        Status.DRAFT: {Status.PROPOSED},
        Status.PROPOSED: {Status.PUBLISHED, Status.DRAFT},
        Status.PUBLISHED: {Status.DRAFT},
    }
    # The five steps of a story, in their order.
    STEPS = ("activity", "gained", "applied", "result", "insight")
    # Without these there is no story yet.
    NEEDED = ("activity", "gained", "applied")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="stories")
    title = models.CharField(_("title"), max_length=160)
    activity = models.TextField(_("what I did"), blank=True)
    gained = models.TextField(_("what it gave me"), blank=True)
    applied = models.TextField(_("what I did with it"), blank=True)
    result = models.TextField(_("result"), blank=True)
    insight = models.TextField(_("what I see differently"), blank=True)
    picture = models.ForeignKey(File, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    picture_text = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    is_good_example = models.BooleanField(_("good example"), default=False)
    is_public = models.BooleanField(_("for everybody"), default=False)
    # Why it came back to who wrote it.
    remark = models.TextField(_("remark"), blank=True)
    # Whoever is erased leaves the circle what was published, without a name.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="stories")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-published_at", "-pk"]
        constraints = [
            # An example of what? Of something that came of it.
            models.CheckConstraint(
                condition=Q(is_good_example=False) | (Q(status="published") & ~Q(result="")),
                name="good_example_has_a_result",
            ),
            # What is public was published, at some moment.
            models.CheckConstraint(
                condition=Q(status="published", published_at__isnull=False)
                | (~Q(status="published") & Q(published_at__isnull=True, is_public=False)),
                name="story_published_has_a_moment",
            ),
            # Who can't see the picture reads what it shows.
            models.CheckConstraint(
                condition=Q(picture__isnull=True) | ~Q(picture_text=""), name="story_picture_has_a_text"
            ),
        ]
        indexes = [
            # The list of a circle, newest first.
            models.Index(fields=["community", "status", "-published_at"], name="stories_of_circle"),
            # The stories of the whole portal, page by page.
            models.Index(
                fields=["-is_good_example", "-published_at", "-id"],
                name="stories_for_everybody",
                condition=Q(is_public=True),
            ),
            # What is new for everybody.
            models.Index(fields=["-published_at", "-id"], name="stories_newest", condition=Q(is_public=True)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("communities:story_detail", kwargs={"slug": self.community.slug, "pk": self.pk})

    @property
    def is_draft(self) -> bool:
        """Whether its author is still writing."""
        return self.status == self.Status.DRAFT

    @property
    def is_published(self) -> bool:
        """Whether others than who reviews it can read it."""
        return self.status == self.Status.PUBLISHED


class StoryQuote(models.Model):
    """What somebody said, shown while they agree. Once they no longer do, their words are gone from here too."""

    class Consent(models.TextChoices):
        ASKED = "asked", _("asked")
        GIVEN = "given", _("agreed")
        WITHDRAWN = "withdrawn", _("does not agree (any more)")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="quotes")
    text = models.TextField(_("what was said"), blank=True)
    said_by = models.CharField(_("said by"), max_length=200, blank=True)
    # Somebody of the circle answers for themselves; when they are erased, their words go with them.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="story_quotes"
    )
    # Of somebody without an account: how they agreed.
    consent_note = models.CharField(_("how they agreed"), max_length=300, blank=True)
    consent = models.CharField(max_length=20, choices=Consent, default=Consent.ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["pk"]
        constraints = [
            # Nothing is kept of what somebody doesn't want to have said.
            models.CheckConstraint(
                condition=(Q(consent="withdrawn", text="", said_by="") | (~Q(consent="withdrawn") & ~Q(text=""))),
                name="quote_withdrawn_is_empty",
            ),
            # Somebody agreed: they themselves, or it is known how.
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(consent_note="") | Q(consent="withdrawn"),
                name="quote_of_nobody_has_a_note",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
