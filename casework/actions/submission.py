"""Handing in for assessment, and assessing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import notify

from ..models import Assessment, Reflection, Submission, SubmissionReading, TableSeat
from .sheet import Conflict

ASSESSING = (
    Membership.Role.AREA_LECTURER,
    Membership.Role.LECTURER,
    Membership.Role.PROFESSOR,
    Membership.Role.RESEARCHER,
)


def assessors_for(author: User, community: Community) -> list[User]:
    """Return who may be asked to assess in this circle: who teaches or does research there; sorted by name."""
    around = Membership.objects.active().filter(community=community).with_role(*ASSESSING).exclude(user=author)
    people = User.objects.filter(pk__in=around.values("user"), is_active=True)
    return sorted(people, key=lambda person: person.full_name.casefold())


def table_mates(author: User, people: Sequence[User]) -> list[User]:
    """Return who of ``people`` talked cases through at one table with the author: they know too much to assess."""
    mine = TableSeat.objects.frozen().filter(member=author, item=OuterRef("item"), table=OuterRef("table"))
    mates = set(TableSeat.objects.filter(Exists(mine), member__in=people).values_list("member", flat=True))
    return [person for person in people if person.pk in mates]


def submit(reflection: Reflection, *, by: User, kind: str, scale: str, assessors: Sequence[User]) -> Submission:
    """Freeze a copy for two assessors, and tell them. The same copy with the same two is handed in once."""
    with transaction.atomic():
        row = Reflection.objects.select_for_update().filter(pk=reflection.pk, author=by).first()
        if row is None:
            raise Refused(_("This reflection has been deleted in the meantime."))
        _check(by, row.community, assessors)
        copy = [frozen(row)]
        if known := _same(row, copy, assessors):
            return known
        facts = {"title": str(row)[:160], "kind": kind, "scale": scale, "copy": copy}
        submission = Submission.objects.create(author=by, community=row.community, reflection=row, **facts)
        for person in assessors:
            Assessment.objects.create(submission=submission, assessor=person)
            key = f"casework.submitted:{submission.pk}:{person.pk}"
            notify(person, "casework.submitted", key=key, context={"submission": submission.pk})
        return submission


def _check(author: User, community: Community, assessors: Sequence[User]) -> None:
    people = {person.pk for person in assessors}
    if len(people) != Submission.ASSESSORS:
        raise Refused(_("Choose two different people to assess it."))
    if not people <= {person.pk for person in assessors_for(author, community)}:
        raise Refused(_("Somebody you chose does not teach or do research in this circle any more. Choose again."))
    if mates := table_mates(author, assessors):
        raise Refused(at_one_table(mates))


def at_one_table(mates: Sequence[User]) -> str:
    """Return why these people can't assess."""
    names = ", ".join(person.full_name for person in mates)
    words = _("%(names)s sat at your table of peer consultation, and can't assess you. Choose somebody else.")
    return words % {"names": names}


def _same(row: Reflection, copy: Any, assessors: Sequence[User]) -> Submission | None:
    for known in row.submissions.prefetch_related("assessments"):
        asked = {assessment.assessor_id for assessment in known.assessments.all()}
        if known.copy == copy and asked == {person.pk for person in assessors}:
            return known
    return None


def frozen(reflection: Reflection) -> dict[str, Any]:
    """Return a reflection as it stands, in words alone: what changes or goes afterwards, it keeps."""
    with translation.override(reflection.author.language):
        return {
            "title": str(reflection),
            "day": timezone.localtime(reflection.created_at).date().isoformat(),
            "model": str(reflection.scheme.name),
            # As it comes back from the database: lists, no tuples.
            "parts": json.loads(json.dumps([asdict(part) for part in reflection.parts])),
        }


def assess(submission: Submission, values: Mapping[str, Any], *, by: User, version: int, is_final: bool) -> Assessment:
    """Keep what an assessor writes; with ``is_final`` the author is told and sees it.

    Raises ``Conflict`` when it was saved on another page since ``version``. What is given can be mended, not taken
    back.
    """
    with transaction.atomic():
        row = Assessment.objects.select_for_update().filter(submission=submission, assessor=by).first()
        if row is None:
            raise Refused(_("You were not asked to assess this."))
        if row.version != version:
            raise Conflict(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        is_first = is_final and row.assessed_at is None
        if is_first:
            row.assessed_at = timezone.now()
        row.save()
        if is_first:
            key = f"casework.assessed:{row.pk}"
            notify(submission.author, "casework.assessed", key=key, context={"assessment": row.pk})
        return row


def log_submission_reading(submission: Submission, *, by: User) -> None:
    """Remember that an assessor read it."""
    if submission.author_id != by.pk:
        SubmissionReading.objects.create(submission=submission, reader=by)
