"""What somebody tells about themselves, and to whom."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .area import Area
from .organisation import Organisation
from .sector import Sector
from .theme import Theme

# https://support.orcid.org/hc/articles/360006897674: four groups of four, the last character may be X.
orcid_id = RegexValidator(r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", _("An ORCID looks like 0000-0002-1825-0097."))


class Profile(models.Model):
    """One person's page; each field has its own readers."""

    class Visibility(models.TextChoices):
        NOBODY = "nobody", _("only me")
        CIRCLES = "circles", _("people of my circles")
        MEMBERS = "members", _("everybody with an account")
        EVERYBODY = "everybody", _("everybody")

    class Capacity(models.TextChoices):
        NONE = "none", _("no time now")
        LITTLE = "little", _("a few hours, now and then")
        MORE = "more", _("half a day a week, or more")

    # What everybody with an account reads.
    OPEN = (Visibility.MEMBERS, Visibility.EVERYBODY)

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    function = models.CharField(_("function"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="profiles",
    )
    brings = models.TextField(_("what I bring"), blank=True)
    seeks = models.TextField(_("what I look for"), blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="profiles")
    orcid = models.CharField(_("ORCID"), max_length=19, blank=True, validators=[orcid_id])

    photo_for = models.CharField(max_length=20, choices=Visibility, default=Visibility.CIRCLES)
    organisation_for = models.CharField(max_length=20, choices=Visibility, default=Visibility.CIRCLES)
    brings_for = models.CharField(max_length=20, choices=Visibility, default=Visibility.CIRCLES)
    seeks_for = models.CharField(max_length=20, choices=Visibility, default=Visibility.CIRCLES)
    themes_for = models.CharField(max_length=20, choices=Visibility, default=Visibility.CIRCLES)
    orcid_for = models.CharField(max_length=20, choices=Visibility, default=Visibility.CIRCLES)

    # Whether the page with people, which everybody and search engines read, names this person.
    is_listed = models.BooleanField(_("on the page with people"), default=False, db_default=False)
    # Whether others may be told that this person could help them. What follows is said to them along with that.
    is_findable = models.BooleanField(_("may be found"), default=False, db_default=False)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, blank=True, default="", db_default="")
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    capacity = models.CharField(_("time"), max_length=10, choices=Capacity, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            # Who looks for somebody from another sector must know from which.
            models.CheckConstraint(condition=Q(is_findable=False) | ~Q(sector=""), name="who_is_found_has_a_sector"),
        ]
        indexes = [
            # The page with people: few of all who have a profile.
            models.Index(fields=["user"], name="profiles_listed", condition=Q(is_listed=True)),
        ]

    def __str__(self) -> str:
        return f"profile of {self.user_id}"

    def get_absolute_url(self) -> str:
        return reverse("communities:profile_detail", kwargs={"user_pk": self.user_id})
