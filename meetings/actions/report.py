"""Writing, approving and opening again the report of a meeting; its public summary."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Meeting, Report
from ..report_text import fingerprint, text_of
from .harvest import refuse_when_done
from .meeting import lock_meeting, tell_members

logger = logging.getLogger(__name__)


class ReportOvertaken(Overtaken):
    """Somebody else saved first; ``current`` is the report as it stands now."""

    def __init__(self, current: Report) -> None:
        super().__init__(_("Somebody else wrote here while you were typing. Put both texts together, and save again."))
        self.current = current


def _lock(meeting: Meeting) -> tuple[Meeting, Report]:
    """Return the meeting, locked, and its report, which is made where there is none yet."""
    row = lock_meeting(meeting)
    refuse_when_done(row)
    if not row.has_begun:
        raise Refused(_("The report begins when the meeting begins."))
    return row, Report.objects.get_or_create(meeting=row)[0]


def _save(report: Report) -> Report:
    report.version += 1
    report.save()
    return report


@transaction.atomic
def write_introduction(meeting: Meeting, *, by: User, version: int, introduction: str) -> Report:
    """Save the words beforehand. Raises ``ReportOvertaken``; ``version`` is 1 when there is no report yet."""
    _row, report = _lock(meeting)
    if report.introduction == introduction:
        return report
    _refuse_approved(report)
    if report.version != version:
        raise ReportOvertaken(report)
    report.introduction = introduction
    return _save(report)


def _refuse_approved(report: Report) -> None:
    if report.is_approved:
        raise Refused(_("The report has been approved. Open it again first."))


@transaction.atomic
def approve_report(meeting: Meeting, *, by: User, seen: str) -> Report:
    """Keep the report as it stands now, and tell each member once; a second approval tells them only what is new.

    ``seen`` is the fingerprint of what was read: refused when something was written since. Approved already is fine.
    """
    row, report = _lock(meeting)
    if report.is_approved:
        return report
    if not row.is_over:
        raise Refused(_("The report can be approved when the meeting is over."))
    text = text_of(row, report)
    if fingerprint(text) != seen:
        raise Refused(_("Somebody wrote something since you opened the report. Read it once more, then approve it."))
    is_new = text != report.text
    report.status, report.text = Report.Status.APPROVED, text
    report.approved_by, report.approved_at = by, timezone.now()
    report.reopen_reason, report.reopened_by = "", None
    if is_new:
        report.told_version = report.version + 1
    _save(report)
    if is_new:
        tell_members(row, "meetings.report", {"meeting": row.pk, "version": report.version})
    logger.info("report of meeting %s approved by %s", row.pk, by.pk)
    return report


@transaction.atomic
def reopen_report(meeting: Meeting, *, by: User, reason: str) -> Report:
    """Make an approved report a draft again, with the reason; a mail still to be sent is not sent. Twice is fine."""
    row, report = _lock(meeting)
    if not report.is_approved:
        return report
    report.status, report.approved_by, report.approved_at = Report.Status.DRAFT, None, None
    report.reopen_reason, report.reopened_by = reason, by
    logger.info("report of meeting %s opened again by %s", row.pk, by.pk)
    return _save(report)


# --- The public summary -----------------------------------------------------------------------------------------


@transaction.atomic
def ask_summary(meeting: Meeting, *, by: User) -> Report:
    """Ask who leads for a summary that everybody may read. Asked already is fine."""
    row, report = _lock(meeting)
    if not row.is_over:
        raise Refused(_("You can ask for a summary when the meeting is over."))
    if report.summary_asked_at or report.is_summary_public:
        return report
    report.summary_asked_at = timezone.now()
    report.save(update_fields=["summary_asked_at"])
    return report


@transaction.atomic
def write_summary(meeting: Meeting, *, by: User, version: int, summary: str, publish: bool) -> Report:
    """Save the summary and, with ``publish``, show it to everybody; an empty one is withdrawn.

    Raises ``ReportOvertaken``, also when it was withdrawn in between: a page that stood open does not publish it
    again. What is public stays public while it is changed.
    """
    row, report = _lock(meeting)
    if not row.is_over:
        raise Refused(_("The summary is written when the meeting is over."))
    if publish and not summary:
        raise Refused(_("Write the summary first."))
    if report.summary == summary and (report.is_summary_public or not publish):
        return report
    if report.version != version:
        raise ReportOvertaken(report)
    report.summary = summary
    if not summary:
        report.summary_published_at = None
    elif publish and report.summary_published_at is None:
        report.summary_published_at = timezone.now()
    return _save(report)


@transaction.atomic
def withdraw_summary(meeting: Meeting, *, by: User) -> Report:
    """Show the summary to nobody outside any more, at once; the text stays with who leads. Twice is fine."""
    _row, report = _lock(meeting)
    if not report.is_summary_public:
        return report
    report.summary_published_at, report.summary_asked_at = None, None
    return _save(report)
