"""What becomes of an outcome once it is published: who reads it, under which licence, and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.schedule import in_batches

from ..models import Outcome, OutcomeRevision
from .doi import renew_doi
from .library import index_outcomes
from .sheet import Conflict
from .version_file import drop_files

BATCH = 200


@dataclass(frozen=True)
class Terms:
    """Who reads a publication, and what they may do with it. ``embargo_until`` is the first day of open access."""

    access: str = Outcome.Access.OPEN
    embargo_until: date | None = None
    licence: str = Outcome.Licence.CC_BY

    def put_on(self, outcome: Outcome) -> None:
        """Write these terms on a row; a day belongs to an embargo only."""
        outcome.access, outcome.licence = self.access, self.licence
        outcome.embargo_until = self.embargo_until if self.access == Outcome.Access.EMBARGOED else None


def change_terms(outcome: Outcome, terms: Terms, *, by: User, version: int) -> Outcome:
    """Change who reads it and under which licence; raises ``Conflict`` when somebody else was first.

    The same terms again change nothing, so catalogues are not told of it.
    """
    with transaction.atomic():
        row = locked(outcome, version=version)
        before = (row.access, row.embargo_until, row.licence)
        terms.put_on(row)
        if before != (row.access, row.embargo_until, row.licence):
            row.version += 1
            row.stamped_at = timezone.now()
            row.save()
            index_outcomes([row.pk])
        return row


def withdraw_outcome(outcome: Outcome, *, by: User, why: str) -> Outcome:
    """Take a publication back, for good: its address stays and says what stood there, since when not and why.

    A next version that was being written goes with it. Twice is harmless.
    """
    with transaction.atomic():
        row = Outcome.objects.select_for_update().get(pk=outcome.pk)
        if row.is_withdrawn:
            return row
        if not row.is_published:
            raise Refused(_("This is a draft. Delete it instead."))
        row.status = Outcome.Status.WITHDRAWN
        row.withdrawn_at = row.stamped_at = timezone.now()
        row.withdrawn_why = why
        row.version += 1
        row.save()
        OutcomeRevision.objects.filter(outcome=row).delete()
        drop_files(row)
        renew_doi(row)
        index_outcomes([row.pk])
        return row


def lift_embargoes(now: datetime) -> int:
    """Open what was under embargo until today; return how many."""
    return in_batches(_lift_batch, now, BATCH)


def _lift_batch(now: datetime) -> tuple[int, int]:
    with transaction.atomic():
        due = Outcome.objects.filter(access=Outcome.Access.EMBARGOED, embargo_until__lte=timezone.localdate(now))
        ids = list(due.select_for_update().order_by("pk").values_list("pk", flat=True)[:BATCH])
        rows = Outcome.objects.filter(pk__in=ids)
        rows.filter(status=Outcome.Status.PUBLISHED).update(stamped_at=now)
        rows.update(access=Outcome.Access.OPEN)
        index_outcomes(ids)
    return len(ids), len(ids)


def locked(outcome: Outcome, *, version: int) -> Outcome:
    """Return the published row under lock; ``Conflict`` when it is not the one that was looked at."""
    row = Outcome.objects.select_for_update().get(pk=outcome.pk)
    if row.version != version:
        raise Conflict(row)
    if not row.is_published:
        raise Refused(_("This is not published any more."))
    return row
