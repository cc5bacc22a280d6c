"""Themes of a programme's research and learning agenda."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .programme import Programme


class Theme(models.Model):
    """A theme that thematic circles work on."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(_("name"), max_length=120)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]
        constraints = [
            # A theme is chosen by its name.
            models.UniqueConstraint(fields=["programme", "name"], name="one_theme_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
