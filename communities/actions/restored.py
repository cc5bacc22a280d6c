"""What of invitations must not come back with a backup."""

from datetime import datetime

from django.utils import timezone

from ..models import Invitation, TeamInvitation


def expire_invitations(taken_at: datetime) -> int:
    """Let each unanswered invitation expire: it may have been used or withdrawn since. Return how many.

    The coordinator sees them as expired, and sends them again with a new link.
    """
    now = timezone.now()
    circles = Invitation.objects.filter(status=Invitation.Status.SENT, expires_at__gt=now).update(expires_at=now)
    teams = TeamInvitation.objects.filter(status=TeamInvitation.Status.SENT, expires_at__gt=now)
    return circles + teams.update(expires_at=now)
