"""Looking back on one's own acting; private until its author shares it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Assignment, Community
from leerkring.core.permissions import PermittedQuerySet
from meetings.models import ActionItem, Meeting

from ..reflection_models import STANDARD, Answered, ReflectionModel, answered, get_model
from .case import Case
from .reading import Reading


class Reflection(models.Model):
    """A reflection after one of the models of ``reflection_models``; what was answered stands under its keys."""

    # What it may be about, beside its circle.
    ABOUT = ("meeting", "case", "action_item", "assignment", "previous")

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reflections")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="reflections")
    meeting = models.ForeignKey(
        Meeting,
        verbose_name=_("about the meeting"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # What it was about may go; the reflection stays with who wrote it.
    case = models.ForeignKey(
        Case, verbose_name=_("about the case"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    action_item = models.ForeignKey(
        ActionItem,
        verbose_name=_("about the action item"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    assignment = models.ForeignKey(
        Assignment,
        verbose_name=_("about the assignment"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Trying out what one resolved to do begins a next reflection: the two are links of a chain.
    previous = models.ForeignKey(
        "self",
        verbose_name=_("follows from"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="following",
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    model_key = models.CharField(_("model"), max_length=20, default=STANDARD, db_default=STANDARD)
    answers: models.JSONField = models.JSONField(
        default=dict, blank=True, db_default=models.Value({}, models.JSONField())
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    # As with a case: the page it was first written on, and the page that saved last.
    page = models.UUIDField(default=uuid.uuid4, editable=False)
    saved_by_page = models.UUIDField(null=True, editable=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        ordering = ["-created_at"]
        constraints = [
            # A page that saves by itself, and twice, makes one reflection.
            models.UniqueConstraint(fields=["author", "page"], name="one_reflection_per_page"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Reflection without a title"))

    def get_absolute_url(self) -> str:
        return reverse("casework:reflection_detail", kwargs={"pk": self.pk})

    def get_change_url(self) -> str:
        """Where its author goes on writing."""
        return reverse("casework:reflection_change", kwargs={"pk": self.pk})

    @property
    def scheme(self) -> ReflectionModel:
        """The model it follows."""
        return get_model(self.model_key)

    @property
    def parts(self) -> list[Answered]:
        """What was filled in, part by part."""
        return answered(self.scheme, self.answers)


class ReflectionShare(models.Model):
    """With whom a reflection is shared: one person, or the circle when ``person`` is empty. Deleting it revokes."""

    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="reflections_shared_with_me",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # When this person said they had seen it, and which version that was; null: not yet.
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_version = models.PositiveIntegerField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("share of a reflection")
        verbose_name_plural = _("shares of reflections")
        constraints = [
            models.UniqueConstraint(fields=["reflection", "person"], name="one_share_per_person"),
            models.UniqueConstraint(
                fields=["reflection"], condition=Q(person__isnull=True), name="one_share_with_the_circle"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reflection_id} → {self.person_id or 'circle'}"


class ReflectionReading(Reading):
    """Who read a reflection of somebody else, and when; the author sees it."""

    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="readings")

    class Meta(Reading.Meta):
        verbose_name = _("reading of a reflection")
        verbose_name_plural = _("readings of reflections")
