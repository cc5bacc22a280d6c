"""How far a circle is: the points of its checklist, and the move to another phase."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Community, PhaseCheck, PhaseMove
from ..phases import is_tickable, neighbours


@transaction.atomic
def tick_point(community: Community, *, by: User, point: str, is_done: bool) -> None:
    """Tick a point of the phase the circle is in, or take the tick away; a second time is harmless."""
    row = _open(community)
    if not is_tickable(row.phase, point):
        raise Refused(_("This point isn't on the list of this phase. Look at the list again."))
    if is_done:
        PhaseCheck.objects.get_or_create(community=row, point=point, defaults={"done_by": by})
    else:
        row.phase_checks.filter(point=point).delete()


@transaction.atomic
def move_to_phase(community: Community, *, by: User, phase: str) -> Community:
    """Go on to the next phase, or back to the one before; open points forbid nothing.

    The phase is named, so a button pressed twice moves once. Finishing is closing: an action of its own.
    """
    row = _open(community)
    if row.phase == phase:
        return row
    if phase not in neighbours(row.phase):
        raise Refused(_("The circle is in another phase by now. Look at the page again."))
    row.phase = phase
    row.version += 1
    row.save(update_fields=["phase", "version"])
    PhaseMove.objects.create(community=row, phase=phase, by=by)
    return row


def _open(community: Community) -> Community:
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.status != Community.Status.ACTIVE:
        raise Refused(_("This circle isn't running. Its phase stays as it is."))
    return row
