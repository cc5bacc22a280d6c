"""What the editors of a programme look at before everybody can read it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .outcome import Outcome


class EditorialReview(models.Model):
    """A text that its authors handed in to be published, on which terms, and what the editors said.

    It waits until an editor publishes it or sends it back, or its authors take it back.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("with the editors")
        PUBLISHED = "published", _("published")
        RETURNED = "returned", _("sent back with a remark")
        TAKEN_BACK = "taken_back", _("taken back by its authors")

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="reviews")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("handed in"))
    # On these terms it is published.
    access = models.CharField(max_length=20, choices=Outcome.Access)
    embargo_until = models.DateField(null=True, blank=True)
    licence = models.CharField(max_length=20, choices=Outcome.Licence)
    change_note = models.CharField(max_length=300, blank=True)
    next_step = models.CharField(_("next step"), max_length=300)
    # Why not every author was waited for.
    unsigned_why = models.CharField(max_length=300, blank=True)
    # For the authors and the editors alone.
    remark = models.TextField(_("remark"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("review by the editors")
        verbose_name_plural = _("reviews by the editors")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            # Two editors never have two orders to publish the same text.
            models.UniqueConstraint(fields=["outcome"], condition=Q(state="waiting"), name="one_review_that_waits"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="decided_review_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("casework:outcome_review", kwargs={"slug": self.outcome.slug})

    @property
    def is_waiting(self) -> bool:
        """Whether an editor still has to say something."""
        return self.state == self.State.WAITING
