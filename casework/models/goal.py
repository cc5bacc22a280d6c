"""What somebody wants to learn; theirs alone."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet


class LearningGoal(models.Model):
    """A learning goal. Nobody else reads it, unless its owner puts it in what they share."""

    # A goal is nothing without who wants it.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learning_goals")
    title = models.CharField(_("what do you want to learn?"), max_length=160)
    why = models.TextField(_("why do you want to learn this?"), blank=True)
    due_on = models.DateField(_("when do you want to be able to do it?"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    reached_at = models.DateTimeField(_("reached"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # The open page it was first written on: sent twice, it is still one goal.
    page = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning goal")
        verbose_name_plural = _("learning goals")
        ordering = ["reached_at", "created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "page"], name="one_goal_per_page")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("casework:goal_detail", kwargs={"pk": self.pk})

    @property
    def is_reached(self) -> bool:
        """Whether its owner said so."""
        return self.reached_at is not None


class GoalProgress(models.Model):
    """A reflection that is about a goal, and how far its author felt at that moment."""

    class Level(models.IntegerChoices):
        BEGINNING = 1, _("I am just beginning")
        ON_MY_WAY = 2, _("I am on my way")
        ALMOST = 3, _("I am nearly there")
        THERE = 4, _("I can do this")

    reflection = models.ForeignKey("casework.Reflection", on_delete=models.CASCADE, related_name="goal_progress")
    # A goal that is deleted leaves the reflection as it is.
    goal = models.ForeignKey(LearningGoal, on_delete=models.CASCADE, related_name="progress")
    level = models.PositiveSmallIntegerField(_("how far am I?"), choices=Level)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress on a learning goal")
        verbose_name_plural = _("progress on learning goals")
        constraints = [
            # A reflection says once how far its author is.
            models.UniqueConstraint(fields=["reflection", "goal"], name="one_progress_per_goal"),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.level}"
