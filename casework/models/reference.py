"""The list of references of an outcome."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .outcome import Outcome


class OutcomeReference(models.Model):
    """A work that an outcome may cite. Frozen versions keep what they cite themselves."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="references")
    # What stands behind the @ in the text.
    key = models.CharField(_("key"), max_length=120)
    # The work as CSL-JSON, with ``key`` as its id.
    item = models.JSONField()
    # Names, title and year in small letters, to search in.
    words = models.TextField(editable=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ["key"]
        constraints = [
            # A key in the text means one work.
            models.UniqueConstraint(fields=["outcome", "key"], name="one_work_per_key"),
        ]

    def __str__(self) -> str:
        return self.key
