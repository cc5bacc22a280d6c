"""An administrator who opened a case without being one of its readers: break-glass."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .case import Case


class CaseOpening(models.Model):
    """Who opened which case, why, and until when they could read it. It is a log: nothing of it changes."""

    # An hour is enough to look, and short enough not to be forgotten.
    LASTS = timedelta(hours=1)

    # The log stays when the case or an account goes.
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="openings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening of a case by an administrator")
        verbose_name_plural = _("openings of cases by administrators")
        ordering = ["-opened_at"]
        indexes = [
            # "What did I open", asked for administrators at each reading of a case.
            models.Index(fields=["by", "until"], name="opened_by_administrator"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.opened_at}"
