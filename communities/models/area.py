"""Where circles are."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet


class Area(models.Model):
    """A province, municipality or neighbourhood."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        MUNICIPALITY = "municipality", _("municipality")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")

    class HolidayRegion(models.TextChoices):
        NORTH = "noord", _("north")
        MIDDLE = "midden", _("middle")
        SOUTH = "zuid", _("south")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    # Dutch schools have their holidays in three regions; unknown for most provinces, which are split.
    holiday_region = models.CharField(_("school holidays"), max_length=10, choices=HolidayRegion, blank=True)

    # Degrees, WGS 84: the middle of the main place. Unknown for a neighbourhood that somebody typed.
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name"]
        constraints = [
            # Loading the table of areas twice finds the same rows again. Two, as SQLite has no "nulls not distinct".
            models.UniqueConstraint(fields=["name", "kind", "parent"], name="one_area_per_name"),
            models.UniqueConstraint(
                fields=["name", "kind"], condition=Q(parent__isnull=True), name="one_area_without_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name, with the kind where a province and a municipality share it, and where a neighbourhood lies."""
        if self.kind == self.Kind.PROVINCE:
            return gettext("%(name)s (province)") % {"name": self.name}
        if self.kind == self.Kind.NEIGHBOURHOOD and self.parent:
            return f"{self.name}, {self.parent.name}"
        return self.name

    @property
    def school_holidays(self) -> str:
        """The region of the school holidays; a neighbourhood follows its municipality. Empty when not known."""
        return self.holiday_region or (self.parent.school_holidays if self.parent else "")


def province_at(path: str) -> Case:
    """Return the expression for the id of the province that the area at ``path`` is, or lies in; None when unknown."""
    levels = [path, f"{path}__parent", f"{path}__parent__parent"]
    return Case(*[When(**{f"{level}__kind": Area.Kind.PROVINCE}, then=F(level)) for level in levels], default=None)


def lies_in(path: str, area: int | str) -> Q:
    """Return the condition that the area at ``path`` is this one, or lies in it."""
    return Q(**{path: area}) | Q(**{f"{path}__parent": area}) | Q(**{f"{path}__parent__parent": area})
