"""What a circle was called before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community


class FormerName(models.Model):
    """An old name and address: the address leads to the circle, and searching finds it by the name."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(_("name"), max_length=120)
    # No circle may take an address that still leads elsewhere. Null where the circle kept its address.
    slug = models.SlugField(_("address"), max_length=80, unique=True, null=True, blank=True)
    until = models.DateTimeField(_("until"), auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return self.name
