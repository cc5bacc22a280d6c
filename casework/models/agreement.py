"""The confidentiality agreement of a circle: what members promise before they read the first case."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from leerkring.core.permissions import PermittedQuerySet


class Agreement(models.Model):
    """One version of the agreement of a circle. A version never changes: a new text is a new version."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"))
    is_current = models.BooleanField(default=True)
    # Who wrote it; the agreement stays when their account goes. None: the text the portal begins with.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("confidentiality agreement")
        verbose_name_plural = _("confidentiality agreements")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="one_agreement_per_version"),
            # What members accept is one text at a time.
            models.UniqueConstraint(
                fields=["community"], condition=Q(is_current=True), name="one_current_agreement_per_circle"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.number}"


class AgreementAcceptance(models.Model):
    """Who accepted which version, and when."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="acceptances")
    # A promise is of a person; without the person nobody is bound.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceptance of a confidentiality agreement")
        verbose_name_plural = _("acceptances of confidentiality agreements")
        constraints = [
            # Accepting twice is accepting once.
            models.UniqueConstraint(fields=["agreement", "user"], name="one_acceptance_per_person"),
        ]
        indexes = [
            # "What did I accept", behind every reading of a case.
            models.Index(fields=["user", "agreement"], name="accepted_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.agreement_id}"
