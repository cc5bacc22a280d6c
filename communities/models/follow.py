"""Following a circle or a programme from outside."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .community import Community
from .programme import Programme


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


class ProgrammeFollow(models.Model):
    """Somebody with an account who wants to hear what a programme and its circles make public."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="programme_follows")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower of a programme")
        verbose_name_plural = _("followers of programmes")
        constraints = [
            # Following twice is following once.
            models.UniqueConstraint(fields=["programme", "user"], name="one_programme_follow"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.programme_id}"
