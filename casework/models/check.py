"""The thorough search for what makes somebody in a text recognisable, done by a worker of its own."""

import hashlib
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .case import Case
from .outcome import Outcome


def texts_of(thing: Case | Outcome) -> dict[str, str]:
    """Return the texts as they are being written, by name."""
    text = thing.working if isinstance(thing, Outcome) else thing
    return {name: getattr(text, name) for name in thing.TEXTS}


def mark_of(thing: Case | Outcome) -> str:
    """Return a mark of exactly this text, from which no word can be read back.

    A "yes" to it, or a search of it, says nothing of what is typed later.
    """
    return hashlib.sha256("\0".join(texts_of(thing).values()).encode()).hexdigest()


class TextCheck(models.Model):
    """What was found in one version of a text: places and kinds, never a word. It goes with the text."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("busy")
        DONE = "done", _("done")

    # The field that says of what.
    ABOUT = ""

    # The mark of the text that was looked at (``mark_of``): of another text it says nothing.
    mark = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Per text: from where, until where, and the kind of what stands there.
    found: models.JSONField = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def places(self) -> list[tuple[str, int, int, str]]:
        """Each finding as text, start, end and kind."""
        rows: dict[str, Any] = self.found
        return [(name, start, end, kind) for name, found in rows.items() for start, end, kind in found]


class CaseCheck(TextCheck):
    """What was found in a case."""

    ABOUT = "case"

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="check_of_text")

    class Meta:
        verbose_name = _("thorough check of a case")
        verbose_name_plural = _("thorough checks of cases")
        indexes = [
            # What no worker has taken yet, for the tick.
            models.Index(fields=["asked_at"], condition=models.Q(state="waiting"), name="checks_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.state}"


class OutcomeCheck(TextCheck):
    """What was found in the text of an outcome as it is being written."""

    ABOUT = "outcome"

    outcome = models.OneToOneField(Outcome, on_delete=models.CASCADE, related_name="check_of_text")

    class Meta:
        verbose_name = _("thorough check of an outcome")
        verbose_name_plural = _("thorough checks of outcomes")
        indexes = [
            # As with cases.
            models.Index(fields=["asked_at"], condition=models.Q(state="waiting"), name="outcome_checks_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id}: {self.state}"
