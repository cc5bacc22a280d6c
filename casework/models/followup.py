"""What somebody did with what they chose: the next meeting opens with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from meetings.models import ActionItem

from .record import RecordItem
from .session import Session


class FollowUpQuerySet(PermittedQuerySet["FollowUp"]):
    """Follow-ups, by whether they were answered."""

    def waiting(self) -> "FollowUpQuerySet":
        """What its owner has not told about yet, here or by closing the action item."""
        open_ones = Q(action_item=None) | Q(action_item__status=ActionItem.Status.OPEN)
        return self.filter(open_ones, outcome="")

    def followed_through(self) -> "FollowUpQuerySet":
        """What somebody did, wholly or in part."""
        done = Q(outcome__in=[FollowUp.Outcome.DONE, FollowUp.Outcome.PARTLY])
        return self.filter(done | Q(outcome="", action_item__status=ActionItem.Status.DONE))


class FollowUp(models.Model):
    """An action that the owner chose, and what came of it. Its text is that of the record."""

    class Outcome(models.TextChoices):
        DONE = "done", _("I did it")
        PARTLY = "partly", _("I did part of it")
        OTHERWISE = "otherwise", _("I did not do it, or something else")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="follow_ups")
    item = models.OneToOneField(RecordItem, on_delete=models.CASCADE, related_name="follow_up")
    # On the list of the circle; an item that is thrown away there takes no answer along.
    action_item = models.OneToOneField(
        ActionItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="follow_up"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    # For those at the table only.
    story = models.TextField(_("what did you do with it, and what happened?"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # The start of the meeting before which its owner was asked last: a meeting that moved asks again.
    asked_before = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="answered_follow_up_has_a_moment",
            ),
        ]
        indexes = [
            # The tick asks who has not told yet.
            models.Index(fields=["session"], name="follow_ups_waiting", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_waiting(self) -> bool:
        """The row twin of ``waiting()``."""
        return not self.outcome and (self.action_item is None or self.action_item.is_open)
