"""School holidays, as data that operators keep up to date."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Area
from leerkring.core.permissions import PermittedQuerySet


class SchoolHoliday(models.Model):
    """One holiday of one region; filled from data/holidays_nl.csv, changed in the administration."""

    region = models.CharField(_("region"), max_length=10, choices=Area.HolidayRegion)
    name = models.CharField(_("name"), max_length=60)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("school holiday")
        verbose_name_plural = _("school holidays")
        ordering = ["first", "region"]
        constraints = [
            # Loading the table again changes a row and makes no second.
            models.UniqueConstraint(fields=["region", "name", "first"], name="one_holiday_per_start"),
            # A holiday that ends before it begins would never be seen.
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="holiday_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_region_display()})"
