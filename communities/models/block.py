"""What the page of a programme is built from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .programme import Programme


class ProgrammeBlock(models.Model):
    """One piece of the page, in an order of their own: something written, or what the portal fills by itself."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        PICTURE = "picture", _("picture")
        QUOTE = "quote", _("quote")
        FIGURES = "figures", pgettext_lazy("block", "figures")
        CIRCLES = "circles", _("circles")
        EVENTS = "events", _("events")
        OUTCOMES = "outcomes", _("outcomes")

    # What is filled by itself (``communities.shelves``).
    FILLED = frozenset({Kind.FIGURES, Kind.CIRCLES, Kind.EVENTS, Kind.OUTCOMES})

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("heading"), max_length=120, blank=True)
    # Markdown in a text, the words themselves in a quote, the caption under a picture.
    text = models.TextField(_("text"), blank=True)
    said_by = models.CharField(_("said by"), max_length=200, blank=True)
    picture = models.ForeignKey(
        File, verbose_name=_("picture"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    picture_text = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    # Of circles, events or outcomes the keys of those that were chosen; none for the newest.
    picks = models.JSONField(_("chosen"), default=list, db_default=[], blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["position", "pk"]
        constraints = [
            # Who can't see the picture reads what it shows.
            models.CheckConstraint(
                condition=Q(picture__isnull=True) | ~Q(picture_text=""), name="block_picture_has_a_text"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:40] or self.get_kind_display()

    @property
    def is_filled(self) -> bool:
        """Whether the portal fills it by itself."""
        return self.kind in self.FILLED


class ProgrammeLink(models.Model):
    """An address elsewhere that belongs to the programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="links")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=120)
    url = models.URLField(_("web address"), max_length=500)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
