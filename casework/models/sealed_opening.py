"""An administrator who opened something confidential that is no case or reflection: break-glass for the rest."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet


class SealedOpening(models.Model):
    """Who opened what, why, and until when they could read it. It is a log: nothing of it changes."""

    # As long as a case stays open.
    LASTS = timedelta(hours=1)

    class Kind(models.TextChoices):
        SUBMISSION = "submission", _("what was handed in")
        PORTFOLIO = "portfolio", _("portfolio")
        SESSION = "session", _("notes of a consultation")
        TOPIC = "topic", _("conversation of a circle")

    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    # No key of a table: the log stays when the thing goes.
    number = models.PositiveBigIntegerField(_("number"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening by an administrator")
        verbose_name_plural = _("openings by administrators")
        ordering = ["-opened_at"]
        indexes = [
            # The log, newest first.
            models.Index(fields=["-opened_at"], name="sealed_openings"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}: {self.opened_at}"
