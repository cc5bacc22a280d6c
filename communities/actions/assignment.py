"""What happens to an assignment, and to who signs up for it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.actions import About, notify

from ..models import Assignment, AssignmentApplication, AssignmentRecord, Community, Membership
from .area import keep_area
from .commitment import MOST_SUGGESTED, organisations_around

APPLIED, ANSWERED = "communities.assignment_applied", "communities.assignment_answered"
Status, Answer = Assignment.Status, AssignmentApplication.Status


@transaction.atomic
def add_assignment(community: Community, values: Mapping[str, Any], *, by: User) -> Assignment:
    """Write an assignment down as a draft; the same title for the same client again is the button pressed twice."""
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.is_over:
        raise Refused(_("This circle has been closed."))
    same = {name: values[name] for name in ("title", "organisation", "starts_on")}
    known = row.assignments.filter(**same, status=Status.DRAFT).first()
    return known or row.assignments.create(**_kept(values))


@transaction.atomic
def change_assignment(assignment: Assignment, values: Mapping[str, Any], *, by: User, version: int) -> Assignment:
    """Change what is asked. ``Overtaken`` when somebody saved in between; never fewer places than people chosen."""
    row = _locked(assignment, by, "communities.change_assignment")
    if row.version != version:
        raise Overtaken(_("Somebody else changed this assignment while you were busy."))
    chosen = _chosen(row)
    if values["places"] < chosen:
        raise Refused(_("%(count)s people were chosen already: there can't be fewer places.") % {"count": chosen})
    for name, value in _kept(values).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Add the neighbourhood that somebody typed, when it is new."""
    return {**values, "area": keep_area(values.get("area"))}


def client_names(community: Community) -> list[str]:
    """Return organisations that are likely to ask something of a circle: those around it."""
    return list(organisations_around(community).values_list("name", flat=True)[:MOST_SUGGESTED])


@transaction.atomic
def move_assignment(assignment: Assignment, to: str, *, by: User, result: str = "") -> Assignment:
    """Publish, start, finish or withdraw. A second time is harmless; who signed up is told when it is withdrawn."""
    row = _locked(assignment)
    if row.status == to and has_permission(by, "communities.guide_assignment", row):
        return row
    _refuse_unless(row, by, "communities.change_assignment")
    if to not in Assignment.NEXT[Status(row.status)]:
        raise Refused(_("This can't be done with an assignment that is %(status)s.") % {"status": _status(row)})
    if to == Status.STARTED and not _chosen(row):
        raise Refused(_("First choose who does it."))
    if to == Status.FINISHED and not result.strip():
        raise Refused(_("Say what came of it first."))
    row.status, row.result = to, result.strip() or row.result
    row.finished_at = timezone.now() if to == Status.FINISHED else None
    row.version += 1
    row.save()
    if to == Status.STARTED:
        _decline_rest(row)
    if to == Status.WITHDRAWN:
        for application in row.applications.exclude(status=Answer.DECLINED).select_related("applicant"):
            _tell(application, Status.WITHDRAWN)
    return row


def _decline_rest(row: Assignment) -> None:
    for application in row.applications.filter(status=Answer.WAITING).select_related("applicant"):
        _answer(application, Answer.DECLINED)


@transaction.atomic
def apply_for(assignment: Assignment, motivation: str, *, by: User) -> AssignmentApplication:
    """Sign up, from two tabs once; who guides it is told. Refused when it is not open any more."""
    row = _locked(assignment)
    if known := row.applications.filter(applicant=by).first():
        return known
    if not row.takes_on(timezone.localdate()):
        raise Refused(_("You can't sign up for this assignment any more."))
    _refuse_unless(row, by, "communities.apply_assignment")
    application = row.applications.create(applicant=by, motivation=motivation)
    for person in _guiding(row):
        key = f"assignment_applied:{application.pk}:{person.pk}"
        notify(person, APPLIED, key=key, context={"application": application.pk}, about=About(row.community_id))
    return application


def _guiding(row: Assignment) -> list[User]:
    """Return its supervisor, while they take part; else who coordinates the circle."""
    around = Membership.objects.active().filter(community=row.community_id, user__is_active=True)
    supervising = around.filter(user=row.supervisor_id) if row.supervisor_id else around.none()
    memberships = supervising or around.with_role(Membership.Role.COORDINATOR)
    return [membership.user for membership in memberships.select_related("user")]


@transaction.atomic
def withdraw_application(assignment: Assignment, *, by: User) -> None:
    """Take one's own application back, until it has started; a second time is harmless."""
    row = _locked(assignment)
    if row.status not in (Status.PUBLISHED, Status.WITHDRAWN):
        raise Refused(_("It has started already. Talk to who guides it."))
    row.applications.filter(applicant=by).delete()


@transaction.atomic
def answer_application(application: AssignmentApplication, answer: str, *, by: User) -> AssignmentApplication:
    """Choose somebody, or not; the person is told. Never more are chosen than there are places."""
    row = _locked(application.assignment, by, "communities.change_assignment")
    found = row.applications.select_for_update(of=["self"]).select_related("applicant").filter(pk=application.pk)
    fresh = found.first()
    if fresh is None:
        raise Refused(_("This person has taken the application back."))
    if fresh.status == answer:
        return fresh
    if row.status != Status.PUBLISHED:
        raise Refused(_("This can't be done with an assignment that is %(status)s.") % {"status": _status(row)})
    if answer == Answer.CHOSEN and _chosen(row) >= row.places:
        raise Refused(_("All places are taken. Make more places first, or decline somebody else."))
    return _answer(fresh, answer)


@transaction.atomic
def add_record(assignment: Assignment, *, by: User, kind: str, day: date, text: str) -> AssignmentRecord:
    """Write down what was done; the same words again are the button pressed twice."""
    row = _locked(assignment, by, "communities.record_assignment")
    record, _made = row.records.get_or_create(kind=kind, day=day, text=text, author=by)
    return record


def _answer(application: AssignmentApplication, answer: str) -> AssignmentApplication:
    application.status = answer
    application.save(update_fields=["status"])
    _tell(application, answer)
    return application


def _tell(application: AssignmentApplication, what: str) -> None:
    # Chosen, declined and chosen again is told three times.
    key = f"assignment_answered:{application.pk}:{what}:{timezone.now().isoformat()}"
    context = {"application": application.pk, "status": what}
    notify(application.applicant, ANSWERED, key=key, context=context)


def _chosen(row: Assignment) -> int:
    return row.applications.filter(status=Answer.CHOSEN).count()


def _status(row: Assignment) -> str:
    return str(row.get_status_display())


def _locked(assignment: Assignment, by: User | None = None, permission: str = "") -> Assignment:
    row = Assignment.objects.select_for_update(of=["self"]).select_related("community").get(pk=assignment.pk)
    if by is not None:
        _refuse_unless(row, by, permission)
    return row


def _refuse_unless(row: Assignment, by: User, permission: str) -> None:
    if not has_permission(by, permission, row):
        raise Refused(_("You can't do this with this assignment any more."))
