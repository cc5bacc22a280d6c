"""Breaking the glass: an administrator opens a case of others."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import notify

from ..models import Case, CaseOpening
from ..permissions.opening import CLOSED

# "Because" is no reason.
SHORTEST = 20


@transaction.atomic
def open_case(number: int, *, by: User, reason: str) -> CaseOpening:
    """Let an administrator read one case for an hour; it is logged, and its owner is told at once.

    A case that is not there, a draft and an expired one are refused in the same words.
    """
    if not by.is_staff:
        raise Refused(_("Only administrators can do this."))
    if len(reason.strip()) < SHORTEST:
        raise Refused(_("Say in a sentence why this is needed. The owner of the case reads it."))
    case = Case.objects.select_for_update().filter(pk=number).exclude(status__in=CLOSED).first()
    if case is None:
        raise Refused(_("There is no case with this number that can be opened."))
    now = timezone.now()
    opening = CaseOpening.objects.create(
        case=case, by=by, reason=reason.strip(), opened_at=now, until=now + CaseOpening.LASTS
    )
    facts = {"case": case.pk, "opening": opening.pk}
    notify(case.owner, "casework.case_opened", key=f"casework.case_opened:{opening.pk}", context=facts)
    return opening
