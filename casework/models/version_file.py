"""The forms, beside the PDF, in which readers take a frozen version along."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.files.models import File

from .version import OutcomeVersion


class VersionFile(models.Model):
    """One form of a version: expected when it is published, made by a task afterwards, and kept."""

    class Form(models.TextChoices):
        WORD = "docx", _("Word")
        EPUB = "epub", _("EPUB, for an e-reader")
        JATS = "xml", _("JATS, for catalogues")
        MARKDOWN = "zip", _("Markdown with BibTeX")

    # No text, no file of it.
    version = models.ForeignKey(OutcomeVersion, on_delete=models.CASCADE, related_name="files")
    form = models.CharField(_("form"), max_length=10, choices=Form)
    file = models.ForeignKey(File, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # A text that cannot be converted is not tried for ever.
    attempts = models.PositiveSmallIntegerField(default=0)
    expected_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file of a version")
        verbose_name_plural = _("files of versions")
        constraints = [
            # Two workers at once keep one file.
            models.UniqueConstraint(fields=["version", "form"], name="one_file_per_form_of_a_version"),
        ]
        indexes = [
            # The tick asks each minute what is still to be made.
            models.Index(fields=["expected_at"], name="version_files_to_make", condition=Q(file__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.form}"
