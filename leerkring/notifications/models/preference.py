"""What people want to receive."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
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
    muted_kinds = models.JSONField(_("switched off"), default=list, blank=True)

    class Meta:
        verbose_name = _("notification settings")
        verbose_name_plural = _("notification settings")
        indexes = [
            # Each tick asks whose digest is due; who wants none stays outside.
            models.Index(
                fields=["next_digest_at"], name="digests_by_moment", condition=Q(next_digest_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)

    def refuses(self, kind: str) -> bool:
        """Return whether the person switched this kind of mail off."""
        return kind in self.muted_kinds
