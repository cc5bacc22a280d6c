"""What happens in a meeting."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.labels import label_of
from leerkring.core.permissions import PermittedQuerySet

from .guest import Guest
from .meeting import Meeting


class ProgrammeItem(models.Model):
    """One part of the day. Its time follows from the minutes before it."""

    class Pillar(models.TextChoices):
        OPENING = "opening", _("opening")
        CURRENT = "current", _("current affairs")
        CONSULTATION = "consultation", _("peer consultation")
        DEEPENING = "deepening", _("deepening session")
        VISIT = "visit", _("project visit")
        BREAK = "break", _("break")
        CLOSING = "closing", _("closing")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    pillar = models.CharField(_("pillar"), max_length=20, choices=Pillar)
    title = models.CharField(_("title"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    # Who from outside takes care of it; the item stays when they don't come.
    guest = models.ForeignKey(
        Guest, verbose_name=_("guest"), on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="one_item_per_position"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_pillar_display(self) -> str:  # type: ignore[no-redef]
        """The word of the pillar."""
        return label_of(self.Pillar, self.pillar)
