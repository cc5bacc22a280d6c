"""Reading a list of people or organisations, showing what it would do, and doing it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .community import Community


class ImportJob(models.Model):
    """One list. Its rows are erased a week after it ended, as they hold people's addresses."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("people")
        ORGANISATIONS = "organisations", _("organisations")

    class Status(models.TextChoices):
        READING = "reading", _("being read")
        READY = "ready", _("waits for you")
        APPLYING = "applying", _("being carried out")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("could not be read")

    NEXT = {
        Status.READING: {Status.READY, Status.CANCELLED, Status.FAILED},
        Status.READY: {Status.APPLYING, Status.CANCELLED},
        Status.APPLYING: {Status.DONE, Status.CANCELLED},
        Status.DONE: set(),
        Status.CANCELLED: set(),
        Status.FAILED: set(),
    }

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    # The circle that people are asked into; organisations belong to all.
    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, null=True, blank=True, related_name="import_jobs"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_jobs")
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    file = models.ForeignKey(File, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # What holds for rows that don't say it: role and sector.
    defaults = models.JSONField(default=dict, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.READING)
    # What the reader could not make sense of, in the words for the person who sent it.
    error = models.TextField(blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    # When it last got further; one that stands still is taken up again by the tick.
    moved_at = models.DateTimeField(auto_now=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("list that is read in")
        verbose_name_plural = _("lists that are read in")
        ordering = ["-created_at", "-pk"]
        constraints = [
            # People are asked into a circle.
            models.CheckConstraint(
                condition=~Q(kind="people") | Q(community__isnull=False), name="import_of_people_has_a_circle"
            ),
        ]
        indexes = [
            # What the tick takes up again.
            models.Index(
                fields=["moved_at"], condition=Q(status__in=["reading", "applying"]), name="imports_under_way"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or f"list {self.pk}"


class ImportRow(models.Model):
    """One row of the list: what it says, what we make of it, and what became of it."""

    class Verdict(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("nothing new")
        UNCLEAR = "unclear", _("unclear")
        WRONG = "wrong", _("can't be read")
        TWICE = "twice", _("twice in this list")
        MEMBER = "member", _("is in the circle already")
        INVITED = "invited", _("has been invited already")
        DECLINED = "declined", _("declined before")

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    text = models.TextField()
    fields = models.JSONField(default=dict)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    remark = models.CharField(max_length=500, blank=True)
    # Whether it is to be carried out; the person may take the tick away, or set it on an unclear row.
    is_wanted = models.BooleanField(default=False)
    # The row of ours that it is about, for an organisation that changes or looks like one.
    target = models.PositiveBigIntegerField(null=True, blank=True)
    is_done = models.BooleanField(default=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a list")
        verbose_name_plural = _("rows of a list")
        ordering = ["number"]
        constraints = [
            # Reading the file again finds the same rows.
            models.UniqueConstraint(fields=["job", "number"], name="one_import_row_per_number"),
        ]
        indexes = [
            # The preview shows what needs a look first; carrying out takes what is wanted and not done.
            models.Index(fields=["job", "verdict", "number"], name="import_rows_by_verdict"),
            models.Index(
                fields=["job", "number"], condition=Q(is_wanted=True, is_done=False), name="import_rows_to_do"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.number}"
