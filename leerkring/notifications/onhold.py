"""Mail on hold: after a backup was put back nothing goes out until an operator says so (rule 38).

What somebody asks for at that moment, as a code to log in, goes all the same: the operator needs one too.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from .kinds import all_kinds
from .models import Message, Pulse

HELD = "mail held"
RESTORED = gettext_noop("from before a backup was put back")
State = Message.State


def held_since() -> datetime | None:
    """Return since when mail is on hold; None when it goes out."""
    return Pulse.objects.filter(name=HELD).values_list("at", flat=True).first()


def on_hold() -> Exists:
    """Return whether mail is on hold, as part of a query."""
    return Exists(Pulse.objects.filter(name=HELD))


def may_go() -> Q:
    """Return the condition under which a message may leave now; no query of its own."""
    asked = [kind.name for kind in all_kinds() if kind.asked_for]
    return ~on_hold() | Q(kind__in=asked)


def skip_old_mail(taken_at: datetime) -> int:
    """Give up what waited when the backup was made and is due by now: most of it went out since. Return how many."""
    waiting = Message.objects.filter(state__in=[State.DUE, State.CLAIMED], send_after__lte=timezone.now())
    return waiting.update(state=State.SKIPPED, reason=RESTORED, try_after=None, claim="", erase_after=timezone.now())


@transaction.atomic
def confirm(*, drop: bool) -> int:
    """Let mail go again; with ``drop`` what came due while it was held is given up. Return how many that were."""
    dropped = skip_old_mail(timezone.now()) if drop else 0
    Pulse.objects.filter(name=HELD).delete()
    return dropped
