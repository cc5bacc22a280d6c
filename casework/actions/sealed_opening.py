"""Breaking the glass of what is confidential beside cases and reflections."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import Intent, notify_all

from ..confidential import CONFIDENTIAL, find_sealed
from ..models import SealedOpening
from .opening import SHORTEST

OPENED = "casework.sealed_opened"


@transaction.atomic
def open_sealed(kind: str, number: int, *, by: User, reason: str) -> SealedOpening:
    """Let an administrator read one thing for an hour; it is logged, and whose it is are told at once."""
    if not by.is_staff:
        raise Refused(_("Only administrators can do this."))
    if len(reason.strip()) < SHORTEST:
        raise Refused(_("Say in a sentence why this is needed. Whose it is reads it."))
    thing = find_sealed(kind, number)
    if thing is None:
        raise Refused(_("There is nothing with this number that can be opened."))
    now = timezone.now()
    facts = {"reason": reason.strip(), "opened_at": now, "until": now + SealedOpening.LASTS}
    opening = SealedOpening.objects.create(kind=kind, number=number, by=by, **facts)
    people = CONFIDENTIAL[kind].owners(thing).filter(is_active=True).exclude(pk=by.pk)
    key, context = f"casework.sealed_opened:{opening.pk}", {"opening": opening.pk}
    notify_all(OPENED, [Intent(person, key, context) for person in people])
    return opening
