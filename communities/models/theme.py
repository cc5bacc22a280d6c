"""Themes of a programme's research and learning agenda."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .programme import Programme


class Theme(models.Model):
    """A theme that thematic circles work on."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True, default="", db_default="")
    # The thematrekker: somebody with an account, or else a name.
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("theme lead"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="themes_led",
    )
    lead_name = models.CharField(_("name of the theme lead"), max_length=200, blank=True, default="", db_default="")
    # A theme that circles work on can't be deleted; it can be put away.
    is_archived = models.BooleanField(_("put away"), default=False, db_default=False)
    version = models.PositiveIntegerField(default=1, db_default=1)

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
