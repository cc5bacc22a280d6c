"""What follows when somebody in a case can be recognised."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import Intent, notify_all

from ..models import Case, CaseIncident, CaseReading, IncidentAccess
from ..readers import coordinators_of


def open_incident(case: Case, *, by: User, what: str, readers: Iterable[int]) -> CaseIncident:
    """Write down what was reported and who had access, and tell who has to act; in the caller's transaction."""
    incident = CaseIncident.objects.create(  # type: ignore[misc]
        community=case.community, case=case, what=what.strip(), reported_at=case.reported_at, reported_by=by
    )
    read = (
        CaseReading.objects.filter(case=case).order_by().values("reader").annotate(times=Count("pk"), last=Max("at"))
    )
    known = {row["reader"]: row for row in read}
    IncidentAccess.objects.bulk_create(
        IncidentAccess(
            incident=incident,
            person_id=person,
            times=known[person]["times"] if person in known else 0,
            last_at=known[person]["last"] if person in known else None,
        )
        for person in sorted({*readers, *known})
    )
    people = User.objects.filter(pk=case.owner_id) | coordinators_of(case)
    told: list[User | str] = list(people.exclude(pk=by.pk).distinct())
    if settings.PRIVACY_CONTACT:
        told.append(settings.PRIVACY_CONTACT)
    facts = {"case": case.pk, "incident": incident.pk}
    key = f"casework.case_reported:{incident.pk}"
    notify_all("casework.case_reported", [Intent(person, key, facts, settings.LANGUAGE_CODE) for person in told])
    return incident


def close_incident(incident: CaseIncident, *, by: User, done: str, told_authority: bool) -> CaseIncident:
    """Close it with what was done. The case is read again only after it was mended and released anew."""
    with transaction.atomic():
        row = CaseIncident.objects.select_for_update().get(pk=incident.pk)
        if not row.is_open:
            raise Refused(_("This report has been closed in the meantime."))
        if not done.strip():
            raise Refused(_("Say what was done, so that it can be shown later."))
        row.closed_at, row.closed_by, row.done, row.told_authority = timezone.now(), by, done.strip(), told_authority
        row.save()
        return row


def refuse_while_open(case: Case) -> None:
    """Refuse to let others read a case of which a report has not been closed."""
    if CaseIncident.objects.filter(case=case, closed_at__isnull=True).exists():
        raise Refused(
            _(
                "A privacy problem was reported in this case. First a coordinator closes that report, "
                "with what was done."
            )
        )
