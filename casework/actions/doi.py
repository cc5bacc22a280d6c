"""A DOI for an outcome: asked for by a person, registered by a task that tries again, hidden on withdrawal."""

from datetime import datetime, timedelta

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
from ..models import Outcome, OutcomeDoi

TASK = "casework.tasks.register_doi"
BATCH = 50
# While an attempt runs nobody else makes one; after a failure longer and longer.
LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 20


@transaction.atomic
def ask_doi(outcome: Outcome, *, by: User) -> OutcomeDoi:
    """Ask for a DOI; pressed twice it is one. Once it is registered it can't be taken back."""
    row = Outcome.objects.select_for_update().get(pk=outcome.pk)
    office = agency()
    if office is None:
        raise Refused(_("This portal gives out no DOIs."))
    if not row.is_published:
        raise Refused(_("This is not published any more."))
    name = f"{office.prefix}/leerkring.{row.pk}"
    record, is_new = OutcomeDoi.objects.get_or_create(
        outcome=row, defaults={"name": name, "asked_by": by, "asked_at": timezone.now(), "next_at": timezone.now()}
    )
    if not is_new and record.state == OutcomeDoi.State.FAILED and not record.is_waiting:
        record.state, record.attempts, record.next_at = OutcomeDoi.State.WAITING, 0, timezone.now()
        record.save()
    _wake(record.pk)
    return record


def renew_doi(outcome: Outcome) -> None:
    """Let the agency know what changed (a new version, a withdrawal), when there is a DOI; within the transaction."""
    rows = OutcomeDoi.objects.filter(outcome=outcome)
    if rows.update(next_at=timezone.now(), attempts=0):
        _wake(rows.get().pk)


def wake_dois(now: datetime) -> int:
    """Ask workers to register what is due (``register_finder``); return how many."""
    due = list(OutcomeDoi.objects.filter(next_at__lte=now).order_by("next_at").values_list("pk", flat=True)[:BATCH])
    for pk in due:
        _wake(pk)
    return len(due)


def _wake(pk: int) -> None:
    def ask() -> None:
        current_app.send_task(TASK, args=[pk], retry=False)

    transaction.on_commit(ask, robust=True)


def register_doi(pk: int) -> bool:
    """Tell the agency how things stand; return whether it knows now.

    Idempotent: an attempt is claimed by a conditional update, the agency is asked outside the transaction, and asking
    it twice is harmless.
    """
    now, office = timezone.now(), agency()
    due = OutcomeDoi.objects.filter(pk=pk, next_at__lte=now)
    if office is None or not due.update(next_at=now + LEASE, attempts=F("attempts") + 1):
        return False
    row = OutcomeDoi.objects.select_related("outcome__community__programme").get(pk=pk)
    is_findable = row.outcome.is_published
    try:
        office.put(_registration(row, is_findable=is_findable))
    except AgencyError as error:
        _failed(row, error, now)
        return False
    _done(row, is_findable=is_findable, leased=now + LEASE)
    return True


def _done(row: OutcomeDoi, *, is_findable: bool, leased: datetime) -> None:
    state = OutcomeDoi.State.FINDABLE if is_findable else OutcomeDoi.State.HIDDEN
    with transaction.atomic():
        # What changed meanwhile has moved ``next_at``, and is told anew.
        OutcomeDoi.objects.filter(pk=row.pk, next_at=leased).update(next_at=None)
        OutcomeDoi.objects.filter(pk=row.pk).update(state=state, problem="")
        # Catalogues hear of it once.
        Outcome.objects.filter(pk=row.outcome_id).exclude(doi=row.name).update(doi=row.name, stamped_at=timezone.now())


def _failed(row: OutcomeDoi, error: AgencyError, now: datetime) -> None:
    is_over = error.is_final or row.attempts >= MOST_ATTEMPTS
    wait = min(timedelta(minutes=2 ** min(row.attempts, 10)), LONGEST_WAIT)
    facts = {"problem": str(error)[:300], "next_at": None if is_over else now + wait}
    if is_over and row.state == OutcomeDoi.State.WAITING:
        facts["state"] = OutcomeDoi.State.FAILED
    OutcomeDoi.objects.filter(pk=row.pk).update(**facts)


def _registration(row: OutcomeDoi, *, is_findable: bool) -> Registration:
    outcome = row.outcome
    version = outcome.versions.order_by("-frozen_at", "-pk").defer("body")[0]
    assert outcome.published_at is not None
    with translation.override(outcome.language):
        kind = str(outcome.get_kind_display())
    return Registration(
        name=row.name,
        url=absolute_url(outcome.get_absolute_url()),
        title=version.title,
        creators=[_creator(Person.from_data(person)) for person in version.people]
        or [{"name": outcome.community.name}],
        publisher=outcome.community.programme.name,
        year=timezone.localtime(outcome.published_at).year,
        language=outcome.language,
        kind=kind,
        is_findable=is_findable,
    )


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
