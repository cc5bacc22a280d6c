"""What members of a meeting find of a case that was proposed for it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .case import Case


class CaseWeighing(models.Model):
    """How one member weighs one case: a row with neither says that they looked at it, and choose another."""

    # What is asked of each case.
    CRITERIA = {"is_urgent": _("This can't wait"), "is_recognisable": _("I recognise this in my own work")}

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="weighings")
    # What somebody found goes with their account; nobody else may speak for them.
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="case_weighings")
    is_urgent = models.BooleanField(CRITERIA["is_urgent"], default=False)
    is_recognisable = models.BooleanField(CRITERIA["is_recognisable"], default=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("weighing of a case")
        verbose_name_plural = _("weighings of cases")
        constraints = [
            # One person, one voice; from a second page they change it.
            models.UniqueConstraint(fields=["case", "member"], name="one_weighing_per_member"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.member_id}"
