"""What happens to a case."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import Intent, notify_all

from ..models import Case, CasePlacement, CaseReading, CaseWeighing
from ..readers import readers_of, second_readers
from .incident import open_incident, refuse_while_open
from .sheet import Sheet, write

Status = Case.Status


def start_case(community: Community, *, by: User, page: UUID) -> Case:
    """Return the draft that this open page made; the first time it is made."""
    case, _created = Case.objects.get_or_create(owner=by, page=page, defaults={"community": community})
    return case


def save_case(case: Case, values: Mapping[str, Any], *, by: User, sheet: Sheet) -> Case:
    """Save a draft. Raises ``Conflict`` when another page saved it in the meantime."""
    with transaction.atomic():
        row = _locked(case)
        if row.owner_id != by.pk or row.status != Status.DRAFT:
            raise Refused(_("This case is no longer a draft, so it was not saved. Take it back to draft first."))
        write(row, values, sheet)
        return row


def submit_case(case: Case, *, by: User) -> Case:
    """Hand the draft in; its second reader gets a mail without a word of it, and nobody else reads it yet."""
    with transaction.atomic():
        row = _step(case, Status.SUBMITTED)
        if not all(getattr(row, text).strip() for text in Case.TEXTS):
            raise Refused(_("Answer all questions before you hand in the case."))
        if not all(getattr(row, check) for check in Case.CHECKS):
            raise Refused(_("Confirm the three privacy checks before you hand in the case."))
        row.submitted_at = timezone.now()
        row.save()
        _tell("casework.case_submitted", row, second_readers(row), moment=row.submitted_at)
        return row


def release_case(case: Case, *, by: User) -> Case:
    """Let those of its grade read the case: the second reader found nobody in it who can be recognised."""
    with transaction.atomic():
        row = _step(case, Status.RELEASED)
        _refuse_own(row, by)
        refuse_while_open(row)
        row.released_at, row.released_by = timezone.now(), by
        row.reported_at = row.reported_by = row.returned_at = None
        row.remark = ""
        row.save()
        _tell("casework.case_released", row, User.objects.filter(pk=row.owner_id), moment=row.released_at)
        return row


def return_case(case: Case, *, by: User, remark: str) -> Case:
    """Send the case back to its owner, with what has to change; it is a draft again, and its checks are made anew."""
    with transaction.atomic():
        row = _step(case, Status.DRAFT)
        _refuse_own(row, by)
        if not remark.strip():
            raise Refused(_("Say what has to change, so that the owner can go on."))
        row.remark, row.returned_at = remark.strip(), timezone.now()
        _uncheck(row)
        row.save()
        _tell("casework.case_returned", row, User.objects.filter(pk=row.owner_id), moment=row.returned_at)
        return row


def name_second_reader(case: Case, *, by: User, person: User) -> Case:
    """Let a member of the circle read the case first; they get a mail. The same person again changes nothing."""
    with transaction.atomic():
        row = _locked(case)
        if row.status != Status.SUBMITTED:
            raise Refused(_("This case does not wait for a second reader any more."))
        if row.second_reader_id == person.pk:
            return row
        members = Membership.objects.active().filter(community=row.community_id, user=person)
        if person.pk == row.owner_id or not members.exists():
            raise Refused(_("Choose somebody else in this circle: not who brought the case."))
        row.second_reader = person
        row.version += 1
        row.save()
        _tell("casework.case_submitted", row, [person], moment=timezone.now())
        return row


def grade_case(case: Case, *, by: User, grade: str, shows_question: bool = False) -> Case:
    """Say who may read the case, and whether who comes sees its question; it holds from the next request on."""
    with transaction.atomic():
        row = _locked(case)
        if not row.is_shared:
            raise Refused(_("Only you can read this case, so there is nothing to choose now."))
        if (row.grade, row.shows_question) != (grade, shows_question):
            row.grade, row.shows_question = Case.Grade(grade), shows_question
            row.version += 1
            row.save()
        return row


def withdraw_case(case: Case, *, by: User) -> Case:
    """Take the case back: from now on only its owner reads it."""
    return _move(case, Status.WITHDRAWN)


def reopen_case(case: Case, *, by: User) -> Case:
    """Make it a draft again, to go on writing; its checks have to be made again."""
    with transaction.atomic():
        row = _step(case, Status.DRAFT)
        _uncheck(row)
        row.save()
        return row


def discuss_case(case: Case, *, by: User) -> Case:
    """Mark that the circle has talked about it."""
    with transaction.atomic():
        row = _step(case, Status.DISCUSSED)
        row.discussed_at = timezone.now()
        row.save()
        return row


def report_case(case: Case, *, by: User, what: str = "") -> Case:
    """Hide the case at once because somebody can be recognised, and open an incident.

    Its owner, the coordinators and the privacy contact are told. ``what`` is no part of any mail.
    """
    with transaction.atomic():
        readers = readers_of(_locked(case))
        row = _step(case, Status.INCIDENT)
        row.reported_at, row.reported_by = timezone.now(), by
        row.save()
        read = CaseReading.objects.filter(case=row)
        open_incident(row, by=by, what=what, people=readers, read=read, kind="casework.case_reported")
        return row


def delete_case(case: Case, *, by: User) -> None:
    """Throw a case away that nobody else can read; the log of who read it goes with it."""
    with transaction.atomic():
        row = _locked(case)
        if row.is_shared:
            raise Refused(_("Withdraw the case first; then you can delete it."))
        row.delete()


def log_reading(case: Case, *, by: User) -> None:
    """Remember that somebody else than its owner read the case."""
    if case.owner_id != by.pk:
        CaseReading.objects.create(case=case, reader=by)


def _locked(case: Case) -> Case:
    """Lock the row; one that was deleted in the meantime is a refusal, not a crash."""
    row = Case.objects.select_for_update().filter(pk=case.pk).first()
    if row is None:
        raise Refused(_("This case has been deleted in the meantime."))
    return row


def _step(case: Case, status: str) -> Case:
    """Lock the case and set its next status, unless that may not follow; saves nothing yet."""
    row = _locked(case)
    if status not in Case.NEXT[Status(row.status)]:
        raise Refused(
            _("The case is “%(status)s” by now, so this can't be done any more.")
            % {"status": row.get_status_display()}
        )
    row.status = status
    if not row.is_released:
        # What the others don't read is talked through in no group.
        CasePlacement.objects.filter(case=row).delete()
        # What is written anew is weighed anew.
        CaseWeighing.objects.filter(case=row).delete()
    row.version += 1
    return row


def _move(case: Case, status: str) -> Case:
    with transaction.atomic():
        row = _step(case, status)
        row.save()
        return row


def _uncheck(row: Case) -> None:
    """What is written anew is looked at anew."""
    row.is_anonymous = row.is_unrecognisable = row.is_about_me = False
    row.submitted_at = row.released_at = row.released_by = None


def _refuse_own(row: Case, by: User) -> None:
    if row.owner_id == by.pk:
        raise Refused(_("Somebody else has to read your case first."))


def _tell(kind: str, case: Case, people: Any, *, moment: Any) -> None:
    """The key holds the moment: handed in a second time, a case is told a second time."""
    key = f"{kind}:{case.pk}:{moment:%Y%m%d%H%M%S%f}"
    notify_all(kind, [Intent(person, key, {"case": case.pk}) for person in people])
