"""What those who stand above a text say of it before it is published."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .outcome import Outcome


class SignOff(models.Model):
    """Whether somebody agrees that a text goes out with their name on it, as it was when they said so."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="sign_offs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The text that they were asked about, or said something of (``mark_of``).
    mark = models.CharField(max_length=64)
    # Null: asked, and nothing said yet.
    agrees = models.BooleanField(_("agrees"), null=True)
    remark = models.TextField(_("remark"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(_("last changed"))

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement of an author")
        verbose_name_plural = _("agreements of authors")
        constraints = [
            models.UniqueConstraint(fields=["outcome", "user"], name="one_sign_off_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id}: {self.user_id}"

    def get_absolute_url(self) -> str:
        return reverse("casework:outcome_sign", kwargs={"slug": self.outcome.slug})
