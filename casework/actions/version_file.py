"""The forms of a frozen version beside its PDF: expected, made, made again after a failure, taken away."""

from datetime import datetime, timedelta

from celery import current_app
from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from leerkring.core.documents import DocumentError
from leerkring.files.actions import delete_file, store_bytes

from ..models import Outcome, OutcomeVersion, VersionFile
from ..paper_files import TYPES, make_file

PURPOSE = "casework.version_file"
TASK = "casework.tasks.make_version_files"
MOST_ATTEMPTS = 5
SECONDS_BETWEEN_QUESTIONS = 60
BATCH = 20


def expect_files(version: OutcomeVersion) -> None:
    """Write down which forms are to be made, and ask a worker for them once this is committed; twice is harmless."""
    _write_down(version.pk)
    _wake(version.pk)


def _write_down(pk: int) -> None:
    rows = [VersionFile(version_id=pk, form=form) for form in VersionFile.Form.values]
    VersionFile.objects.bulk_create(rows, ignore_conflicts=True)


def _wake(pk: int) -> None:
    def ask() -> None:
        # A function with a name: Django can't report the failure of a ``partial``, and fails itself.
        current_app.send_task(TASK, args=[pk], retry=False)

    transaction.on_commit(ask, robust=True)


def expect_files_for_reader(version: OutcomeVersion) -> None:
    """Ask for what somebody looks for, once a minute: reloading a public page must not use up its attempts."""
    if cache.add(f"casework:files:{version.pk}", True, SECONDS_BETWEEN_QUESTIONS):
        _wake(version.pk)


def wake_missing_files(now: datetime) -> int:
    """Ask again for what is still missing after two minutes; return of how many versions."""
    missing = VersionFile.objects.filter(
        file=None, attempts__lt=MOST_ATTEMPTS, expected_at__lt=now - timedelta(minutes=2)
    )
    found = sorted(set(missing.order_by("expected_at").values_list("version", flat=True)[:BATCH]))
    for pk in found:
        _wake(pk)
    return len(found)


def make_version_files(pk: int) -> int:
    """Make and keep the forms of a version that are missing; return how many.

    Idempotent: the work stands outside the transaction, and of two that finish at once the first is kept. A form that
    fails does not keep the others away; of what was withdrawn nothing is made.
    """
    version = OutcomeVersion.frozen.filter(pk=pk).select_related("outcome__community__programme").first()
    if version is None or version.outcome.is_withdrawn:
        return 0
    # A version from before there were such files expects none yet.
    _write_down(pk)
    rows = VersionFile.objects.filter(version=pk, file=None, attempts__lt=MOST_ATTEMPTS)
    return sum(_make(version, row) for row in list(rows))


def _make(version: OutcomeVersion, row: VersionFile) -> bool:
    waiting = VersionFile.objects.filter(pk=row.pk, file=None, attempts=row.attempts)
    if not waiting.update(attempts=F("attempts") + 1):
        return False
    try:
        content = make_file(version, row.form)
    except DocumentError:
        return False
    with transaction.atomic():
        outcome = Outcome.objects.select_for_update().filter(pk=version.outcome_id).first()
        if outcome is None or outcome.is_withdrawn or not VersionFile.objects.filter(pk=row.pk, file=None).exists():
            return False
        name = f"{outcome.slug}-{version.number}.{row.form}"
        kind = TYPES[VersionFile.Form(row.form)]
        file = store_bytes(content, name=name, content_type=kind, by=None, purpose=PURPOSE)
        VersionFile.objects.filter(pk=row.pk).update(file=file)
    return True


def drop_all(outcome: Outcome) -> None:
    """Take everything that was made of its versions away, the PDFs too: of a draft that is deleted."""
    for version in OutcomeVersion.frozen.filter(outcome=outcome, pdf__isnull=False).select_related("pdf"):
        assert version.pdf is not None
        delete_file(version.pdf)
    drop_files(outcome)


def drop_files(outcome: Outcome) -> None:
    """Take the files of all its versions away; its page stays and says why."""
    rows = VersionFile.objects.filter(version__outcome=outcome)
    for row in rows.filter(file__isnull=False).select_related("file"):
        assert row.file is not None
        delete_file(row.file)
    rows.delete()
