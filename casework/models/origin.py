"""Which assignment an outcome came from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Assignment
from leerkring.core.permissions import PermittedQuerySet

from .outcome import Outcome


class Origin(models.Model):
    """One outcome came from one assignment; an assignment may have given several. It goes with either of them."""

    outcome = models.OneToOneField(Outcome, on_delete=models.CASCADE, related_name="origin")
    assignment = models.ForeignKey(
        Assignment, verbose_name=_("assignment"), on_delete=models.CASCADE, related_name="origins"
    )

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("origin of an outcome")
        verbose_name_plural = _("origins of outcomes")

    def __str__(self) -> str:
        return f"{self.outcome_id} of {self.assignment_id}"
