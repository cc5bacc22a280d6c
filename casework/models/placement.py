"""In which group of a meeting a case is talked through."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from meetings.models import ProgrammeItem

from .case import Case


class CasePlacement(models.Model):
    """A case at a table of an item of peer consultation. It goes with the item; the case stays."""

    # A case is talked through at one place at a time.
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="placement")
    item = models.ForeignKey(ProgrammeItem, on_delete=models.CASCADE, related_name="placements")
    table = models.PositiveSmallIntegerField(_("group"))
    # Who arranged it; the arrangement stays when their account goes.
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    placed_at = models.DateTimeField(auto_now=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of a case")
        verbose_name_plural = _("places of cases")
        ordering = ["table", "pk"]
        constraints = [
            # Tables are counted from one. How many there are the item says: that is another row, so the action checks.
            models.CheckConstraint(condition=Q(table__gte=1), name="table_counts_from_one"),
        ]

    def __str__(self) -> str:
        return str(self.table)

    @property
    def key(self) -> str:
        """Item and table in one word, as a form sends it."""
        return f"{self.item_id}:{self.table}"
