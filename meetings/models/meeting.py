"""One day on which a circle comes together."""

import datetime as dt
import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Area, Community, Membership, Organisation
from leerkring.core.permissions import PermittedQuerySet

from .clock import OnTheClock, utc_moment
from .cycle import Cycle


class MeetingQuerySet(PermittedQuerySet["Meeting"]):
    """Meetings, by when they are."""

    def with_circle(self) -> "MeetingQuerySet":
        """Meetings with what every page about them names."""
        return self.select_related("cycle__community", "host", "municipality", "facilitator")

    def planned(self) -> "MeetingQuerySet":
        """Meetings that go on: not in draft, not cancelled."""
        return self.filter(status=Meeting.Status.PLANNED)

    def upcoming(self, now: datetime | None = None) -> "MeetingQuerySet":
        """Planned meetings that are not over yet, soonest first."""
        return self.planned().filter(ends_at__gt=now or timezone.now()).order_by("starts_at")

    def awaiting_answer(self, user: Any, now: datetime | None = None) -> "MeetingQuerySet":
        """Upcoming meetings of the running circles of ``user`` to which they gave no answer yet, soonest first."""
        from .attendance import Attendance

        mine = Membership.objects.active().filter(user=user).values("community")
        answered = Attendance.objects.filter(meeting=OuterRef("pk"), user=user)
        return (
            self.upcoming(now)
            .filter(~Exists(answered), cycle__community__in=mine, cycle__community__status=Community.Status.ACTIVE)
            .select_related("cycle__community")
        )


class Meeting(OnTheClock, models.Model):
    """A meeting on location. Its wall-clock times are the truth; the UTC moments follow from them."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PLANNED = "planned", _("planned")
        CANCELLED = "cancelled", _("cancelled")

    NEXT = {Status.DRAFT: {Status.PLANNED}, Status.PLANNED: {Status.CANCELLED}, Status.CANCELLED: set()}

    class Format(models.TextChoices):
        LOCATION = "location", _("on location")
        HYBRID = "hybrid", _("on location and online")
        ONLINE = "online", _("online")

    class StepFree(models.TextChoices):
        YES = "yes", _("step-free")
        PARTLY = "partly", _("partly step-free")
        NO = "no", _("not step-free")

    # How long before the start the code of the attendance list hangs on the wall, and how long after the end.
    DOORS_OPEN, DOORS_CLOSE = timedelta(hours=1), timedelta(hours=2)

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
    room = models.CharField(_("room"), max_length=120, blank=True, db_default="")
    travel = models.TextField(_("getting there"), blank=True)
    public_transport = models.CharField(_("public transport"), max_length=300, blank=True, db_default="")
    parking = models.CharField(_("parking"), max_length=300, blank=True, db_default="")
    # Empty: nobody said yet.
    step_free = models.CharField(_("access without steps"), max_length=10, choices=StepFree, blank=True, db_default="")
    format = models.CharField(
        _("how we meet"), max_length=10, choices=Format, default=Format.LOCATION, db_default="location"
    )
    # Only members and guests see it; it stands in no public page.
    online_url = models.URLField(_("link to take part online"), max_length=500, blank=True, db_default="")
    # Who leads the meeting beside the coordinators: orders the news, keeps the presence list, approves the report.
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("facilitator"),
        # A meeting goes on when the account of who was to lead it goes.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    date = models.DateField(_("date"))
    start_time = models.TimeField(_("from"))
    end_time = models.TimeField(_("until"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Amsterdam")
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    # How many members there is room for; who says yes after that waits. Null: room for everybody.
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True)
    planned_at = models.DateTimeField(_("planned"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    # From when on a mail of its rhythm may be due: all before it has been dealt with; null when none is left. A moment
    # too early costs a look, one too late would lose a mail: what changes a meeting or a rhythm sets it to now.
    next_reminder_at = models.DateTimeField(null=True, blank=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # What a calendar compares: one more for a change of time, place or state, not for a typing error (rule 13).
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    # When members were first shown the programme; null while coordinators work on it.
    programme_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    # One more for each change of the programme, so that two people who reorder at once do not undo each other.
    programme_version = models.PositiveIntegerField(default=1, db_default=1)
    # The same for what is chosen about the mail around it.
    rhythm_version = models.PositiveIntegerField(default=1, db_default=1)
    # Net contact hours follow from who was there; signed by who led the meeting, null while not signed.
    presence_signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    presence_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

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
            # Agendas and the digest ask which planned meetings start in a window.
            models.Index(fields=["starts_at"], name="meetings_planned", condition=Q(status="planned")),
            # The scheduler asks each minute which reminders are due; most meetings are past and stay outside.
            models.Index(
                fields=["next_reminder_at"],
                name="meetings_to_remind",
                condition=Q(status="planned", next_reminder_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.theme or _("Meeting %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting_detail", kwargs={"pk": self.pk})

    def set_times(self, day: dt.date, start: time, end: time) -> None:
        """Set wall-clock times and the UTC moments that follow from them; does not save."""
        self.date, self.start_time, self.end_time = day, start, end
        self.starts_at = utc_moment(day, start, self.time_zone)
        self.ends_at = utc_moment(day, end, self.time_zone)
        self.next_reminder_at = timezone.now()

    @property
    def is_open_for_presence(self) -> bool:
        """Whether people come in by now, or have: from then on there is an attendance list."""
        return self.is_planned and self.starts_at - self.DOORS_OPEN <= timezone.now()

    @property
    def is_planned(self) -> bool:
        """The row twin of ``planned()``."""
        return self.status == self.Status.PLANNED

    @property
    def local_end(self) -> datetime:
        """Its end on the clock of the place."""
        return datetime.combine(self.date, self.end_time)

    @property
    def whereabouts(self) -> str:
        """Place, room and address on one line, or that it is online; empty while unknown."""
        if self.format == self.Format.ONLINE:
            return str(self.Format.ONLINE.label).capitalize()
        return ", ".join(filter(None, [self.place, self.room, self.address]))
