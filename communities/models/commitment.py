"""What organisations promise: to a programme as its partners, to a circle as those who are committed."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community
from .organisation import Organisation
from .programme import Programme


class Partnership(models.Model):
    """An organisation that is a partner of a programme for a time."""

    class Contribution(models.TextChoices):
        NONE = "none", _("no contribution")
        PROMISED = "promised", _("promised")
        INVOICED = "invoiced", _("invoiced")
        PAID = "paid", _("paid")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partnerships")
    # A partner is deleted by nobody by accident.
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="partnerships"
    )
    starts_on = models.DateField(_("partner from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    # Both seen by the team only.
    contribution = models.CharField(_("contribution"), max_length=20, choices=Contribution, default=Contribution.NONE)
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["organisation__name"]
        constraints = [
            # A partner who comes back gets a new row with its own period.
            models.UniqueConstraint(
                fields=["programme", "organisation"], condition=Q(ends_on__isnull=True), name="one_open_partnership"
            ),
            # Time runs forward.
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="partnership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} of {self.programme_id}"

    @property
    def is_over(self) -> bool:
        """Whether the period has passed."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()


class Commitment(models.Model):
    """An organisation that commits itself to a circle: its interest, what it contributes, and who signed."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="commitments")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="commitments"
    )
    interest = models.TextField(_("interest in the question"), blank=True)
    contributes = models.TextField(_("what it contributes"), blank=True)
    # Both empty until somebody signed; seen by members.
    signed_by = models.CharField(_("signed by"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("committed organisation")
        verbose_name_plural = _("committed organisations")
        ordering = ["organisation__name"]
        constraints = [
            # One row says all of one organisation.
            models.UniqueConstraint(fields=["community", "organisation"], name="one_commitment_per_organisation"),
            # A signature has a name and a date, or it is none.
            models.CheckConstraint(
                condition=Q(signed_by="", signed_on__isnull=True) | (~Q(signed_by="") & Q(signed_on__isnull=False)),
                name="commitment_signature_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} for {self.community_id}"
