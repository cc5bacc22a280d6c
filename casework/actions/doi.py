"""A DOI for an outcome and one for a version: asked for by a person, registered by a task, hidden on withdrawal."""

from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.links import absolute_url

from ..citations import Person
from ..doi_agency import AgencyError, Registration, agency
from ..models import DoiRecord, Outcome, OutcomeDoi, OutcomeVersion, VersionDoi

Records = type[OutcomeDoi] | type[VersionDoi]
TASKS: dict[Records, str] = {
    OutcomeDoi: "casework.tasks.register_doi",
    VersionDoi: "casework.tasks.register_version_doi",
}
State = DoiRecord.State
BATCH = 50
# While an attempt runs nobody else makes one; after a failure longer and longer.
LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 20


@transaction.atomic
def ask_doi(outcome: Outcome, *, by: User) -> OutcomeDoi:
    """Ask for a DOI of the outcome, and one of its newest version; pressed twice it is one of each.

    Once they are registered they can't be taken back.
    """
    row = Outcome.objects.select_for_update().get(pk=outcome.pk)
    office = agency()
    if office is None:
        raise Refused(_("This portal gives out no DOIs."))
    if not row.is_published:
        raise Refused(_("This is not published any more."))
    version = row.versions.order_by("-frozen_at", "-pk").defer("body")[0]
    facts = {"asked_by": by, "asked_at": timezone.now(), "next_at": timezone.now()}
    name = f"{office.prefix}/leerkring.{row.pk}"
    record, _is_new = OutcomeDoi.objects.get_or_create(outcome=row, defaults=facts | {"name": name})
    name = f"{record.name}.v{version.number}"
    of_version, is_new = VersionDoi.objects.get_or_create(version=version, defaults=facts | {"name": name})
    # A new version is named at the DOI of the outcome too.
    _start_again(record, is_due=is_new)
    _start_again(of_version)
    return record


def _start_again(record: OutcomeDoi | VersionDoi, *, is_due: bool = False) -> None:
    """Wake a worker for it; what was given up is begun anew, since a person asks."""
    if is_due or (record.state == State.FAILED and not record.is_waiting):
        record.state = State.WAITING if record.state == State.FAILED else record.state
        record.attempts, record.next_at = 0, timezone.now()
        record.save()
    _wake(type(record), record.pk)


def renew_doi(outcome: Outcome) -> None:
    """Let the agency know what changed (a new version, a withdrawal), when there is a DOI; within the transaction."""
    for records, rows in (
        (OutcomeDoi, OutcomeDoi.objects.filter(outcome=outcome)),
        (VersionDoi, VersionDoi.objects.filter(version__outcome=outcome)),
    ):
        for pk in rows.values_list("pk", flat=True):
            records.objects.filter(pk=pk).update(next_at=timezone.now(), attempts=0)
            _wake(records, pk)


def wake_dois(now: datetime) -> int:
    """Ask workers to register what is due (``register_finder``); return how many."""
    due = [
        (records, pk)
        for records in TASKS
        for pk in records.objects.filter(next_at__lte=now).order_by("next_at").values_list("pk", flat=True)[:BATCH]
    ]
    for records, pk in due:
        _wake(records, pk)
    return len(due)


def _wake(records: Records, pk: int) -> None:
    def ask() -> None:
        current_app.send_task(TASKS[records], args=[pk], retry=False)

    transaction.on_commit(ask, robust=True)


def register_doi(records: Records, pk: int) -> bool:
    """Tell the agency how things stand; return whether it knows now.

    Idempotent: an attempt is claimed by a conditional update, the agency is asked outside the transaction, and asking
    it twice is harmless.
    """
    now, office = timezone.now(), agency()
    due = records.objects.filter(pk=pk, next_at__lte=now)
    if office is None or not due.update(next_at=now + LEASE, attempts=F("attempts") + 1):
        return False
    row = records.objects.get(pk=pk)
    registration = _of_outcome(row) if isinstance(row, OutcomeDoi) else _of_version(row)
    try:
        office.put(registration)
    except AgencyError as error:
        _failed(row, error, now)
        return False
    _done(row, is_findable=registration.is_findable, leased=now + LEASE)
    return True


def _done(row: OutcomeDoi | VersionDoi, *, is_findable: bool, leased: datetime) -> None:
    records = type(row)
    with transaction.atomic():
        # What changed meanwhile has moved ``next_at``, and is told anew.
        records.objects.filter(pk=row.pk, next_at=leased).update(next_at=None)
        records.objects.filter(pk=row.pk).update(state=State.FINDABLE if is_findable else State.HIDDEN, problem="")
        # Catalogues hear of it once.
        if isinstance(row, OutcomeDoi):
            outcomes = Outcome.objects.filter(pk=row.outcome_id).exclude(doi=row.name)
            outcomes.update(doi=row.name, stamped_at=timezone.now())
        elif OutcomeVersion.frozen.filter(pk=row.version_id).exclude(doi=row.name).update(doi=row.name):
            Outcome.objects.filter(versions=row.version_id).update(stamped_at=timezone.now())


def _failed(row: OutcomeDoi | VersionDoi, error: AgencyError, now: datetime) -> None:
    is_over = error.is_final or row.attempts >= MOST_ATTEMPTS
    wait = min(timedelta(minutes=2 ** min(row.attempts, 10)), LONGEST_WAIT)
    facts = {"problem": str(error)[:300], "next_at": None if is_over else now + wait}
    if is_over and row.state == State.WAITING:
        facts["state"] = State.FAILED
    type(row).objects.filter(pk=row.pk).update(**facts)


def _of_outcome(row: OutcomeDoi) -> Registration:
    """What stands behind the DOI of an outcome: its newest version, and where each of them is."""
    outcome = Outcome.objects.select_related("community__programme").get(pk=row.outcome_id)
    version = outcome.versions.order_by("-frozen_at", "-pk").defer("body")[0]
    names = VersionDoi.objects.filter(version__outcome=outcome).order_by("pk").values_list("name", flat=True)
    assert outcome.published_at is not None
    return Registration(
        name=row.name,
        url=absolute_url(outcome.get_absolute_url()),
        year=timezone.localtime(outcome.published_at).year,
        related=[("HasVersion", name) for name in names],
        **_facts(outcome, version),
    )


def _of_version(row: VersionDoi) -> Registration:
    """What stands behind the DOI of one version: that text, and of which outcome it is a version."""
    rows = OutcomeVersion.objects.select_related("outcome__community__programme").defer("body")
    version = rows.get(pk=row.version_id)
    return Registration(
        name=row.name,
        url=absolute_url(version.get_absolute_url()),
        year=timezone.localtime(version.frozen_at).year,
        version=version.number,
        related=[("IsVersionOf", OutcomeDoi.objects.get(outcome=version.outcome_id).name)],
        **_facts(version.outcome, version),
    )


def _facts(outcome: Outcome, version: OutcomeVersion) -> dict[str, Any]:
    with translation.override(outcome.language):
        kind = str(outcome.get_kind_display())
    people = [_creator(Person.from_data(person)) for person in version.people]
    return {
        "title": version.title,
        "creators": people or [{"name": outcome.community.name}],
        "publisher": outcome.community.programme.name,
        "language": outcome.language,
        "kind": kind,
        "is_findable": outcome.is_published,
    }


def _creator(person: Person) -> dict[str, object]:
    family = " ".join(filter(None, [person.particle, person.family]))
    if not person.given:
        return {"name": family, "nameType": "Organizational"}
    facts: dict[str, object] = {"name": f"{family}, {person.given}", "nameType": "Personal"}
    facts |= {"givenName": person.given, "familyName": family}
    if person.orcid:
        facts["nameIdentifiers"] = [
            {"nameIdentifier": f"https://orcid.org/{person.orcid}", "nameIdentifierScheme": "ORCID"}
        ]
    return facts
