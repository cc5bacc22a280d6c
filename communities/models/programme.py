"""Networks of circles."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet


class Programme(models.Model):
    """A network: it owns themes and its own word for a circle."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    description = models.TextField(_("description"), blank=True)
    noun_singular = models.CharField(_("word for one circle"), max_length=40, default="leerkring")
    noun_plural = models.CharField(_("word for more circles"), max_length=40, default="leerkringen")
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    is_open = models.BooleanField(_("anyone with an account may start a circle"), default=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProgrammeMember(models.Model):
    """Somebody of the team of a programme."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("programme coordinator")
        BROKER = "broker", _("alliance broker")
        EDITOR = "editor", _("editor")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="programme_roles")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            # The same task twice would say nothing.
            models.UniqueConstraint(fields=["programme", "user", "role"], name="one_row_per_programme_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
