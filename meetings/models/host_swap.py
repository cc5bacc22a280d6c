"""Two hosts of one cycle who change turns."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Organisation
from leerkring.core.clock import moment
from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class HostSwapQuerySet(PermittedQuerySet["HostSwap"]):
    """Offers, by where they stand."""

    def open(self) -> "HostSwapQuerySet":
        """Offers that wait for an answer, and still make sense."""
        return self.filter(status=HostSwap.Status.OPEN).filter(HostSwap.HOLDS, **HostSwap.to_come())

    def lapsed(self) -> "HostSwapQuerySet":
        """Offers that nobody answered while there was something to change."""
        return self.filter(status=HostSwap.Status.OPEN).exclude(pk__in=HostSwap.objects.open().values("pk"))

    def about(self, meeting: Meeting | int) -> "HostSwapQuerySet":
        """Offers in which this meeting changes host."""
        return self.filter(Q(meeting=meeting) | Q(other=meeting))


class HostSwap(models.Model):
    """The host of one meeting offers to change turns with the host of another."""

    class Status(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        # Written down when the next offer is made; until then an open offer that makes no sense any more.
        LAPSED = "lapsed", _("lapsed")

    # Both meetings have the hosts they had.
    HOLDS = Q(meeting__host=models.F("host"), other__host=models.F("other_host"))

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="swaps_offered")
    other = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="swaps_asked")
    # The hosts as they were: an offer about other hosts is no offer any more.
    host: Any = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    other_host: Any = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # The offer is of an organisation: it stays when the account of who wrote it goes.
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    offered_at = models.DateTimeField(_("offered"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = HostSwapQuerySet.as_manager()

    class Meta:
        verbose_name = _("swap of hosts")
        verbose_name_plural = _("swaps of hosts")
        ordering = ["pk"]
        constraints = [
            # Two who offer at once offer once; a meeting in the other place is looked after by the action's locks.
            models.UniqueConstraint(fields=["meeting"], condition=Q(status="open"), name="one_open_swap_per_meeting"),
            models.UniqueConstraint(fields=["other"], condition=Q(status="open"), name="one_open_swap_per_other"),
            # A meeting has nothing to change with itself.
            models.CheckConstraint(condition=~Q(meeting=models.F("other")), name="swap_of_two_meetings"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}-{self.other_id}: {self.status}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:swap_detail", kwargs={"pk": self.meeting_id, "swap_pk": self.pk})

    @staticmethod
    def to_come() -> dict[str, Any]:
        """Return the condition that both meetings are still to come."""
        facts = {"status": Meeting.Status.PLANNED, "starts_at__gt": moment()}
        return {f"{one}__{fact}": value for one in ("meeting", "other") for fact, value in facts.items()}

    @property
    def is_open(self) -> bool:
        """The row twin of ``open()``."""
        return self.status == self.Status.OPEN and self.still_holds

    @property
    def has_lapsed(self) -> bool:
        """The row twin of ``lapsed()``, also once that is written down."""
        return self.status == self.Status.LAPSED or (self.status == self.Status.OPEN and not self.still_holds)

    @property
    def words(self) -> str:
        """What became of it."""
        return str(self.Status.LAPSED.label if self.has_lapsed else self.Status(self.status).label)

    @property
    def still_holds(self) -> bool:
        """Whether both meetings are still to come, with the hosts they had."""
        both = (self.meeting, self.other)
        hosts = (self.meeting.host_id, self.other.host_id) == (self.host_id, self.other_host_id)
        return hosts and all(meeting.is_planned and not meeting.has_begun for meeting in both)
