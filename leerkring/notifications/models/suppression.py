"""Addresses at which mail doesn't arrive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

SALT = "leerkring.notifications.suppression"


def mark_of(address: str, key: str | None = None) -> str:
    """Return what stands for an address: nobody reads the address from it, and only we can make it."""
    return salted_hmac(SALT, address.strip().lower(), secret=key, algorithm="sha256").hexdigest()


def marks_of(address: str) -> list[str]:
    """Return the marks under our key of now and the earlier ones that still count."""
    return [mark_of(address, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """What mail services told, by address."""

    def in_force(self) -> "SuppressionQuerySet":
        """Addresses that are not written to now."""
        return self.filter(suppressed_at__isnull=False)

    def of(self, address: str) -> "SuppressionQuerySet":
        """The row of one address."""
        return self.filter(mark__in=marks_of(address))


class Suppression(models.Model):
    """What mail services told about one address: nothing is sent to it from ``suppressed_at`` on.

    The address itself is not kept, so that nothing is left to erase when its owner is. Who drops an earlier secret
    key forgets these rows: then such an address is written to once more, comes back once more, and is known again.
    """

    class Cause(models.TextChoices):
        BOUNCE = "bounce", _("mail to this address comes back")
        COMPLAINT = "complaint", _("reported as unwanted")

    mark = models.CharField(max_length=64, unique=True)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, blank=True)
    suppressed_at = models.DateTimeField(_("not written to since"), null=True, blank=True)
    # A full mailbox, a server that was away: counted, and nothing else.
    soft_bounces = models.PositiveIntegerField(_("passing failures"), default=0)
    # When its owner confirmed it again; what a service reports of before that moment counts no more.
    confirmed_at = models.DateTimeField(_("confirmed again"), null=True, blank=True)
    # The last events that were counted, as services report some of them twice.
    events = models.JSONField(default=list, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("address without mail")
        verbose_name_plural = _("addresses without mail")
        constraints = [
            # Who is told that mail stopped is told why.
            models.CheckConstraint(
                condition=Q(suppressed_at__isnull=True, cause="") | (Q(suppressed_at__isnull=False) & ~Q(cause="")),
                name="suppressed_for_a_cause",
            ),
        ]

    def __str__(self) -> str:
        return self.mark[:8]
