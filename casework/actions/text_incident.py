"""What follows when somebody in a reflection, or in what was handed in, can be recognised."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import Intent, notify_all

from ..models import (
    CaseIncident,
    IncidentAccess,
    Reflection,
    ReflectionReading,
    ReflectionShare,
    Submission,
    SubmissionReading,
)

KIND = "casework.text_reported"


@transaction.atomic
def report_reflection(reflection: Reflection, *, by: User, what: str) -> CaseIncident:
    """Share a reflection with nobody any more, and open an incident; its author shares it again once it is mended."""
    row = Reflection.objects.select_for_update().get(pk=reflection.pk)
    shares = ReflectionShare.objects.filter(reflection=row)
    people = list(shares.values_list("person", flat=True))
    if not people:
        raise Refused(_("Somebody else reported this already. Nobody but its author reads it now."))
    read = ReflectionReading.objects.filter(reflection=row)
    incident = _open(row.community, row.author_id, by=by, what=what, people=people, read=read, reflection=row)
    shares.delete()
    return incident


@transaction.atomic
def report_submission(submission: Submission, *, by: User, what: str) -> CaseIncident:
    """Hide what was handed in from its assessors until the report is closed (``casework.view_submission``)."""
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if row.incidents.filter(closed_at=None).exists():
        raise Refused(_("Somebody else reported this already. Nobody but its author reads it now."))
    people = row.assessments.filter(assessor__isnull=False).values_list("assessor", flat=True)
    read = SubmissionReading.objects.filter(submission=row)
    return _open(row.community, row.author_id, by=by, what=what, people=people, read=read, submission=row)


def _open(
    community: Community, author: int, *, by: User, what: str, people: Iterable[int], read: QuerySet[Any], **about: Any
) -> CaseIncident:
    """Write down what was reported and who had access, and tell who has to act."""
    facts = {"community": community, "what": what.strip(), "reported_at": timezone.now(), "reported_by": by}
    incident = CaseIncident.objects.create(**facts, **about)
    rows = read.order_by().values("reader").annotate(times=Count("pk"), last=Max("at"))
    known: dict[int, tuple[int, Any]] = dict.fromkeys(people, (0, None))
    known |= {row["reader"]: (row["times"], row["last"]) for row in rows}
    IncidentAccess.objects.bulk_create(
        IncidentAccess(incident=incident, person_id=pk, times=times, last_at=last)
        for pk, (times, last) in sorted(known.items())
    )
    coordinators = Membership.objects.active().filter(community=community).with_role(Membership.Role.COORDINATOR)
    ids = {author, *coordinators.values_list("user", flat=True)} - {by.pk}
    told: list[User | str] = list(User.objects.filter(pk__in=ids, is_active=True))
    if settings.PRIVACY_CONTACT:
        told.append(settings.PRIVACY_CONTACT)
    key, context = f"{KIND}:{incident.pk}", {"incident": incident.pk}
    notify_all(KIND, [Intent(person, key, context, settings.LANGUAGE_CODE) for person in told])
    return incident
