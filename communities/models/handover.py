"""Passing a circle on to another coordinator."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community


class Handover(models.Model):
    """Somebody offers to pass their task on to a member; it holds when that member accepts."""

    class Status(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    NEXT = {
        Status.OFFERED: {Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN},
        Status.ACCEPTED: set(),
        Status.DECLINED: set(),
        Status.WITHDRAWN: set(),
    }

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handovers_given")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handovers_received")
    # Whether the one who passes it on stays a coordinator beside the new one.
    giver_stays = models.BooleanField(_("stays coordinator too"), default=False)
    note = models.TextField(_("what the other should know"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OFFERED)
    offered_at = models.DateTimeField(_("offered on"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-offered_at", "-pk"]
        constraints = [
            # One offer of somebody at a time, so that it is clear what the other accepts.
            models.UniqueConstraint(
                fields=["community", "giver"], condition=Q(status="offered"), name="one_open_handover"
            ),
            # To oneself is nothing.
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="handover_to_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.status}"
