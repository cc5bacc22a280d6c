"""What stands in the way of the work, from the report until it is gone or accepted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.core.permissions import PermittedQuerySet

from .community import Community


class ObstacleQuerySet(PermittedQuerySet["Obstacle"]):
    """Obstacles, by whether they still stand in the way."""

    def open(self) -> "ObstacleQuerySet":
        """Obstacles that are neither removed nor accepted."""
        return self.filter(status__in=Obstacle.OPEN)


class Obstacle(models.Model):
    """Something that a circle runs into; the alliance sees those of all its circles together."""

    class Kind(models.TextChoices):
        RULES = "rules", _("rules and privacy")
        TIME = "time", _("time and schedules")
        MONEY = "money", _("money")
        COOPERATION = "cooperation", _("working together")
        KNOWLEDGE = "knowledge", _("knowledge and training")
        OTHER = "other", _("other")

    class Status(models.TextChoices):
        REPORTED = "reported", _("reported")
        OWNED = "owned", _("has an owner")
        ACTION = "action", _("being worked on")
        REMOVED = "removed", _("removed")
        ACCEPTED = "accepted", pgettext_lazy("obstacle", "accepted")

    NEXT = {
        Status.REPORTED: {Status.OWNED, Status.REMOVED, Status.ACCEPTED},
        Status.OWNED: {Status.ACTION, Status.REMOVED, Status.ACCEPTED},
        Status.ACTION: {Status.REMOVED, Status.ACCEPTED},
        Status.REMOVED: {Status.REPORTED},
        Status.ACCEPTED: {Status.REPORTED},
    }
    OPEN = (Status.REPORTED, Status.OWNED, Status.ACTION)

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="obstacles")
    title = models.CharField(_("obstacle"), max_length=160)
    description = models.TextField(_("what it hinders"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.REPORTED)
    # Whoever is erased leaves the circle its obstacle, without a name.
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="obstacles_reported"
    )
    reported_at = models.DateTimeField(auto_now_add=True)
    # Null again when the account is erased: then it waits for a new owner, whatever the status says.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="obstacles_owned",
    )
    action = models.TextField(_("action"), blank=True)
    action_due = models.DateField(_("ready by"), null=True, blank=True)
    # What removed it, or why it is accepted.
    conclusion = models.TextField(_("how it ended"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Since when the team of the programme works on it too.
    taken_up_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            # What is over ended somehow, at some moment; what goes on did not.
            models.CheckConstraint(
                condition=(Q(status__in=["removed", "accepted"], closed_at__isnull=False) & ~Q(conclusion=""))
                | Q(status__in=["reported", "owned", "action"], closed_at__isnull=True),
                name="obstacle_ends_with_a_reason",
            ),
            # Being worked on is something one can say.
            models.CheckConstraint(condition=~Q(status="action") | ~Q(action=""), name="obstacle_action_has_words"),
        ]
        indexes = [
            # The list of a circle, and the sum over the circles of a programme.
            models.Index(fields=["community", "status"], name="obstacles_by_status"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("communities:obstacle_detail", kwargs={"slug": self.community.slug, "pk": self.pk})

    @property
    def is_open(self) -> bool:
        """The row twin of ``open()``."""
        return self.status in self.OPEN

    @property
    def needs_owner(self) -> bool:
        """Whether nobody looks after it."""
        return self.is_open and self.owner_id is None


class ObstacleStep(models.Model):
    """One moment in the history of an obstacle: who did what, and when."""

    class Kind(models.TextChoices):
        REPORTED = "reported", _("Reported")
        CHANGED = "changed", _("Text changed")
        ASSIGNED = "assigned", _("Owner assigned")
        TAKEN_UP = "taken_up", _("Taken up by the programme")
        ACTION = "action", _("Action agreed")
        REMOVED = "removed", _("Removed")
        ACCEPTED = "accepted", _("Accepted")
        REOPENED = "reopened", _("Opened again")

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind)
    # The shared record stays true without the name of who is erased.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of an obstacle")
        verbose_name_plural = _("steps of obstacles")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.obstacle_id}"
