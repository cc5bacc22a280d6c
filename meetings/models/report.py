"""The report of a meeting: put together from the harvest, approved by who led it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class Report(models.Model):
    """A draft follows the harvest; an approved report is what it was when it was approved."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved")

    NEXT = {Status.DRAFT: {Status.APPROVED}, Status.APPROVED: {Status.DRAFT}}

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="report")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    introduction = models.TextField(_("introduction"), blank=True)
    # The Markdown that was approved. A draft that was approved before keeps it, so that the next approval knows
    # whether there is anything new to tell. People stand in it by number, so that an erased account leaves no name.
    text = models.TextField(blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    # Why it is a draft again; empty once it is approved.
    reopen_reason = models.CharField(_("reason"), max_length=300, blank=True, db_default="")
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What everybody may read, written for it; empty: nothing. Shown once it is published.
    summary = models.TextField(_("public summary"), blank=True)
    summary_asked_at = models.DateTimeField(null=True, blank=True)
    summary_published_at = models.DateTimeField(_("published"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # The version of the last approval that members were told of; a mail about an older one is not sent any more.
    told_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            # Approved means: somebody's moment, and a text that stays.
            models.CheckConstraint(
                condition=Q(status="draft", approved_at__isnull=True)
                | (Q(status="approved", approved_at__isnull=False) & ~Q(text="")),
                name="approved_report_is_kept",
            ),
            # Nothing empty is shown to everybody.
            models.CheckConstraint(
                condition=Q(summary_published_at__isnull=True) | ~Q(summary=""),
                name="published_summary_is_not_empty",
            ),
        ]

    @classmethod
    def of(cls, meeting: Meeting) -> "Report":
        """Return the report of a meeting; a new one that is not saved where there is none yet."""
        # What the database fills in is not text until it is saved.
        return getattr(meeting, "report", None) or cls(meeting=meeting, reopen_reason="")

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def is_approved(self) -> bool:
        """Whether members read it, and nothing in it changes any more."""
        return self.status == self.Status.APPROVED

    @property
    def is_summary_public(self) -> bool:
        """Whether everybody may read the summary."""
        return self.summary_published_at is not None
