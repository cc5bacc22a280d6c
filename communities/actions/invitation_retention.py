"""Erasing invitations that nobody took up."""

from datetime import datetime, timedelta

from leerkring.core.retention import Report

from ..models import Invitation

KEPT = timedelta(days=365)
# What one run erases; the next day goes on.
AT_ONCE = 2_000


def keep_invitations(now: datetime, *, dry: bool) -> Report:
    """Erase invitations of a year ago that did not make somebody a member; ``dry`` only counts."""
    old = Invitation.objects.filter(created_at__lt=now - KEPT).exclude(status=Invitation.Status.ACCEPTED)
    if dry:
        return Report(erased=old.count())
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    Invitation.objects.filter(pk__in=ids).delete()
    return Report(erased=len(ids))
