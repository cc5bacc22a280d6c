"""A series of meetings with one learning goal."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from leerkring.core.permissions import PermittedQuerySet


class Cycle(models.Model):
    """Four meetings by default; the field says its models are not normative, so any number."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    name = models.CharField(_("name"), max_length=120, blank=True)
    learning_goal = models.TextField(_("learning goal"), blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["number"]
        constraints = [
            # A second start of the same draft makes no second first cycle.
            models.UniqueConstraint(fields=["community", "number"], name="one_cycle_per_number"),
        ]

    def __str__(self) -> str:
        return self.name or _("Cycle %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("meetings:cycle_detail", kwargs={"pk": self.pk})
