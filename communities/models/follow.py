"""Following a circle from outside."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community


class Follow(models.Model):
    """Somebody with an account who wants to hear what a circle makes public, and sees no more than that."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [
            # Following twice is following once.
            models.UniqueConstraint(fields=["community", "user"], name="one_follow"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.community_id}"
