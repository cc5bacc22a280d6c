"""The one reminder of an invitation, a week after it was sent."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from ..models import Invitation
from .invitation import CHUNK, tell_invited, undelivered

REMINDER = "communities.invitation_reminder"


def remind_invited(now: datetime) -> int:
    """Put the reminders that are due in the outbox, 500 per look; return how many.

    The same link goes out again, so both mails work. Who could not be reached the first time gets none.
    """
    due = list(Invitation.objects.to_remind(now).order_by("sent_at", "pk").values_list("pk", flat=True)[:CHUNK])
    return _remind(due, now) if due else 0


@transaction.atomic
def _remind(due: list[int], now: datetime) -> int:
    """Mark and tell together; of two ticks at once, the second finds nothing left to mark."""
    rows = list(
        Invitation.objects.to_remind(now)
        .filter(pk__in=due)
        .select_for_update(of=("self",))
        .select_related("invited_by")
        .order_by("pk")
    )
    marked = [row.pk for row in rows]
    Invitation.objects.filter(pk__in=marked).update(reminded_at=now, times_sent=F("times_sent") + 1)
    lost = undelivered(rows)
    reachable = [row for row in rows if row.pk not in lost]
    for language, group in _by_language(reachable).items():
        tell_invited(REMINDER, "invitation-reminder", group, language=language)
    return len(reachable)


def _by_language(invitations: list[Invitation]) -> dict[str, list[Invitation]]:
    """Group by the language of who invited, for people without an account."""
    groups: dict[str, list[Invitation]] = defaultdict(list)
    for row in invitations:
        groups[row.invited_by.language if row.invited_by else settings.LANGUAGE_CODE].append(row)
    return groups
