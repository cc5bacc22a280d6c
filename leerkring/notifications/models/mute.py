"""Circles that somebody does not want to hear of."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Mute(models.Model):
    """A circle that is silent for one person: no reminders, no digest; what is necessary still comes.

    ``scope`` is the number of the circle, as in ``Message``: circles stand above us.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # A wish of somebody goes with them.
        on_delete=models.CASCADE,
        related_name="mutes",
    )
    scope = models.PositiveBigIntegerField(_("circle"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("muted circle")
        verbose_name_plural = _("muted circles")
        constraints = [
            # Muting twice is muting once.
            models.UniqueConstraint(fields=["user", "scope"], name="one_mute"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} mutes {self.scope}"
