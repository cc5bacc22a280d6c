"""How long cases, notes of consultations and presence are kept."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Programme
from leerkring.core.permissions import PermittedQuerySet


class CaseRetention(models.Model):
    """The choice of one programme; without it, what is usual, which is also the longest but for cases."""

    LEAST, USUAL, MOST = 1, 6, 12
    # After the cycle, and after the day.
    NOTES, PRESENCE = 12, 7

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="case_retention")
    months = models.PositiveSmallIntegerField(
        _("months"), default=USUAL, validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)]
    )

    notes_months = models.PositiveSmallIntegerField(
        _("months that notes are kept"),
        default=NOTES,
        db_default=NOTES,
        validators=[MinValueValidator(1), MaxValueValidator(NOTES)],
    )
    # Registers of professionals look back five years.
    presence_years = models.PositiveSmallIntegerField(
        _("years that presence is kept"),
        default=PRESENCE,
        db_default=PRESENCE,
        validators=[MinValueValidator(5), MaxValueValidator(PRESENCE)],
    )

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("retention period of cases")
        verbose_name_plural = _("retention periods of cases")
        constraints = [
            # Long enough to learn from it, never longer than a year.
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=12), name="cases_are_kept_a_year_at_most"),
            # What is written at a table is for the next cycle, no longer.
            models.CheckConstraint(
                condition=Q(notes_months__gte=1, notes_months__lte=12), name="notes_are_kept_a_year_at_most"
            ),
            # A certificate must be checkable for as long as a register asks for it.
            models.CheckConstraint(
                condition=Q(presence_years__gte=5, presence_years__lte=7), name="presence_is_kept_seven_years_at_most"
            ),
        ]

    def __str__(self) -> str:
        return str(self.months)
