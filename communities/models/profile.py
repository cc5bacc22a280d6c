"""What somebody tells about themselves, and to whom."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .organisation import Organisation
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
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return f"profile of {self.user_id}"

    def get_absolute_url(self) -> str:
        return reverse("communities:profile_detail", kwargs={"user_pk": self.user_id})
