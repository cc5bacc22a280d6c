"""What the bell says."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .message import Message


class Notice(models.Model):
    """Something that came for a person. It holds ids, like a message; what it says is looked up when it is shown."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # What came for somebody goes with them.
        on_delete=models.CASCADE,
        related_name="notices",
    )
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    context = models.JSONField(default=dict, blank=True)
    # Whether the person wants to hear of it in the digest, and not in a mail of its own.
    for_digest = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            # A message that is looked at twice is one notice.
            models.UniqueConstraint(fields=["user", "key"], name="one_notice_per_person_and_key"),
        ]
        indexes = [
            # The page of one person, newest first.
            models.Index(fields=["user", "-created_at"], name="notices_by_person"),
            # How many are unread, and which wait for a digest; most are neither.
            models.Index(fields=["user"], name="notices_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["user", "created_at"], name="notices_for_digest", condition=Q(for_digest=True)),
            # The sweep asks for the oldest.
            models.Index(fields=["created_at"], name="notices_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.user_id})"

    @property
    def is_unread(self) -> bool:
        """Whether the person has not opened it, nor marked it."""
        return self.read_at is None

    def as_message(self) -> Message:
        """Return the message it was, for the app that knows what the ids mean; never saved."""
        return Message(
            pk=self.pk,
            recipient=self.user,
            kind=self.kind,
            key=self.key,
            context=self.context,
            created_at=self.created_at,
            send_after=self.created_at,
        )
