"""What of signing in must not come back with a backup."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session


def end_sessions(taken_at: datetime) -> int:
    """End every session, and with them the codes that were mailed; return how many."""
    return Session.objects.all().delete()[0]


def spend_recovery_codes(taken_at: datetime) -> int:
    """Take all recovery codes away: some were used since, and nobody knows which. Their owners make new ones."""
    return Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES).delete()[0]
