"""The index: one row for each thing that can be found."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Vector(models.Field):  # type: ignore[type-arg]
    """Words with their places, as PostgreSQL searches in them; SQLite keeps them in ``search_text`` instead."""

    def db_type(self, connection: Any) -> str:
        """Return the type of the column."""
        return "tsvector" if connection.vendor == "postgresql" else "text"


class Ordered(models.Field):  # type: ignore[type-arg]
    """A short text that is compared letter by letter, so that an index answers how it begins."""

    def db_type(self, connection: Any) -> str:
        """Return the type of the column; SQLite compares that way by itself."""
        return 'varchar(80) COLLATE "C"' if connection.vendor == "postgresql" else "varchar(80)"


class Entry(models.Model):
    """What can be found of one thing. Its words stand in ``words``; those of the title and the summary in ``head``."""

    source = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    head = Vector(null=True, editable=False)
    words = Vector(null=True, editable=False)
    # The names as they sound, for who mistypes them: PostgreSQL has a trigram index on it, SQLite ``search_title``.
    title = models.TextField(default="", db_default="", editable=False)

    class Meta:
        verbose_name = _("entry of the index")
        verbose_name_plural = _("entries of the index")
        constraints = [
            # Indexing anew replaces; what is searched is joined on it.
            models.UniqueConstraint(fields=["source", "object_id"], name="one_entry_per_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.object_id}"


class Start(models.Model):
    """Where a word of a name begins, with what follows: so it is found while somebody is still typing."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="starts")
    text = Ordered(editable=False)

    class Meta:
        verbose_name = _("beginning of a word")
        verbose_name_plural = _("beginnings of words")
        indexes = [
            # What begins with some letters, in order.
            models.Index(fields=["text", "entry"], name="starts_by_text"),
        ]

    def __str__(self) -> str:
        return str(self.text)
