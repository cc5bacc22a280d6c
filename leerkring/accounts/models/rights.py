"""What people ask with the rights that they have over their data."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .user import User


class ErasureRequest(models.Model):
    """Somebody wants to be erased; until ``due_at`` they can think better of it. It goes with the account."""

    REGRET = timedelta(days=7)
    # What stands in the way by then (a circle without a coordinator) does not any more.
    LATEST = timedelta(days=29)

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="erasure_request")
    # Whether the name stays in the papers they wrote.
    keeps_name = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # When a worker last began with it: who broke waits behind who was not tried yet.
    tried_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to be erased")
        verbose_name_plural = _("requests to be erased")
        constraints = [
            # There is always time to think better of it.
            models.CheckConstraint(condition=models.Q(due_at__gt=models.F("asked_at")), name="erasure_leaves_time"),
        ]
        indexes = [
            # The tick asks who is due.
            models.Index(fields=["due_at"], name="erasures_due"),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class DataExport(models.Model):
    """All that is held about somebody, in one file made by a worker; it is thrown away after ``LASTS``."""

    LASTS = timedelta(days=7)
    # What cannot be made is not tried for ever.
    MOST_ATTEMPTS = 3

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="data_exports")
    asked_at = models.DateTimeField()
    # Of the parts it is made of, how many are done.
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    # A worker holds it until then; after that another one may begin anew.
    held_until = models.DateTimeField(null=True, blank=True)
    file = models.OneToOneField(File, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ready_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of my data")
        verbose_name_plural = _("copies of my data")
        ordering = ["-asked_at"]
        constraints = [
            # Asking again while one is being made is harmless.
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ready_at__isnull=True), name="one_export_in_the_making"
            ),
            # What is ready is thrown away one day.
            models.CheckConstraint(
                condition=models.Q(ready_at__isnull=True) | models.Q(ends_at__isnull=False), name="export_ends"
            ),
        ]
        indexes = [
            # The tick asks what waits, and what has ended.
            models.Index(fields=["asked_at"], name="exports_waiting", condition=models.Q(ready_at__isnull=True)),
            models.Index(fields=["ends_at"], name="exports_ending", condition=models.Q(ends_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.asked_at}"

    @property
    def is_given_up(self) -> bool:
        """Whether it can't be made; asking again begins anew."""
        return self.ready_at is None and self.attempts >= self.MOST_ATTEMPTS

    @property
    def percent(self) -> int:
        """How far it is."""
        return round(100 * self.done / self.total) if self.total else 0


class Objection(models.Model):
    """Somebody does not want one use of their data (art. 21); what it is about is registered (``objections``)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="objections")
    about = models.CharField(max_length=60)
    reason = models.TextField(_("why"), blank=True)
    made_at = models.DateTimeField()

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-made_at"]
        constraints = [
            # Objecting twice is objecting.
            models.UniqueConstraint(fields=["user", "about"], name="one_objection_per_use"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.about}"


class Dormancy(models.Model):
    """Somebody who has not been here for almost two years, and was told what follows; it goes when they come back."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="dormancy")
    warned_at = models.DateTimeField()
    warned_again_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("account that sleeps")
        verbose_name_plural = _("accounts that sleep")

    def __str__(self) -> str:
        return str(self.user_id)
