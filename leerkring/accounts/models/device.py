"""The browsers that somebody logged in with before, so that a strange one can be told from theirs."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KnownDevice(models.Model):
    """A browser and a person who logged in with it. The browser holds a secret; here is only its hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices")
    key_hash = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")
        constraints = [
            # Logging in twice makes one known device.
            models.UniqueConstraint(fields=["user", "key_hash"], name="one_row_per_known_device"),
        ]
        indexes = [
            # Which have not been seen for long, for who forgets them.
            models.Index(fields=["last_seen_at"], name="devices_by_last_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.first_seen_at}"
