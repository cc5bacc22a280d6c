"""Who signed up for an event."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import one_line
from leerkring.core.permissions import PermittedQuerySet

from .event import Event


class RegistrationQuerySet(PermittedQuerySet["Registration"]):
    """Registrations, by what they mean for the places there are."""

    def coming(self) -> "RegistrationQuerySet":
        """Who has a place."""
        return self.filter(status=Registration.Status.CONFIRMED)

    def counting(self) -> "RegistrationQuerySet":
        """Who has a place or waits for one."""
        return self.filter(status__in=[Registration.Status.CONFIRMED, Registration.Status.WAITING])

    def waiting(self) -> "RegistrationQuerySet":
        """The waiting list; who confirmed first is first."""
        return self.filter(status=Registration.Status.WAITING).order_by("confirmed_at", "pk")


class Registration(models.Model):
    """Somebody who signed up for an event, with or without an account; it counts once the address is confirmed."""

    class Status(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("address not confirmed yet")
        CONFIRMED = "confirmed", _("is coming")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    # How long a link to confirm an address works.
    CONFIRM_WITHIN = timedelta(hours=48)

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    user: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120, validators=[one_line])
    # Empty once erased.
    email = models.EmailField(_("e-mail address"), blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True, validators=[one_line])
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=5, default="nl")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.UNCONFIRMED)
    # The token itself stands only in the mail (rule 23); another nonce makes another token and kills the old.
    nonce = models.CharField(max_length=32, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # One more for each change of status; the mail about an older one is not sent any more.
    revision = models.PositiveIntegerField(default=0)
    # When address, remark and link were erased.
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["pk"]
        constraints = [
            # Signing up twice is signing up once.
            models.UniqueConstraint(
                "event", Lower("email"), condition=Q(erased_at__isnull=True), name="one_registration_per_address"
            ),
        ]
        indexes = [
            # The tick asks what is to be erased; erased ones stay outside.
            models.Index(fields=["event"], name="registrations_to_erase", condition=Q(erased_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_lapsed(self) -> bool:
        """Whether it was never confirmed in time, or the event has begun meanwhile."""
        if self.status != self.Status.UNCONFIRMED:
            return False
        now = timezone.now()
        return self.created_at + self.CONFIRM_WITHIN <= now or self.event.starts_at <= now

    @property
    def counts(self) -> bool:
        """Whether they have a place, or wait for one."""
        return self.status in (self.Status.CONFIRMED, self.Status.WAITING)
