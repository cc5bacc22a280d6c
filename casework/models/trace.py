"""What an outcome is built on: findings of its circle, which know their table, case and meeting themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .finding import Finding
from .outcome import Outcome


class OutcomeFinding(models.Model):
    """That an outcome is built on a finding; who sees the finding follows from the finding."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="built_on")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="led_to")

    class Meta:
        verbose_name = _("finding below an outcome")
        verbose_name_plural = _("findings below outcomes")
        constraints = [
            models.UniqueConstraint(fields=["outcome", "finding"], name="one_link_per_outcome_and_finding"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id}: {self.finding_id}"
