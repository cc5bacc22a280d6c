"""What a circle brought about, in numbers that were counted beforehand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community
from .programme import Programme
from .sector import CORNERS


class TallyQuerySet(PermittedQuerySet["Tally"]):
    """Numbers of circles."""

    def lacking_a_corner(self) -> "TallyQuerySet":
        """Those of running circles from one of whose corners of the triangle nobody takes part."""
        rows = self.filter(year=Tally.ALL_YEARS, community__status=Community.Status.ACTIVE)
        return rows.exclude(numbers__has_keys=[sector.value for sector in CORNERS])


class Tally(models.Model):
    """The numbers of a circle in one year, or since it began. Counted anew by a worker; never of whom."""

    # Stands for all years together; people who come each year count once there.
    ALL_YEARS = 0

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="tallies")
    year = models.PositiveSmallIntegerField()
    # By the name of its indicator (``communities.tallies``); what is not named is nothing.
    numbers = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally of a circle")
        verbose_name_plural = _("tallies of circles")
        constraints = [
            # Two workers that count at once write the same row.
            models.UniqueConstraint(fields=["community", "year"], name="one_tally_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.year or 'all years'}"


class ProgrammeTally(models.Model):
    """The numbers of all circles of one programme together, without those of its parts. Added up by a worker."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="tallies")
    # As of a circle.
    year = models.PositiveSmallIntegerField()
    numbers = models.JSONField(default=dict)
    # The same numbers by the id of a province, and by that of a cohort; empty for the circles that have none.
    by_province = models.JSONField(default=dict)
    by_cohort = models.JSONField(default=dict)
    # What apps gather of it beside numbers, by the name of that; of its parts too. Only beside all years together.
    gathered = models.JSONField(default=dict)
    # When the circle of which it is longest ago was counted, and when all were added up.
    counted_at = models.DateTimeField()
    summed_at = models.DateTimeField()

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally of a programme")
        verbose_name_plural = _("tallies of programmes")
        constraints = [
            # Two workers that add up at once write the same row.
            models.UniqueConstraint(fields=["programme", "year"], name="one_programme_tally_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.year or 'all years'}"
