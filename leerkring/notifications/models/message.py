"""The outbox."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages, by where they stand."""

    def claimable(self, now: datetime) -> "MessageQuerySet":
        """Messages that are due and that nobody holds: new, after a failure, or left by a worker that died."""
        return self.filter(try_after__lte=now)

    def to_erase(self, now: datetime) -> "MessageQuerySet":
        """Messages whose contents need not be kept any longer."""
        return self.filter(erase_after__lte=now)


class Message(models.Model):
    """One mail to one person: written in the transaction of the deed it tells of, sent later by a worker."""

    class State(models.TextChoices):
        DUE = "due", _("waiting")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        BOUNCED = "bounced", _("came back")
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
    # In whose ledger it stands: the number of a circle, and what of that circle it is about ("meeting:12"). Plain
    # values, as circles stand above us, and a row outlives what it was about. Empty: only in the person's own.
    scope = models.PositiveBigIntegerField(_("circle"), null=True, blank=True)
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    # Ids and other plain facts only; never the text of a case or a reflection.
    context = models.JSONField(_("context"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    send_after = models.DateTimeField(_("send after"))
    # Nobody takes the row before then: it is not due yet, a worker is sending it, or it waits after a failure.
    # Empty once it is done with.
    try_after = models.DateTimeField(_("try after"), null=True, blank=True)
    # Which claim holds the row; a worker that lost its lease can't write over its successor.
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # When the mail server took the mail without an answer; it may be tried once more, not twice (rule 10).
    uncertain_at = models.DateTimeField(null=True, blank=True)
    # Until then the context is kept, to look into questions; empty while waiting and after erasing.
    erase_after = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

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
            # A message that delivery could never find would be lost without a trace.
            models.CheckConstraint(
                condition=Q(state__in=["due", "claimed"], try_after__isnull=False)
                | (~Q(state__in=["due", "claimed"]) & Q(try_after__isnull=True)),
                name="message_waits_or_is_done_with",
            ),
        ]
        indexes = [
            # Delivery asks for what may be taken; almost all rows are done with and stay outside this index.
            # (On the state it would not do: SQLite uses a partial index only when it sees that the query implies it.)
            models.Index(fields=["try_after"], name="messages_waiting", condition=Q(try_after__isnull=False)),
            # The sweep asks for what may be erased; most rows are erased and stay outside.
            models.Index(fields=["erase_after"], name="messages_to_erase", condition=Q(erase_after__isnull=False)),
            # Each look at /health/ counts what was given up; that is almost nothing.
            models.Index(fields=["erase_after"], name="messages_given_up", condition=Q(state="dead")),
            # The ledger of a circle, and of a person, newest first.
            models.Index(fields=["scope", "send_after"], name="messages_by_scope", condition=Q(scope__isnull=False)),
            models.Index(
                fields=["recipient", "send_after"], name="messages_by_person", condition=Q(recipient__isnull=False)
            ),
            # A worker reads and releases the rows of its own claim.
            models.Index(fields=["claim"], name="messages_by_claim", condition=~Q(claim="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"
