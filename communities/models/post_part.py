"""What hangs on a message: reactions, who is named in it, files, and reports about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .discussion import Post


class PostReaction(models.Model):
    """One of a few short answers, so that a thread need not fill up with thanks."""

    class Kind(models.TextChoices):
        THANKS = "thanks", _("Thanks")
        AGREE = "agree", _("I agree")
        LEARNED = "learned", _("I learn from this")
        MORE = "more", _("Tell me more")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            # However often somebody presses.
            models.UniqueConstraint(fields=["post", "user", "kind"], name="one_reaction_of_each"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.post_id}"


class PostMention(models.Model):
    """Somebody who is named in a message with an @."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            # Named twice is named.
            models.UniqueConstraint(fields=["post", "user"], name="one_mention_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.post_id}"


class PostFile(models.Model):
    """A file that was sent with a message; read by who reads the message."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(File, on_delete=models.CASCADE, related_name="+")

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.file_id} with {self.post_id}"


class PostReport(models.Model):
    """Somebody finds that a message can't stay as it is; for coordinators to look at."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(auto_now_add=True)
    # When a coordinator hid the message, or let it stand.
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("report about a message")
        verbose_name_plural = _("reports about messages")
        ordering = ["-at", "-pk"]
        constraints = [
            # Pressing twice asks once; after an answer one may ask again.
            models.UniqueConstraint(
                fields=["post", "by"], condition=Q(settled_at__isnull=True), name="one_open_report_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"report about {self.post_id}"
