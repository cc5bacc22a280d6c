"""The certificates of a meeting or a cycle at once: issued, and made on paper, by 25.

The database is the truth, the worker is only woken: what is left to do is who stands on a signed list without a paper
in this batch. A worker that is killed costs the papers it was busy with; two workers on one batch do nothing twice.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.documents import DocumentError
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.actions import Intent, notify_all

from ..certificate_paper import Paper, papers_of
from ..models import Certificate, CertificateBatch, CertificateCopy, Cycle, Meeting, Presence
from .certificate import issue_certificates

CHUNK = 25
# So few are made at once (30 ms each): nobody waits for a page that waits.
FEW = 12
STALE = timedelta(minutes=2)
TASK = "meetings.tasks.make_certificates"
Status = CertificateBatch.Status

logger = logging.getLogger(__name__)


@transaction.atomic
def start_batch(where: Meeting | Cycle, *, by: User) -> CertificateBatch:
    """Have the certificates of a meeting or a cycle made; one that is under way is that one."""
    User.objects.select_for_update().get(pk=by.pk)
    scope: dict[str, Any] = {"cycle": where} if isinstance(where, Cycle) else {"meeting": where}
    if busy := CertificateBatch.objects.filter(**scope, by=by, status=Status.WORKING).first():
        return busy
    batch = CertificateBatch(**scope, by=by)
    batch.total = batch.presences().count()
    if not batch.total:
        raise Refused(_("There is no signed attendance list with people on it yet."))
    batch.save()
    wake_batch(batch)
    return batch


def wake_batch(batch: CertificateBatch) -> None:
    """Ask a worker to go on once this is committed; when the broker is away, the tick asks again."""

    def ask() -> None:
        current_app.send_task(TASK, args=[batch.pk], retry=False)

    transaction.on_commit(ask, robust=True)


def run_batch(pk: int) -> None:
    """Go on with a batch from where it stands; harmless when there is nothing to do."""
    batch = CertificateBatch.objects.select_related("by").filter(pk=pk, status=Status.WORKING).first()
    if batch is None:
        return
    with translation.override(batch.by.language):
        try:
            while _make_some(batch):
                pass
        except Refused as refusal:
            _stop(batch, refusal.messages[0])
        except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
            raise
        except Exception:
            logger.exception("The batch of certificates %s broke.", pk)
            _stop(batch, _("Something went wrong on our side, so not all certificates were made. Try it once more."))


def _make_some(batch: CertificateBatch) -> bool:
    """Issue the next ones and make their papers; return False when there are none, or the batch was stopped."""
    presences = list(batch.to_do().select_related("meeting")[:CHUNK])
    if not presences:
        CertificateBatch.objects.filter(pk=batch.pk, status=Status.WORKING).update(
            status=Status.DONE, moved_at=timezone.now()
        )
        return False
    certificates = [certificate for meeting in _by_meeting(presences) for certificate in _issue(batch, meeting)]
    # Outside any transaction: it takes most of a second.
    copies = [_copy(batch, paper) for paper in papers_of(certificates)]
    return bool(copies) and _keep(batch, copies)


def _by_meeting(presences: Sequence[Presence]) -> Iterable[list[Presence]]:
    meetings = {row.meeting_id: row.meeting for row in presences}
    return ([row for row in presences if row.meeting_id == pk] for pk in meetings)


@transaction.atomic
def _issue(batch: CertificateBatch, presences: list[Presence]) -> list[Certificate]:
    """Issue those of some people at one meeting, and tell them once per batch; rights are asked again."""
    row = CertificateBatch.objects.select_for_update().get(pk=batch.pk)
    if row.status != Status.WORKING:
        return []
    meeting = presences[0].meeting
    if not has_permission(batch.by, "meetings.issue_certificates", meeting):
        raise Refused(_("You may no longer do this: you do not lead this meeting any more."))
    found, new = issue_certificates(meeting, by=batch.by, presences=[each.pk for each in presences])
    told = [each for each in new if each.user and each.user_id != batch.by_id]
    notify_all(
        "meetings.certificate_ready",
        [Intent(each.user, f"certificates:{batch.pk}", {"certificate": each.pk}) for each in told if each.user],
    )
    return found


def _copy(batch: CertificateBatch, paper: Paper) -> CertificateCopy:
    """Return the paper; an empty one where it can't be set, so that the others go on."""
    certificate = paper.certificate
    try:
        pdf = paper.pdf()
    except DocumentError:
        logger.exception("The certificate %s can't be set.", certificate.pk)
        pdf = b""
    return CertificateCopy(batch=batch, certificate=certificate, user_id=certificate.user_id, pdf=pdf)


@transaction.atomic
def _keep(batch: CertificateBatch, copies: list[CertificateCopy]) -> bool:
    """Keep some papers; return False when the batch was stopped meanwhile, or those people are gone."""
    row = CertificateBatch.objects.select_for_update().get(pk=batch.pk)
    if row.status != Status.WORKING:
        return False
    # Whose account went while the paper was made has none any more; nobody goes until these are kept.
    people = User.objects.select_for_update(no_key=True).filter(pk__in=[copy.user_id for copy in copies])
    here = set(people.order_by("pk").values_list("pk", flat=True))
    kept = [copy for copy in copies if copy.user_id is None or copy.user_id in here]
    CertificateCopy.objects.bulk_create(kept, ignore_conflicts=True)
    row.save(update_fields=["moved_at"])
    return True


def _stop(batch: CertificateBatch, error: str) -> None:
    rows = CertificateBatch.objects.filter(pk=batch.pk, status=Status.WORKING)
    rows.update(status=Status.FAILED, error=error, moved_at=timezone.now())


@transaction.atomic
def cancel_batch(batch: CertificateBatch, *, by: User) -> CertificateBatch:
    """Stop a batch. What was issued holds; a batch that ended stays as it is."""
    row = CertificateBatch.objects.select_for_update().get(pk=batch.pk)
    if Status.CANCELLED in CertificateBatch.NEXT[Status(row.status)]:
        row.status = Status.CANCELLED
        row.save(update_fields=["status", "moved_at"])
    return row


# --- Sweeping ---------------------------------------------------------------------------------------------------


def take_up_batches(now: datetime) -> int:
    """Wake batches that stand still; return how many."""
    still = list(CertificateBatch.objects.filter(status=Status.WORKING, moved_at__lt=now - STALE)[:20])
    for batch in still:
        wake_batch(batch)
    return len(still)


def old_batches(now: datetime) -> QuerySet[CertificateBatch]:
    """Return those that ended a week ago."""
    return CertificateBatch.objects.exclude(status=Status.WORKING).filter(moved_at__lt=now - CertificateBatch.KEPT)


def erase_batches(now: datetime) -> int:
    """Erase the papers of batches that ended a week ago; return of how many."""
    found = list(old_batches(now)[:20])
    for batch in found:
        batch.delete()
    return len(found)
