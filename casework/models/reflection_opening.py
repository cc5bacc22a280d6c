"""An administrator who opened a reflection that was not shared with them: break-glass."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .reflection import Reflection


class ReflectionOpening(models.Model):
    """Who opened which reflection, why, and until when they could read it. It is a log: nothing of it changes."""

    # As long as a case stays open.
    LASTS = timedelta(hours=1)

    # The log stays when the reflection or an account goes.
    reflection = models.ForeignKey(Reflection, on_delete=models.SET_NULL, null=True, related_name="openings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening of a reflection by an administrator")
        verbose_name_plural = _("openings of reflections by administrators")
        ordering = ["-opened_at"]
        indexes = [
            # "What did I open", asked for administrators at each reading of a reflection.
            models.Index(fields=["by", "until"], name="reflections_opened"),
        ]

    def __str__(self) -> str:
        return f"{self.reflection_id}: {self.opened_at}"
