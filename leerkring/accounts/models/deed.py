"""The trail: who changed what, without a word of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .user import User


class Deed(models.Model):
    """One change by somebody: by which page, of what (``case:12``), and in which circle. Nothing of it changes."""

    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="deeds")
    at = models.DateTimeField()
    page = models.CharField(max_length=80)
    topic = models.CharField(max_length=60, blank=True)
    # The number of a circle, which this app knows nothing else of.
    scope = models.PositiveBigIntegerField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("deed")
        verbose_name_plural = _("deeds")
        ordering = ["-at", "-pk"]
        indexes = [
            # What happened in a circle, newest first.
            models.Index(fields=["scope", "-at"], name="deeds_in_circle", condition=models.Q(scope__isnull=False)),
            # What happened anywhere, newest first; and what is a year old.
            models.Index(fields=["-at"], name="deeds_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.topic}"
