"""The one reminder of an invitation, a week after it was sent."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Invitation
from ..rhythm import Ahead, Planned
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


def planned_reminders(ahead: Ahead) -> list[Planned]:
    """Return when who was invited to this circle is reminded; those who were asked together stand together.

    It stays outside the rhythm that a circle sets: one reminder, a week later, and nothing to choose.
    """
    community, after = ahead.community, Invitation.REMIND_AFTER
    sent = {"sent_at__gt": ahead.since - after, "sent_at__lte": ahead.until - after}
    waiting = community.invitations.filter(status=Invitation.Status.SENT, reminded_at__isnull=True, **sent)
    together: dict[datetime, list[str]] = defaultdict(list)
    for row in waiting:
        if row.sent_at and row.expires_at and row.sent_at + Invitation.REMIND_AFTER < row.expires_at:
            together[row.sent_at.replace(second=0, microsecond=0)].append(row.full_name)
    return [
        Planned(
            moment=sent_at + Invitation.REMIND_AFTER,
            label=gettext_lazy("Reminder of an invitation"),
            subject=_("Invitations"),
            url=reverse("communities:invitation_list", kwargs={"slug": community.slug}),
            people=sorted(names),
            audience=gettext_lazy("who has not answered the invitation"),
            zone=timezone.get_default_timezone(),
        )
        for sent_at, names in together.items()
    ]
