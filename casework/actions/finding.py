"""What a circle found, and where it goes."""

from django.db import transaction
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Finding, FindingMove, Session

MOST_FINDINGS = 500


@transaction.atomic
def add_finding(
    community: Community, *, by: User, text: str, session: Session | None = None, stage: str = Finding.Stage.INSIGHT
) -> Finding:
    """Put something on the board; the same words from the same table are the same finding."""
    known = community.findings.filter(text=text, session=session).first()
    if known:
        return known
    if community.findings.count() >= MOST_FINDINGS:
        raise Refused(_("The board is full. Take something away first."))
    finding = Finding.objects.create(community=community, text=text, session=session, created_by=by, stage=stage)
    FindingMove.objects.create(finding=finding, to_stage=stage, by=by)
    return finding


@transaction.atomic
def move_finding(finding: Finding, *, by: User, stage: str, version: int, note: str = "") -> Finding:
    """Take it one stage on, or back. It is there already: nothing changes."""
    row = _locked(finding)
    if row.stage == stage:
        return row
    _refuse_overtaken(row, version)
    if stage not in Finding.NEXT[Finding.Stage(row.stage)]:
        raise Refused(_("A finding goes one stage at a time."))
    row.stage, row.version = stage, row.version + 1
    row.save()
    FindingMove.objects.create(finding=row, to_stage=stage, by=by, note=note)
    return row


@transaction.atomic
def change_finding(finding: Finding, *, by: User, text: str, version: int) -> Finding:
    """Word it anew."""
    row = _locked(finding)
    if row.text == text:
        return row
    _refuse_overtaken(row, version)
    row.text, row.version = text, row.version + 1
    row.save()
    return row


@transaction.atomic
def remove_finding(finding: Finding, *, by: User) -> None:
    """Take it from the board, with its history; twice is harmless."""
    Finding.objects.filter(pk=finding.pk).delete()


def _locked(finding: Finding) -> Finding:
    row = Finding.objects.select_for_update().filter(pk=finding.pk).first()
    if row is None:
        raise Refused(_("This finding has been taken from the board in the meantime."))
    return row


def _refuse_overtaken(row: Finding, version: int) -> None:
    if row.version != version:
        raise Overtaken(_("Somebody else changed this in the meantime. Look at what stands there now, and try again."))
