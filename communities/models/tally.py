"""What a circle brought about, in numbers that were counted beforehand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community


class Tally(models.Model):
    """The numbers of a circle in one year, or since it began. Counted anew by a worker; never of whom."""

    # Stands for all years together; people who come each year count once there.
    ALL_YEARS = 0

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="tallies")
    year = models.PositiveSmallIntegerField()
    # By the name of its indicator (``communities.tallies``); what is not named is nothing.
    numbers = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally of a circle")
        verbose_name_plural = _("tallies of circles")
        constraints = [
            # Two workers that count at once write the same row.
            models.UniqueConstraint(fields=["community", "year"], name="one_tally_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.year or 'all years'}"
