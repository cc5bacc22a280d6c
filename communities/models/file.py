"""Files of a circle: in folders, each with its versions, and a bin from which they come back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .community import Community


class Folder(models.Model):
    """Where a circle keeps files that belong together; one level deep, so that nobody gets lost."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="folders")
    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("folder")
        verbose_name_plural = _("folders")
        ordering = [Lower("name"), "pk"]
        constraints = [
            # A name says which one is meant, whatever its capitals.
            models.UniqueConstraint("community", Lower("name"), name="one_folder_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("communities:folder_detail", kwargs={"slug": self.community.slug, "pk": self.pk})


class SharedFile(models.Model):
    """A file that a circle keeps: a name, and what it was from version to version."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="shared_files")
    # A folder goes only when nothing is in it, the bin included.
    folder = models.ForeignKey(Folder, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    name = models.CharField(_("name"), max_length=200)
    # Whoever is erased leaves the circle its files, without a name.
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    binned_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a circle")
        verbose_name_plural = _("files of circles")
        ordering = [Lower("name"), "pk"]
        constraints = [
            # Of two files of one name in one place nobody knows which is meant. Two, as null equals nothing.
            models.UniqueConstraint(
                "folder", Lower("name"), condition=Q(binned_at__isnull=True), name="one_file_per_name_in_folder"
            ),
            models.UniqueConstraint(
                "community",
                Lower("name"),
                condition=Q(binned_at__isnull=True, folder__isnull=True),
                name="one_file_per_name_outside_folders",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("communities:shared_file_detail", kwargs={"slug": self.community.slug, "pk": self.pk})


class SharedFileVersion(models.Model):
    """What a file was at one moment."""

    shared = models.ForeignKey(SharedFile, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a file")
        verbose_name_plural = _("versions of files")
        ordering = ["-number"]
        constraints = [
            # A number says which one is meant.
            models.UniqueConstraint(fields=["shared", "number"], name="one_file_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.shared_id}"
