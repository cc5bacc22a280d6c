"""One day on which a circle comes together."""

import uuid
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Area, Organisation
from leerkring.core.permissions import PermittedQuerySet

from .cycle import Cycle


class MeetingQuerySet(PermittedQuerySet["Meeting"]):
    """Meetings, by when they are."""

    def planned(self) -> "MeetingQuerySet":
        """Meetings that go on: not in draft, not cancelled."""
        return self.filter(status=Meeting.Status.PLANNED)

    def upcoming(self) -> "MeetingQuerySet":
        """Planned meetings that are not over yet, soonest first."""
        return self.planned().filter(ends_at__gt=timezone.now()).order_by("starts_at")


def utc_moment(day: date, clock: time, zone: str) -> datetime:
    """Return the UTC moment of a wall-clock time in an IANA zone (rule 11).

    A time that does not exist in the night the clock goes forward moves on by the gap; one that comes twice is the
    first (``fold=0``).
    """
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Meeting(models.Model):
    """A meeting on location. Its wall-clock times are the truth; the UTC moments follow from them."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PLANNED = "planned", _("planned")
        CANCELLED = "cancelled", _("cancelled")

    NEXT = {Status.DRAFT: {Status.PLANNED}, Status.PLANNED: {Status.CANCELLED}, Status.CANCELLED: set()}

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="meetings")
    number = models.PositiveSmallIntegerField(_("number"))
    theme = models.CharField(_("theme"), max_length=200, blank=True)
    host = models.ForeignKey(
        Organisation, verbose_name=_("host"), on_delete=models.SET_NULL, null=True, blank=True, related_name="hosted"
    )
    municipality = models.ForeignKey(
        Area, verbose_name=_("host municipality"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("street, number and town"), max_length=200, blank=True)
    travel = models.TextField(_("getting there"), blank=True)
    date = models.DateField(_("date"))
    start_time = models.TimeField(_("from"))
    end_time = models.TimeField(_("until"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Amsterdam")
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # What a calendar compares: one more for a change of time, place or state, not for a typing error (rule 13).
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["cycle", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="one_meeting_per_number"),
            # A meeting that ends before it begins would be past before it is due.
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
        ]
        indexes = [
            # The scheduler asks each minute which planned meetings start in a window.
            models.Index(fields=["starts_at"], name="meetings_planned", condition=Q(status="planned")),
        ]

    def __str__(self) -> str:
        return self.theme or _("Meeting %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting_detail", kwargs={"pk": self.pk})

    def set_times(self, day: date, start: time, end: time) -> None:
        """Set wall-clock times and the UTC moments that follow from them; does not save."""
        self.date, self.start_time, self.end_time = day, start, end
        self.starts_at = utc_moment(day, start, self.time_zone)
        self.ends_at = utc_moment(day, end, self.time_zone)

    @property
    def is_over(self) -> bool:
        """Whether its end has passed."""
        return self.ends_at <= timezone.now()

    @property
    def is_planned(self) -> bool:
        """The row twin of ``planned()``."""
        return self.status == self.Status.PLANNED
