"""The pictures in the text of an outcome."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .outcome import Outcome


class OutcomeFigure(models.Model):
    """A picture that was sent for a text; who sees it follows from the texts that show it."""

    class Reach(models.TextChoices):
        WRITERS = "writers", _("who writes the text")
        CIRCLE = "circle", _("the circle")
        READERS = "readers", _("who reads the published text")

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="figures")
    file = models.OneToOneField(File, on_delete=models.CASCADE, related_name="+")
    # Freezing a concept shows it to the circle, publishing to readers; it never gets less.
    reach = models.CharField(_("who sees it"), max_length=20, choices=Reach, default=Reach.WRITERS)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")

    def __str__(self) -> str:
        return str(self.file_id)
