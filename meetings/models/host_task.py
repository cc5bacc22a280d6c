"""What the host of a meeting has done of the checklist."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class HostTask(models.Model):
    """One ticked line of the checklist; which lines there are, and when each is due, stands in ``hosting.py``."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="host_tasks")
    # The name of the line.
    task = models.CharField(max_length=40)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(_("done"))

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a host")
        verbose_name_plural = _("tasks of hosts")
        constraints = [
            # Ticked by two people at once is ticked once.
            models.UniqueConstraint(fields=["meeting", "task"], name="one_tick_per_task"),
        ]

    def __str__(self) -> str:
        return self.task
