"""Weighing the cases that were proposed for a meeting."""

from collections.abc import Mapping

from django.db import transaction

from leerkring.accounts.models import User
from meetings.actions.meeting import lock_meeting
from meetings.models import Meeting

from ..models import Case, CaseWeighing


@transaction.atomic
def weigh_cases(meeting: Meeting, *, by: User, changes: Mapping[int, Mapping[str, bool]]) -> int:
    """Keep what somebody finds of each case, and return of how many; the same again changes nothing.

    ``changes`` holds per case what they changed: what another page of theirs said of it stays. What they can't weigh
    (any more) is left out: it stands in a group by now, or its owner took it back.
    """
    row = lock_meeting(meeting)
    cases = Case.objects.permitted(by, "casework.weigh_case").filter(meeting=row, pk__in=list(changes))
    keys = list(cases.values_list("pk", flat=True))
    mine = CaseWeighing.objects.filter(member=by, case__in=keys).values("case", *CaseWeighing.CRITERIA)
    known = {weighing.pop("case"): weighing for weighing in mine}
    CaseWeighing.objects.bulk_create(
        [CaseWeighing(case_id=key, member=by, **known.get(key, {}) | changes[key]) for key in keys],
        update_conflicts=True,
        unique_fields=["case", "member"],
        update_fields=[*CaseWeighing.CRITERIA, "changed_at"],
    )
    return len(keys)
