"""How a circle is doing: a round of the health check, and who took part in it.

What somebody answers is a row nowhere. It is counted in a sealed box (``health_box.py``) that is opened once, when the
round closes, and is empty after that (docs/decisions: the anonymity of the health check).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community


class HealthCheck(models.Model):
    """One round: from when it is opened until its result stands."""

    class Instrument(models.TextChoices):
        CROSSING = "crossing", _("working across boundaries")
        LEARNING = "learning", _("learning together")

    # From how many answers on anything is shown.
    FEWEST = 5

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="health_checks")
    # Which optional instruments are asked beside the ten statements (``Instrument``).
    instruments = models.JSONField(default=list, blank=True)
    closes_on = models.DateField(_("last day"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # The numbers so far, sealed; empty before the first answer and after closing.
    box = models.TextField(blank=True)
    # What was counted on paper, by whom has the sheets in their hands anyway.
    paper = models.JSONField(default=dict, blank=True)
    # Since closing: how many people took part, and of each statement its average and whether people differ.
    people = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("health check")
        verbose_name_plural = _("health checks")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            # One round at a time, or nobody knows which one they answered.
            models.UniqueConstraint(
                fields=["community"], condition=Q(closed_at__isnull=True), name="one_open_health_check"
            ),
            # Nothing is shown before everybody's answers are counted, and nothing is left to count after that.
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, people=0, result={}) | Q(closed_at__isnull=False, box=""),
                name="health_check_shows_nothing_while_open",
            ),
        ]
        indexes = [
            # Which rounds are over, for the tick.
            models.Index(fields=["closes_on"], condition=Q(closed_at__isnull=True), name="health_checks_that_close"),
        ]

    def __str__(self) -> str:
        return f"health check of {self.community_id}"

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed; past its last day nobody answers any more (``answer_health_check``)."""
        return self.closed_at is None


class HealthReceipt(models.Model):
    """Somebody took part, so that they are counted once. Says nothing else, not even when; gone once it is closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_round = models.ForeignKey(HealthCheck, on_delete=models.CASCADE, related_name="receipts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt of a health check")
        verbose_name_plural = _("receipts of health checks")
        constraints = [
            # Two tabs, or two taps, are one voice.
            models.UniqueConstraint(fields=["check_round", "user"], name="one_health_receipt_per_person"),
        ]

    def __str__(self) -> str:
        return "receipt"
