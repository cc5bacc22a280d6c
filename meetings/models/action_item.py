"""What was agreed to do: who, what, when."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Community
from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class ActionItemQuerySet(PermittedQuerySet["ActionItem"]):
    """Action items, by where they stand."""

    def open(self) -> "ActionItemQuerySet":
        """What is still to be done, the most pressing first."""
        return self.filter(status=ActionItem.Status.OPEN).order_by("due_on", "pk")


class ActionItem(models.Model):
    """One thing that somebody promised the circle."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("action item", "open")
        DONE = "done", pgettext_lazy("action item", "done")
        DROPPED = "dropped", pgettext_lazy("action item", "dropped")

    NEXT = {
        Status.OPEN: {Status.DONE, Status.DROPPED},
        Status.DONE: {Status.OPEN},
        Status.DROPPED: {Status.OPEN},
    }
    # How long before and after it is due its owner is reminded, by rule.
    BEFORE, AFTER = timedelta(days=3), timedelta(days=7)
    # What was assigned within this time of one another stands in one mail.
    FOLD = timedelta(minutes=2)

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="action_items")
    # Where it was agreed; an action item outlives a meeting that is thrown away.
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="action_items")
    what = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        # The promise stays open for the circle when somebody goes.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="action_items",
    )
    # Somebody without account: an organisation, a guest.
    owner_name = models.CharField(_("who, without account"), max_length=120, blank=True)
    due_on = models.DateField(_("when"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    result = models.CharField(_("what came of it"), max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # The day on which its owner is to be reminded next; null when there is nothing left to remind them of.
    next_reminder_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        ordering = ["due_on", "pk"]
        constraints = [
            # When it was closed is known of whatever is closed.
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True) | (~Q(status="open") & Q(closed_at__isnull=False)),
                name="closed_action_has_a_moment",
            ),
        ]
        indexes = [
            # The tick asks which reminders are due; closed ones and those without a date stay outside.
            models.Index(
                fields=["next_reminder_on"],
                name="actions_to_remind",
                condition=Q(status="open", next_reminder_on__isnull=False),
            ),
            # Each meeting page asks what is still open in its circle.
            models.Index(fields=["community", "due_on"], name="actions_open", condition=Q(status="open")),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status == self.Status.OPEN

    def is_late(self, today: date) -> bool:
        """Whether it should have been done before ``today``."""
        return self.is_open and self.due_on is not None and self.due_on < today

    def reminder_days(self) -> dict[str, date]:
        """Return on which day each reminder is due; none without a date, or without an owner to remind."""
        if not self.is_open or self.due_on is None or self.owner_id is None:
            return {}
        return {"before": self.due_on - self.BEFORE, "after": self.due_on + self.AFTER}

    def due_rule(self, today: date) -> str:
        """Return the latest rule that is due; that a day comes is not said once it has passed."""
        due = {rule: day for rule, day in self.reminder_days().items() if day <= today}
        rule = max(due, key=due.__getitem__, default="")
        return "" if rule == "before" and self.is_late(today) else rule

    def reminder_after(self, today: date) -> date | None:
        """Return the first day after ``today`` on which a reminder is due; None when none is left."""
        return min((day for day in self.reminder_days().values() if day > today), default=None)
