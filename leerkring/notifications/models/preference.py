"""What people want to receive."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Preference(models.Model):
    """What one person wants to receive. No row means: the defaults below."""

    class Digest(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")
        NONE = "none", _("Never")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    class Channel(models.TextChoices):
        MAIL = "mail", _("By mail")
        DIGEST = "digest", _("In my digest")
        PORTAL = "portal", _("Only in the portal")
        OFF = "off", _("Off")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="preference"
    )
    digest = models.CharField(_("digest"), max_length=10, choices=Digest, default=Digest.WEEKLY)
    digest_weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday, default=Weekday.MONDAY)
    digest_hour = models.PositiveSmallIntegerField(_("hour"), default=7, validators=[MaxValueValidator(23)])
    # The window of the next digest begins where the last one ended.
    last_digest_at = models.DateTimeField(null=True, blank=True)
    # Derived from the choices above and the person's zone, so that a tick asks an index and walks over nobody.
    next_digest_at = models.DateTimeField(null=True, blank=True)
    # How each kind of mail that is not necessary comes, where not by mail: {"meetings.reminder": "digest"}.
    channels = models.JSONField(
        _("how it comes"), default=dict, blank=True, db_default=models.Value({}, models.JSONField())
    )
    # Whole hours on the person's own clock; what is not urgent waits until they are over.
    quiet_from = models.PositiveSmallIntegerField(
        _("quiet from"), null=True, blank=True, validators=[MaxValueValidator(23)]
    )
    quiet_until = models.PositiveSmallIntegerField(
        _("quiet until"), null=True, blank=True, validators=[MaxValueValidator(23)]
    )
    # The first day on which somebody wants digests and reminders again.
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = _("notification settings")
        verbose_name_plural = _("notification settings")
        constraints = [
            # Half a pair says nothing, and an empty night is none.
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
                name="quiet_hours_begin_and_end",
            ),
        ]
        indexes = [
            # Each tick asks whose digest is due; who wants none stays outside.
            models.Index(
                fields=["next_digest_at"], name="digests_by_moment", condition=Q(next_digest_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)

    def channel_of(self, kind: str) -> str:
        """Return how this kind of mail comes to the person."""
        return str(self.channels.get(kind, self.Channel.MAIL))

    def refuses(self, kind: str) -> bool:
        """Return whether the person switched this kind of mail off."""
        return self.channel_of(kind) == self.Channel.OFF

    def pause_ends_at(self, zone: ZoneInfo) -> datetime | None:
        """Return when the pause is over; None when there is none."""
        return None if self.paused_until is None else _moment(self.paused_until, 0, zone)

    def quiet_ends_at(self, zone: ZoneInfo, now: datetime) -> datetime | None:
        """Return when the quiet hours that it is in ``now`` are over; None outside of them."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        here = now.astimezone(zone)
        since_start = (here.hour - self.quiet_from) % 24
        if since_start >= (self.quiet_until - self.quiet_from) % 24:
            return None
        ends = (_moment(here.date() + timedelta(days=days), self.quiet_until, zone) for days in range(3))
        return next(moment for moment in ends if moment > now)


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
