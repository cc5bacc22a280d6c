"""The thorough search for what makes somebody in a case recognisable, done by a worker of its own."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .case import Case


class CaseCheck(models.Model):
    """What was found in one version of the text: places and kinds, never a word. It goes with the text."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("busy")
        DONE = "done", _("done")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="check_of_text")
    # The mark of the text that was looked at (``Case.text_mark``): of another text it says nothing.
    mark = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Per text: from where, until where, and the kind of what stands there.
    found: models.JSONField = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("thorough check of a case")
        verbose_name_plural = _("thorough checks of cases")
        indexes = [
            # What no worker has taken yet, for the tick.
            models.Index(fields=["asked_at"], condition=models.Q(state="waiting"), name="checks_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.state}"

    @property
    def places(self) -> list[tuple[str, int, int, str]]:
        """Each finding as text, start, end and kind."""
        rows: dict[str, Any] = self.found
        return [(name, start, end, kind) for name, found in rows.items() for start, end, kind in found]
