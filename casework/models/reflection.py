"""Looking back on one's own acting; private until its author shares it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from leerkring.core.permissions import PermittedQuerySet
from meetings.models import Meeting

from .reading import Reading


class Reflection(models.Model):
    """A reflection after STARR(T): situation, task, action, result, reflection, transfer."""

    # STARR(T), in its order.
    TEXTS = ("title", "situation", "task", "action", "result", "reflection", "transfer")

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
    title = models.CharField(_("title"), max_length=120, blank=True)
    situation = models.TextField(_("situation"), blank=True)
    task = models.TextField(_("task"), blank=True)
    action = models.TextField(_("action"), blank=True)
    result = models.TextField(_("result"), blank=True)
    reflection = models.TextField(_("reflection"), blank=True)
    transfer = models.TextField(_("transfer"), blank=True)
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
