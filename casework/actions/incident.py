"""What follows when somebody in something confidential can be recognised: one way for all kinds."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions.moderation import unseal_topic
from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import Intent, notify_all

from ..confidential import CONFIDENTIAL
from ..models import Case, CaseIncident, IncidentAccess

KIND = "casework.text_reported"


def open_incident(
    about: Any,
    *,
    by: User | None,
    what: str,
    people: Iterable[int],
    read: QuerySet[Any] | None = None,
    views: Iterable[int] = (),
    kind: str = KIND,
) -> CaseIncident:
    """Write down what was reported and who had access, and tell who has to act; in the caller's transaction.

    ``people`` could read it; ``read`` is the log of who did, and ``views`` how often each link to it was used.
    """
    name = str(about._meta.model_name)
    circle = CONFIDENTIAL[name].circle(about)
    facts = {"community": circle, "what": what.strip(), "reported_at": timezone.now(), "reported_by": by}
    incident = CaseIncident.objects.create(**facts, **{name: about})
    _write_access(incident, people, read, views)
    told: list[User | str] = list(_to_tell(about, name, circle).exclude(pk=by.pk if by else 0))
    if settings.PRIVACY_CONTACT:
        told.append(settings.PRIVACY_CONTACT)
    key, context = f"{kind}:{incident.pk}", {name: about.pk, "incident": incident.pk}
    notify_all(kind, [Intent(person, key, context, settings.LANGUAGE_CODE) for person in told])
    return incident


def _write_access(
    incident: CaseIncident, people: Iterable[int], read: QuerySet[Any] | None, views: Iterable[int]
) -> None:
    known: dict[int, tuple[int, Any]] = dict.fromkeys(people, (0, None))
    if read is not None:
        rows = read.order_by().values("reader").annotate(times=Count("pk"), last=Max("at"))
        known |= {row["reader"]: (row["times"], row["last"]) for row in rows if row["reader"]}
    IncidentAccess.objects.bulk_create(
        [
            *(
                IncidentAccess(incident=incident, person_id=pk, times=times, last_at=last)
                for pk, (times, last) in sorted(known.items())
            ),
            *(IncidentAccess(incident=incident, times=times, by_link=True) for times in views),
        ]
    )


def _to_tell(about: Any, name: str, circle: Community | None) -> QuerySet[User]:
    """Return whose it is when that is one person, and who sees to it: coordinators, or without circle operators."""
    active = User.objects.filter(is_active=True)
    if circle is None:
        acting = active.filter(is_staff=True)
    else:
        coordinators = Membership.objects.active().filter(community=circle).with_role(Membership.Role.COORDINATOR)
        acting = active.filter(pk__in=coordinators.values("user"))
    owners = active.filter(pk__in=CONFIDENTIAL[name].owners(about).values("pk"))
    return (owners | acting).distinct() if name in CaseIncident.OF_ONE else acting


def close_incident(incident: CaseIncident, *, by: User, done: str, told_authority: bool) -> CaseIncident:
    """Close it with what was done. The case is read again only after it was mended and released anew."""
    with transaction.atomic():
        row = CaseIncident.objects.select_for_update(of=("self",)).select_related("topic").get(pk=incident.pk)
        if not row.is_open:
            raise Refused(_("This report has been closed in the meantime."))
        if not done.strip():
            raise Refused(_("Say what was done, so that it can be shown later."))
        row.closed_at, row.closed_by, row.done, row.told_authority = timezone.now(), by, done.strip(), told_authority
        row.save()
        if row.topic:
            unseal_topic(row.topic)
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
