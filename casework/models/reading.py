"""Who read what, for the person whose text it is."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Max


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Readings, as their owner wants to see them."""

    def by_person(self) -> models.QuerySet[Any, dict[str, Any]]:
        """One row per reader, with how often and when last; the latest first."""
        people = self.values("reader__given_name", "reader__tussenvoegsel", "reader__family_name")
        return people.annotate(times=Count("pk"), last=Max("at")).order_by("-last")


class Reading(models.Model):
    """One reading of somebody else's text."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.reader_id}: {self.at}"
