"""What people write at a table. It is erased when the owner closes the record, unless they keep it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .session import Session

MOST_LETTERS = 1000


class Line(models.Model):
    """A question, an advice, a wording: one text of one person in one step."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    # Who has their account erased said nothing here.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("text"), max_length=MOST_LETTERS)
    # Of a list in columns: in which one, counted from 0.
    column = models.PositiveSmallIntegerField(default=0)
    # Nobody but its writer reads it until it is shown.
    is_hidden = models.BooleanField(default=False)
    # What the page called it: sent twice, it is one line.
    key = models.UUIDField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "author", "key"], name="one_line_per_key"),
        ]
        indexes = [
            # Each look at a table asks the lines of a step.
            models.Index(fields=["session", "position"], name="lines_of_step"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Mark(models.Model):
    """How a line feels to the case owner, or that somebody votes for it."""

    class Value(models.TextChoices):
        WARM = "warm", _("warm")
        NEUTRAL = "neutral", _("neutral")
        COLD = "cold", _("cold")
        CHOSEN = "chosen", _("chosen")

    RATINGS = (Value.WARM, Value.NEUTRAL, Value.COLD)

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="marks")
    # In which step it was given: a list can be rated in one step and voted on in another.
    position = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=10, choices=Value)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.UniqueConstraint(fields=["line", "position", "user"], name="one_mark_per_line_and_person"),
        ]

    def __str__(self) -> str:
        return self.value


class PrivateText(models.Model):
    """What only its writer reads: the notepad (position 0), and what stands in the box of a step, not sent yet.

    The last page that saves wins: both pages are of one person, and none shows it to anybody else.
    """

    NOTEPAD = 0

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="private_texts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=NOTEPAD)
    text = models.TextField(_("text"), blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("private text")
        verbose_name_plural = _("private texts")
        constraints = [
            models.UniqueConstraint(fields=["session", "user", "position"], name="one_private_text_per_step"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
