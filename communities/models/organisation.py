"""Schools, institutions, municipalities and others that people come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .area import Area
from .sector import Sector


class Organisation(models.Model):
    """An organisation that takes part."""

    class Kind(models.TextChoices):
        MBO = "mbo", _("school for vocational education (mbo)")
        HBO = "hbo", _("university of applied sciences (hbo)")
        WO = "wo", _("university (wo)")
        KNOWLEDGE = "knowledge", _("knowledge institute")
        CARE = "care", _("care")
        WELFARE = "welfare", _("welfare")
        HOUSING = "housing", _("housing")
        MUNICIPALITY = "municipality", _("municipality")
        RESIDENTS = "residents", _("residents' initiative")
        COMPANY = "company", _("company")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, default=Sector.PRACTICE)
    area = models.ForeignKey(Area, verbose_name=_("area"), on_delete=models.SET_NULL, null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
