"""The index: one row for each thing that can be found."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Vector(models.Field):  # type: ignore[type-arg]
    """Words with their places, as PostgreSQL searches in them; SQLite keeps them in ``search_text`` instead."""

    def db_type(self, connection: Any) -> str:
        """Return the type of the column."""
        return "tsvector" if connection.vendor == "postgresql" else "text"


class Entry(models.Model):
    """What can be found of one thing. Its words stand in ``words``; those of the title and the summary in ``head``."""

    source = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    head = Vector(null=True, editable=False)
    words = Vector(null=True, editable=False)

    class Meta:
        verbose_name = _("entry of the index")
        verbose_name_plural = _("entries of the index")
        constraints = [
            # Indexing anew replaces; what is searched is joined on it.
            models.UniqueConstraint(fields=["source", "object_id"], name="one_entry_per_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.object_id}"
