"""What a circle finds out, from insight to application. Everybody in the circle reads it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from leerkring.core.permissions import PermittedQuerySet

from .session import Session


class Finding(models.Model):
    """An insight that goes somewhere."""

    class Stage(models.TextChoices):
        INSIGHT = "insight", _("insight")
        QUESTION = "question", _("knowledge question")
        EXPERIMENT = "experiment", _("experiment")
        ROUTINE = "routine", _("routine")
        APPLICATION = "application", _("application")

    # One on, or one back when it turns out otherwise.
    NEXT = {
        Stage.INSIGHT: {Stage.QUESTION},
        Stage.QUESTION: {Stage.INSIGHT, Stage.EXPERIMENT},
        Stage.EXPERIMENT: {Stage.QUESTION, Stage.ROUTINE},
        Stage.ROUTINE: {Stage.EXPERIMENT, Stage.APPLICATION},
        Stage.APPLICATION: {Stage.ROUTINE},
    }

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="findings")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.INSIGHT)
    text = models.CharField(_("what did you find?"), max_length=500)
    # What it came from; a finding outlives the table, and who did not sit there reads no more than that there was one.
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="findings")
    # The circle keeps what it found when somebody goes.
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-created_at", "-pk"]
        indexes = [
            # The board of a circle.
            models.Index(fields=["community", "stage"], name="findings_of_circle"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("casework:finding_detail", kwargs={"pk": self.pk})

    @property
    def stages(self) -> list[str]:
        """The stages it can go to, in their order."""
        return [stage for stage in self.Stage if stage in self.NEXT[self.Stage(self.stage)]]


class FindingMove(models.Model):
    """How a finding came where it is."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="moves")
    to_stage = models.CharField(max_length=20, choices=Finding.Stage)
    note = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("move of a finding")
        verbose_name_plural = _("moves of findings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.to_stage
