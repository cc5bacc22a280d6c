"""How long the text of a case is kept."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Programme
from leerkring.core.permissions import PermittedQuerySet


class CaseRetention(models.Model):
    """The choice of one programme; without it, six months."""

    LEAST, USUAL, MOST = 1, 6, 12

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="case_retention")
    months = models.PositiveSmallIntegerField(
        _("months"), default=USUAL, validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)]
    )

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("retention period of cases")
        verbose_name_plural = _("retention periods of cases")
        constraints = [
            # Long enough to learn from it, never longer than a year.
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=12), name="cases_are_kept_a_year_at_most"),
        ]

    def __str__(self) -> str:
        return str(self.months)
