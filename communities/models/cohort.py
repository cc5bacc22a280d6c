"""Years of a programme."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .programme import Programme


class Cohort(models.Model):
    """A jaargang: the circles of a programme that go through the same year together."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=60)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts_on", "name"]
        constraints = [
            # A cohort is chosen by its name.
            models.UniqueConstraint(fields=["programme", "name"], name="one_cohort_per_name"),
            # Time runs forward.
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="cohort_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name
