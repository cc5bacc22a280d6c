"""A list from beginning to end: kept, read, looked at, carried out by 500 rows, erased.

The database is the truth, the worker is only woken: reading the same file again finds the same rows, and a row is
carried out in the transaction that marks it done. So a worker that is killed costs the chunk it was busy with, and
two workers on one list do nothing twice.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.sheets import is_small_workbook
from leerkring.files.actions import delete_file, store, store_bytes
from leerkring.files.purposes import CSV

from ..imports import OPEN_TO_CHOICE, Judged, get_import
from ..models import Community, ImportJob, ImportRow

CHUNK = 500
# Shorter lists are read and carried out at once: nobody waits for a page that waits.
SHORT = 200
STALE = timedelta(minutes=2)
KEEP = timedelta(days=7)
SAME_PRESS = timedelta(minutes=1)
PURPOSE = "communities.import"
TASK = "communities.tasks.run_import"
Status = ImportJob.Status
WORKING = (Status.READING, Status.APPLYING)

logger = logging.getLogger(__name__)


# --- Keeping


@transaction.atomic
def create_import(
    kind: str,
    content: bytes,
    *,
    by: User,
    name: str = "",
    community: Community | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> ImportJob:
    """Keep a list and have it read. ``defaults`` hold for rows that don't say it themselves.

    The same list again within a minute is a button that was pressed twice: that is one list.
    """
    facts = {"kind": kind, "by": by, "community": community, "defaults": dict(defaults or {})}
    fingerprint = hashlib.sha256(content).hexdigest()
    since = timezone.now() - SAME_PRESS
    User.objects.select_for_update().get(pk=by.pk)
    pressed = ImportJob.objects.filter(**facts, file__sha256=fingerprint, created_at__gte=since)
    if again := pressed.exclude(status__in=[Status.CANCELLED, Status.FAILED]).first():
        return again
    if content.startswith(b"PK"):
        file = store(SimpleUploadedFile(name, content), by=by, purpose=PURPOSE)
    else:
        file = store_bytes(content, name=name or "lijst.csv", content_type=CSV, by=by, purpose=PURPOSE)
    job = ImportJob.objects.create(**facts, file=file, file_name=name[:200])
    wake_import(job)
    return job


def is_short(content: bytes) -> bool:
    """Whether the list can be read at once, in the request: about ``SHORT`` lines, or a small spreadsheet."""
    if content.startswith(b"PK"):
        return len(content) < SHORT * 100 and is_small_workbook(content, SHORT * 2000)
    return len(content) < SHORT * 300 and content.count(b"\n") <= SHORT


def wake_import(job: ImportJob) -> None:
    """Ask a worker to go on with the list once this is committed; when the broker is away, the tick asks again."""

    def ask() -> None:
        current_app.send_task(TASK, args=[job.pk], retry=False)

    transaction.on_commit(ask, robust=True)


# --- Working


def run_import(pk: int) -> None:
    """Go on with a list from where it stands; harmless when there is nothing to do.

    Rights are asked again. What the list itself is to blame for, or a mistake of ours, ends it with a word for the
    person; a database that is away or a time that is up doesn't: the tick takes the list up again.
    """
    job = ImportJob.objects.select_related("by", "community", "file").filter(pk=pk, status__in=WORKING).first()
    if job is None:
        return
    with translation.override(job.by.language):
        try:
            _go_on(job)
        except Refused as refusal:
            _stop(job, refusal.messages[0])
        except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
            raise
        except Exception:
            logger.exception("The list %s broke.", pk)
            _stop(job, _("Something went wrong on our side, so the rest of this list was not done. Try it once more."))


def _go_on(job: ImportJob) -> None:
    if not get_import(job.kind).may(job):
        raise Refused(_("You may no longer do this: you are not a coordinator any more, or the circle was closed."))
    if job.status == Status.READING:
        _read(job)
    else:
        while _carry_out_some(job):
            pass


def _read(job: ImportJob) -> None:
    if job.file is None:
        raise Refused(_("The file of this list is gone. Send it once more."))
    with job.file.blob.open("rb") as blob:
        listed = get_import(job.kind).read(job, blob.read())
    done = 0
    for rows in _by_chunk(listed.rows):
        done += len(rows)
        if not _keep(job, rows, done=done, total=listed.total):
            return
    ImportJob.objects.filter(pk=job.pk, status=Status.READING).update(
        status=Status.READY, done=done, total=done, moved_at=timezone.now()
    )


def _by_chunk(rows: Iterable[Judged]) -> Iterator[list[Judged]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


@transaction.atomic
def _keep(job: ImportJob, rows: list[Judged], *, done: int, total: int) -> bool:
    """Keep some rows; return False when the list was cancelled meanwhile."""
    row = ImportJob.objects.select_for_update().get(pk=job.pk)
    if row.status != Status.READING:
        return False
    ImportRow.objects.bulk_create([_row(job, judged) for judged in rows], batch_size=CHUNK, ignore_conflicts=True)
    row.done, row.total = max(row.done, done), total
    row.save(update_fields=["done", "total", "moved_at"])
    return True


def _row(job: ImportJob, judged: Judged) -> ImportRow:
    return ImportRow(
        job=job,
        number=judged.number,
        text=judged.text[:2000],
        fields=judged.fields,
        verdict=judged.verdict,
        remark=judged.remark[:500],
        is_wanted=judged.is_wanted,
        target=judged.target,
    )


@transaction.atomic
def _carry_out_some(job: ImportJob) -> bool:
    """Carry out the next chunk; return False when there is none, or the list was cancelled meanwhile."""
    row = _locked(job)
    if row.status != Status.APPLYING:
        return False
    rows = list(row.rows.filter(is_wanted=True, is_done=False).order_by("number")[:CHUNK])
    if not rows:
        row.status = Status.DONE
        row.save(update_fields=["status", "moved_at"])
        return False
    kind = get_import(row.kind)
    if not kind.may(row):
        raise Refused(_("You may no longer do this: you are not a coordinator any more, or the circle was closed."))
    idle = list(kind.apply(row, rows))
    for each in idle:
        each.is_wanted = False
    ImportRow.objects.bulk_update(idle, ["is_wanted", "verdict", "remark"], batch_size=CHUNK)
    ImportRow.objects.filter(pk__in=[each.pk for each in rows]).update(is_done=True)
    row.done += len(rows)
    row.save(update_fields=["done", "moved_at"])
    return True


def _locked(job: ImportJob) -> ImportJob:
    """Lock the circle before its list, always in this order."""
    if job.community_id:
        Community.objects.select_for_update().get(pk=job.community_id)
    rows = ImportJob.objects.select_for_update(of=("self",)).select_related("by", "community")
    return rows.get(pk=job.pk)


def _stop(job: ImportJob, error: str) -> None:
    for before, after in ((Status.READING, Status.FAILED), (Status.APPLYING, Status.CANCELLED)):
        ImportJob.objects.filter(pk=job.pk, status=before).update(status=after, error=error, moved_at=timezone.now())


# --- Choosing


@transaction.atomic
def choose_rows(job: ImportJob, choices: Mapping[int, str], *, by: User) -> None:
    """Set per row, by its number, what is to happen: "" leaves it out, "yes" or one of the kind's choices does it.

    Only while the list waits for its person; what can't be carried out stays out whatever is asked.
    """
    row = _locked(job)
    if row.status != Status.READY:
        return
    kind, changed = get_import(row.kind), []
    for each in row.rows.filter(number__in=choices, verdict__in=OPEN_TO_CHOICE):
        allowed = {value for value, _label in kind.choices(each)} or {"yes"}
        choice = choices[each.number] if choices[each.number] in allowed else ""
        if (each.is_wanted, each.fields.get("choice", "yes" if each.is_wanted else "")) != (bool(choice), choice):
            each.is_wanted, each.fields = bool(choice), each.fields | {"choice": choice}
            changed.append(each)
    ImportRow.objects.bulk_update(changed, ["is_wanted", "fields"], batch_size=CHUNK)


@transaction.atomic
def choose_verdict(job: ImportJob, verdict: str, *, wanted: bool, by: User) -> None:
    """Take all rows of one verdict, or none of them. Unclear rows are only taken one by one."""
    allowed = verdict in OPEN_TO_CHOICE and not (wanted and verdict == ImportRow.Verdict.UNCLEAR)
    row = _locked(job)
    if row.status == Status.READY and allowed:
        row.rows.filter(verdict=verdict).update(is_wanted=wanted)


@transaction.atomic
def start_applying(job: ImportJob, *, by: User) -> ImportJob:
    """Begin to carry out what is wanted; a second time is harmless."""
    row = _locked(job)
    if row.status != Status.READY:
        return row
    wanted = row.rows.filter(is_wanted=True).count()
    if not wanted:
        raise Refused(_("Tick at least one row."))
    row.status, row.done, row.total = Status.APPLYING, 0, wanted
    row.save(update_fields=["status", "done", "total", "moved_at"])
    wake_import(row)
    return row


@transaction.atomic
def cancel_import(job: ImportJob, *, by: User) -> ImportJob:
    """Stop a list. What was carried out stays so; a list that ended stays as it is."""
    row = _locked(job)
    if Status.CANCELLED in ImportJob.NEXT[Status(row.status)]:
        row.status = Status.CANCELLED
        row.save(update_fields=["status", "moved_at"])
    return row


def count_verdicts(job: ImportJob) -> dict[str, tuple[int, int]]:
    """Return how many rows each verdict has, and how many of those are wanted; one query."""
    rows = job.rows.order_by().values("verdict")
    counted = rows.annotate(count=Count("pk"), ticked=Count("pk", filter=Q(is_wanted=True)))
    return {row["verdict"]: (row["count"], row["ticked"]) for row in counted}


def count_done(job: ImportJob) -> int:
    """Return how many rows came to something."""
    return job.rows.filter(is_wanted=True, is_done=True).count()


# --- Sweeping


def take_up_imports(now: datetime) -> int:
    """Wake lists that stand still; return how many."""
    still = list(ImportJob.objects.filter(status__in=WORKING, moved_at__lt=now - STALE).order_by("moved_at")[:20])
    for job in still:
        wake_import(job)
    return len(still)


def old_imports(now: datetime) -> QuerySet[ImportJob]:
    """Return lists that nobody touched for a week."""
    return ImportJob.objects.exclude(status__in=WORKING).filter(moved_at__lt=now - KEEP)


def erase_imports(now: datetime) -> int:
    """Erase lists that nobody touched for a week, with rows and file: they hold people's addresses."""
    old = old_imports(now).select_related("file")[:20]
    for job in old:
        with transaction.atomic():
            file = job.file
            job.delete()
            if file:
                delete_file(file)
    return len(old)
