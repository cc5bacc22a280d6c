"""How far a circle is."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community


class PhaseCheck(models.Model):
    """A point of the checklist of a phase that somebody ticked; the points themselves stand in ``phases.py``."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="phase_checks")
    point = models.CharField(_("point"), max_length=40)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(_("done on"), auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("point of the checklist")
        verbose_name_plural = _("points of the checklist")
        constraints = [
            # Ticked twice is ticked once.
            models.UniqueConstraint(fields=["community", "point"], name="one_tick_per_point"),
        ]

    def __str__(self) -> str:
        return self.point


class PhaseMove(models.Model):
    """A circle went on to another phase, or back: what its timeline tells. Since when this is kept, and not before."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="phase_moves")
    phase = models.CharField(_("phase"), max_length=20, choices=Community.Phase)
    # The shared record stays true without the name of who is erased.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("step to another phase")
        verbose_name_plural = _("steps to other phases")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.phase
