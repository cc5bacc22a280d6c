"""Recognitions, such as the status of koploper."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community
from .programme import Programme


class Recognition(models.Model):
    """A recognition of a programme or of a circle: by whom, for when, and why."""

    # Exactly one of the two: the scope.
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="recognitions"
    )
    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, null=True, blank=True, related_name="recognitions"
    )
    title = models.CharField(_("recognition"), max_length=120)
    issuer = models.CharField(_("given by"), max_length=200)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    url = models.URLField(_("web address"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            # It is somebody's.
            models.CheckConstraint(
                condition=Q(programme__isnull=True, community__isnull=False)
                | Q(programme__isnull=False, community__isnull=True),
                name="recognition_has_one_scope",
            ),
            # Time runs forward.
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="recognition_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether it held in the past only."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()
