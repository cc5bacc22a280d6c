"""Making the certificates of a meeting or a whole cycle at once."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .certificate import Certificate
from .cycle import Cycle
from .meeting import Meeting
from .presence import Presence, PresenceQuerySet


class CertificateBatch(models.Model):
    """One press on the button. What is left to do is always asked of the database (``to_do``)."""

    class Status(models.TextChoices):
        WORKING = "working", _("being made")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("stopped")
        FAILED = "failed", _("could not be made")

    NEXT = {
        Status.WORKING: {Status.DONE, Status.CANCELLED, Status.FAILED},
        Status.DONE: set(),
        Status.CANCELLED: set(),
        Status.FAILED: set(),
    }

    # The papers hold names; they are there to be printed or sent on, not to be kept twice.
    KEPT = timedelta(days=7)

    # For one of the two.
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="certificate_batches"
    )
    cycle = models.ForeignKey(
        Cycle, on_delete=models.CASCADE, null=True, blank=True, related_name="certificate_batches"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certificate_batches")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.WORKING)
    # Why it ended early, in the words for who asked for it.
    error = models.TextField(blank=True)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    # When it last got further; one that stands still is taken up again by the tick.
    moved_at = models.DateTimeField(auto_now=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of certificates")
        verbose_name_plural = _("batches of certificates")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, cycle__isnull=True) | Q(meeting__isnull=True, cycle__isnull=False),
                name="batch_is_for_a_meeting_or_a_cycle",
            ),
        ]
        indexes = [
            # What the tick takes up again, and what it erases.
            models.Index(fields=["moved_at"], name="certificate_batches_by_move"),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:certificate_batch", kwargs={"pk": self.pk})

    @property
    def is_working(self) -> bool:
        """Whether there is more to come."""
        return self.status == self.Status.WORKING

    def presences(self) -> PresenceQuerySet:
        """Everybody who was there, of the lists that are signed."""
        rows = Presence.objects.confirmed()
        return rows.filter(meeting=self.meeting_id) if self.meeting_id else rows.filter(meeting__cycle=self.cycle_id)

    def to_do(self) -> PresenceQuerySet:
        """Those of whom no paper was made yet, meeting by meeting."""
        made = CertificateCopy.objects.filter(batch=self, certificate__presence=OuterRef("pk"))
        return self.presences().filter(~Exists(made)).order_by("meeting", "pk")


class CertificateCopy(models.Model):
    """The paper of one certificate in a batch."""

    batch = models.ForeignKey(CertificateBatch, on_delete=models.CASCADE, related_name="copies")
    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="copies")
    # The name stands in the paper: it goes with the account.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    # Empty when it could not be made; then the batch goes on without it.
    pdf = models.BinaryField()

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper of a certificate")
        verbose_name_plural = _("papers of certificates")
        ordering = ["pk"]
        constraints = [
            # Two workers on one batch make each paper once.
            models.UniqueConstraint(fields=["batch", "certificate"], name="one_copy_per_certificate"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.certificate_id}"
