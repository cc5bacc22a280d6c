"""The outbox, what people want to receive, and the pulse of the beat."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One mail to one person: written in the transaction of the deed it tells of, sent later by a worker."""

    class State(models.TextChoices):
        DUE = "due", _("waiting")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("not sent, for a reason")
        UNCERTAIN = "uncertain", _("perhaps sent")
        DEAD = "dead", _("failed")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        # An erased person gets no more mail, and nothing about them stays.
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
    )
    # Filled for people without an account (an invitation); a member's address is looked up at sending.
    address = models.EmailField(_("address"), blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=200)
    # Ids and other plain facts only; never the text of a case or a reflection.
    context = models.JSONField(_("context"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    send_after = models.DateTimeField(_("send after"))
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            # One intent, one mail: asking twice is harmless (rule 3).
            models.UniqueConstraint(
                fields=["recipient", "key"],
                condition=Q(recipient__isnull=False),
                name="one_message_per_person_and_key",
            ),
            models.UniqueConstraint(
                fields=["address", "key"], condition=Q(recipient__isnull=True), name="one_message_per_address_and_key"
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(address=""), name="message_goes_to_somebody"
            ),
        ]
        indexes = [
            # Delivery asks for what is due, oldest first; almost all rows are sent and stay outside this index.
            models.Index(fields=["send_after"], name="messages_waiting", condition=Q(state__in=["due", "claimed"])),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class Preference(models.Model):
    """What one person wants to receive. No row means: the defaults below."""

    class Digest(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")
        NONE = "none", _("never")

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
    muted_kinds: ClassVar[models.JSONField] = models.JSONField(_("switched off"), default=list, blank=True)

    class Meta:
        verbose_name = _("notification settings")
        verbose_name_plural = _("notification settings")

    def __str__(self) -> str:
        return str(self.user_id)


class Pulse(models.Model):
    """When something that must happen regularly last happened; ``/health/`` looks at it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("pulse")
        verbose_name_plural = _("pulses")

    def __str__(self) -> str:
        return self.name
