"""What was changed in a planned meeting, and when."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class MeetingChange(models.Model):
    """One saved change: the facts before it. Changes that follow each other quickly are told in one mail."""

    FOLD = timedelta(minutes=2)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="changes")
    # The version of the meeting that this change made, and that of the first change told in the same mail.
    version = models.PositiveIntegerField()
    first_version = models.PositiveIntegerField()
    before: models.JSONField = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a meeting")
        verbose_name_plural = _("changes of meetings")
        ordering = ["version"]
        constraints = [
            # A version is made by one change.
            models.UniqueConstraint(fields=["meeting", "version"], name="one_change_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.version}"
