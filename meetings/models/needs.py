"""What somebody needs to be able to take part: kept apart, seen by few, and soon gone."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .attendance import Attendance
from .meeting import Meeting


class NeedsQuerySet(PermittedQuerySet["Needs"]):
    """Needs, by whether they still serve."""

    def to_erase(self, now: datetime) -> "NeedsQuerySet":
        """Needs that have done their work, as they are about health.

        Of meetings that are long enough over or do not go on, and of who left the circle or does not come.
        """
        served = Q(attendance__meeting__ends_at__lte=now - Needs.KEPT)
        off = Q(attendance__meeting__status=Meeting.Status.CANCELLED)
        not_coming = ~Q(
            attendance__in=Attendance.objects.of_members().exclude(answer=Attendance.Answer.NO).values("pk")
        )
        return self.filter(served | off | not_coming)


class Needs(models.Model):
    """The dietary and access needs of one person for one meeting."""

    # How long after the meeting they are kept: until the bill of the caterer is checked.
    KEPT = timedelta(days=7)

    attendance = models.OneToOneField(Attendance, on_delete=models.CASCADE, related_name="needs")
    diet = models.CharField(_("what you don't eat or drink"), max_length=200, blank=True)
    access = models.CharField(_("what you need to take part"), max_length=200, blank=True)

    objects = NeedsQuerySet.as_manager()

    class Meta:
        verbose_name = _("needs")
        verbose_name_plural = _("needs")

    def __str__(self) -> str:
        return str(self.attendance_id)
