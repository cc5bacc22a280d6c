"""Schools, institutions, municipalities and others that people come from."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .area import Area
from .sector import Sector

# https://ror.readme.io/docs/identifier: a zero, six of Crockford's base 32, two digits.
ror_id = RegexValidator(r"^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$", _("A ROR code looks like 05xvt9f17."))


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
    # Null only for a row that the release before this one made while we were being installed.
    slug = models.SlugField(_("address"), max_length=80, null=True, unique=True)  # noqa: DJ001
    # The name as it is compared: small letters without accents and legal forms (``plain_name``).
    plain_name = models.CharField(max_length=200, blank=True, db_index=True, default="", db_default="")
    # Everything the directory searches in, as plain text: name, expertise, place.
    search_text = models.TextField(blank=True, default="", db_default="")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, default=Sector.PRACTICE)
    area = models.ForeignKey(Area, verbose_name=_("area"), on_delete=models.SET_NULL, null=True, blank=True)
    # The domains it works in; four columns, as one filters on each and an organisation is often in several.
    in_housing = models.BooleanField(_("housing"), default=False, db_default=False)
    in_care = models.BooleanField(_("care"), default=False, db_default=False)
    in_welfare = models.BooleanField(_("welfare"), default=False, db_default=False)
    in_education = models.BooleanField(_("education"), default=False, db_default=False)
    description = models.TextField(_("description"), blank=True, default="", db_default="")
    expertise = models.TextField(_("expertise"), blank=True, default="", db_default="")
    ror = models.CharField(_("ROR code"), max_length=9, blank=True, validators=[ror_id], default="", db_default="")
    website = models.URLField(_("website"), max_length=500, blank=True, default="", db_default="")
    logo = models.ForeignKey(
        File, verbose_name=_("logo"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        indexes = [
            # The facets of the directory.
            models.Index(fields=["sector", "kind"], name="organisations_by_sector"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("communities:organisation_detail", kwargs={"organisation_slug": self.slug})


class OrganisationContact(models.Model):
    """Whom to speak to at an organisation; seen by teams and coordinators, never public."""

    class Level(models.TextChoices):
        BOARD = "board", _("board")
        MANAGEMENT = "management", _("management")
        PRACTICE = "practice", _("on the work floor")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contacts")
    level = models.CharField(_("level"), max_length=20, choices=Level)
    name = models.CharField(_("name"), max_length=200)
    function = models.CharField(_("function"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["level", "name"]

    def __str__(self) -> str:
        return self.name
