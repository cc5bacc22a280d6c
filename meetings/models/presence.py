"""Who was there, from when until when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .guest import Guest
from .meeting import Meeting


class PresenceQuerySet(PermittedQuerySet["Presence"]):
    """Who was there."""

    def counted(self) -> "PresenceQuerySet":
        """Rows that say somebody was there; a removed one says they were not."""
        return self.filter(removed_at__isnull=True)

    def confirmed(self) -> "PresenceQuerySet":
        """Rows of who was there on a list that was signed, and of whom is known who it was: those count for hours."""
        nobody = Q(user=None, guest=None, name="")
        return self.counted().filter(~nobody, meeting__presence_signed_at__isnull=False)


class Presence(models.Model):
    """One person at one meeting: a member, a guest, or somebody who walked in."""

    class Way(models.TextChoices):
        LOCATION = "location", _("on location")
        ONLINE = "online", _("online, with image and sound")

    class Source(models.TextChoices):
        QR = "qr", _("with the code on the wall")
        LIST = "list", _("on the list")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="presences")
    # Attendance counts for certificates: it outlives the account, without a name.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="presences"
    )
    guest = models.ForeignKey(Guest, on_delete=models.SET_NULL, null=True, blank=True, related_name="presences")
    # Somebody without account who was not invited.
    name = models.CharField(_("name"), max_length=120, blank=True)
    way = models.CharField(_("how"), max_length=10, choices=Way, default=Way.LOCATION)
    source = models.CharField(max_length=10, choices=Source)
    # Clock times of the place; the end follows from the meeting until somebody says otherwise.
    from_time = models.TimeField(_("from"))
    until_time = models.TimeField(_("until"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presence")
        ordering = ["pk"]
        constraints = [
            # Scanned twice, or scanned and ticked on the list, is there once.
            models.UniqueConstraint(fields=["meeting", "user"], name="one_presence_per_person"),
            models.UniqueConstraint(fields=["meeting", "guest"], name="one_presence_per_guest"),
            # Who leaves before they came was not there.
            models.CheckConstraint(condition=Q(until_time__gt=F("from_time")), name="presence_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return str(self.user_id or self.guest_id or self.name)


class PresenceCorrection(models.Model):
    """What was changed on the list after it was signed, or otherwise than by the person: kept with the reason."""

    presence = models.ForeignKey(Presence, on_delete=models.CASCADE, related_name="corrections")
    before: models.JSONField = models.JSONField(default=dict)
    after: models.JSONField = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    corrected_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of the presence list")
        verbose_name_plural = _("corrections of the presence list")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.presence_id)
