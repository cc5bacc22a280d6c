"""Breaking the glass: an administrator opens a reflection of somebody else."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import notify

from ..models import Reflection, ReflectionOpening
from .opening import SHORTEST


@transaction.atomic
def open_reflection(number: int, *, by: User, reason: str) -> ReflectionOpening:
    """Let an administrator read one reflection for an hour; it is logged, and its author is told at once."""
    if not by.is_staff:
        raise Refused(_("Only administrators can do this."))
    if len(reason.strip()) < SHORTEST:
        raise Refused(_("Say in a sentence why this is needed. The author of the reflection reads it."))
    reflection = Reflection.objects.select_for_update().filter(pk=number).exclude(author=by).first()
    if reflection is None:
        raise Refused(_("There is no reflection with this number that can be opened."))
    now = timezone.now()
    facts = {"reason": reason.strip(), "opened_at": now, "until": now + ReflectionOpening.LASTS}
    opening = ReflectionOpening.objects.create(reflection=reflection, by=by, **facts)
    key = f"casework.reflection_opened:{opening.pk}"
    notify(reflection.author, "casework.reflection_opened", key=key, context={"opening": opening.pk})
    return opening
