"""What is known of people who write on one text at once: what they began with, and what they typed since."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .outcome import Outcome


class ReplacedText(models.Model):
    """A working text that was saved over: what two people may both have begun with, so that theirs can be merged."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="replaced_texts")
    # ``Outcome.version`` when it was saved over.
    version = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    abstract = models.TextField(_("abstract"), blank=True)
    body = models.TextField(_("text"), blank=True)
    at = models.DateTimeField()

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("text that was saved over")
        verbose_name_plural = _("texts that were saved over")
        constraints = [
            # One version number means one text.
            models.UniqueConstraint(fields=["outcome", "version"], name="one_replaced_text_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id}: {self.version}"


class OutcomeWriter(models.Model):
    """Somebody who has a text open to write, and what they typed and did not save yet; only they read that."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="writers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # When one of their open pages was heard last; empty once they saved.
    seen_at = models.DateTimeField(null=True, blank=True)
    # The open page that typed what is kept, and the one whose text was saved: what it sends late is older.
    page = models.UUIDField(null=True, blank=True)
    saved_page = models.UUIDField(null=True, blank=True)
    # ``Outcome.version`` with which the typing began.
    began_with = models.PositiveIntegerField(null=True, blank=True)
    kept_at = models.DateTimeField(_("kept at"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    abstract = models.TextField(_("abstract"), blank=True)
    body = models.TextField(_("text"), blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("writer of a text")
        verbose_name_plural = _("writers of texts")
        constraints = [
            models.UniqueConstraint(fields=["outcome", "user"], name="one_writer_per_text_and_person"),
            # What is kept is of no use without knowing what it was typed over.
            models.CheckConstraint(
                condition=Q(kept_at__isnull=True, began_with__isnull=True, page__isnull=True)
                | Q(kept_at__isnull=False, began_with__isnull=False, page__isnull=False),
                name="kept_text_knows_its_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id}: {self.user_id}"
