"""Saying on which findings an outcome is built."""

from collections.abc import Collection

from django.db import transaction

from leerkring.accounts.models import User

from ..models import Finding, Outcome, OutcomeFinding


@transaction.atomic
def set_findings(outcome: Outcome, findings: Collection[Finding], *, offered: Collection[Finding], by: User) -> None:
    """Let the outcome be built on exactly these of what was ``offered``; other links stay. Twice is harmless."""
    row = Outcome.objects.select_for_update().get(pk=outcome.pk)
    OutcomeFinding.objects.filter(outcome=row, finding__in=offered).exclude(finding__in=findings).delete()
    rows = [OutcomeFinding(outcome=row, finding=finding) for finding in findings]
    OutcomeFinding.objects.bulk_create(rows, ignore_conflicts=True)
