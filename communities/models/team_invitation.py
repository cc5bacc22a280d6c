"""Asking somebody into the team of a programme."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .programme import Programme, ProgrammeMember
from .theme import Theme


class TeamInvitation(models.Model):
    """An address asked into the team of a programme, or to lead one of its themes."""

    class Status(models.TextChoices):
        SENT = "sent", _("sent")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        REVOKED = "revoked", _("withdrawn")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="team_invitations")
    email = models.EmailField(_("e-mail address"))
    # Exactly one of the two: a task in the team, or a theme to lead.
    role = models.CharField(_("task"), max_length=20, choices=ProgrammeMember.Role, blank=True)
    theme = models.ForeignKey(Theme, verbose_name=_("theme"), on_delete=models.CASCADE, null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.SENT)
    # As with an invitation into a circle: the token stands only in the mail (rule 23).
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("valid until"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent on"))
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a team")
        verbose_name_plural = _("invitations to a team")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            # It asks for one thing.
            models.CheckConstraint(
                condition=(~Q(role="") & Q(theme__isnull=True)) | Q(role="", theme__isnull=False),
                name="team_invitation_asks_one_thing",
            ),
            # Two coordinators who ask the same person at once ask once.
            models.UniqueConstraint(
                "programme",
                Lower("email"),
                "role",
                condition=Q(status="sent", theme__isnull=True),
                name="one_open_team_invitation",
            ),
            models.UniqueConstraint(
                "theme",
                Lower("email"),
                condition=Q(status="sent", theme__isnull=False),
                name="one_open_theme_invitation",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_expired(self) -> bool:
        """Whether it was not answered in time."""
        return self.status == self.Status.SENT and self.expires_at <= timezone.now()
