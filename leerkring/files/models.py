"""Every upload of the portal is a row here; its bytes stand in the storage under a name nobody can guess."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet


class File(models.Model):
    """One stored upload. Who may see it follows from its purpose (``purposes.py``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        # The file of a circle outlives the account of who put it there; erasure decides per purpose.
        on_delete=models.SET_NULL,
        null=True,
        related_name="files",
    )
    purpose = models.CharField(_("purpose"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    blob = models.FileField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    # Since when it waits for the virus scanner; nobody gets it until there is an answer.
    held_at = models.DateTimeField(null=True, blank=True)
    # Found infected after it was held: its bytes are gone.
    is_infected = models.BooleanField(default=False, db_default=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        # The quota adds up the sizes of one owner.
        indexes = [
            models.Index(fields=["owner"], name="files_of_owner", include=["size"]),
            # What waits for the scanner, for the tick; mostly nothing.
            models.Index(fields=["held_at"], name="files_held", condition=Q(held_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("files:file_detail", kwargs={"pk": self.pk})

    @property
    def is_there(self) -> bool:
        """Whether it can be handed out."""
        return self.held_at is None and not self.is_infected
