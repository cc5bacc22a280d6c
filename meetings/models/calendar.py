"""Calendars outside the portal: feeds that fetch from it, and answers that come from them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class FeedQuerySet(PermittedQuerySet["CalendarFeed"]):
    """Feeds, by whether they work."""

    def active(self) -> "FeedQuerySet":
        """Feeds that were not revoked."""
        return self.filter(revoked_at__isnull=True)


class CalendarFeed(models.Model):
    """An address with which a calendar fetches somebody's meetings: of all their circles, or of one.

    It runs as that person (rule 19): what they may not see any more is not in it any more.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    # Null: all circles of this person.
    community = models.ForeignKey(Community, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # The token itself stands nowhere (rule 23); another nonce makes another.
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    # The day on which a calendar last asked; no more is kept of it.
    last_used_on = models.DateField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["pk"]
        constraints = [
            # A second click makes no second feed: of one circle, or of all.
            models.UniqueConstraint(
                fields=["user", "community"], condition=Q(revoked_at__isnull=True), name="one_feed_per_circle"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at__isnull=True, community__isnull=True),
                name="one_feed_of_all_circles",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.community_id or 'all'}"


class CalendarReply(models.Model):
    """One answer that a calendar sent by mail (iTIP REPLY), and what became of it; the mail itself is not kept."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken over")
        OLDER = "older", _("a later answer was there already")
        REFUSED = "refused", _("could not be taken over")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="calendar_replies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # What the calendar compares: the version of the meeting it answers, and when it was written.
    sequence = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10, choices=Outcome)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer from a calendar")
        verbose_name_plural = _("answers from calendars")
        constraints = [
            # A mail that is delivered twice is one answer.
            models.UniqueConstraint(fields=["meeting", "user", "written_at", "sequence"], name="one_reply_per_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.answer}"
