"""Reporting a privacy problem: how each kind of what is confidential is hidden at once. Cases: ``case.py``."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions.moderation import seal_topic
from communities.models import Membership, Topic
from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import (
    CaseIncident,
    Portfolio,
    Reflection,
    ReflectionReading,
    ReflectionShare,
    Session,
    Submission,
    SubmissionReading,
)
from .case import report_case
from .incident import open_incident


@transaction.atomic
def report_reflection(reflection: Reflection, *, by: User, what: str) -> CaseIncident:
    """Share a reflection with nobody any more, and open an incident; its author shares it again once it is mended."""
    row = _locked(reflection)
    shares = ReflectionShare.objects.filter(reflection=row)
    if not shares.exists():
        raise Refused(_("Somebody else reported this already. Nobody but its author reads it now."))
    people = [pk for pk in shares.values_list("person", flat=True) if pk]
    read = ReflectionReading.objects.filter(reflection=row)
    incident = open_incident(row, by=by, what=what, people=people, read=read)
    shares.delete()
    return incident


@transaction.atomic
def report_submission(submission: Submission, *, by: User, what: str) -> CaseIncident:
    """Hide what was handed in from its assessors until the report is closed (``casework.view_submission``)."""
    row = _unreported(submission)
    people = row.assessments.filter(assessor__isnull=False).values_list("assessor", flat=True)
    return open_incident(row, by=by, what=what, people=people, read=SubmissionReading.objects.filter(submission=row))


@transaction.atomic
def report_portfolio(portfolio: Portfolio, *, by: User | None, what: str) -> CaseIncident:
    """Stop all links to a portfolio; who reports it came by one of them, mostly without account."""
    row = _unreported(portfolio)
    links = row.links.filter(revoked_at=None)
    incident = open_incident(row, by=by, what=what, people=[], views=list(links.values_list("views", flat=True)))
    links.update(revoked_at=timezone.now())
    return incident


@transaction.atomic
def report_session(session: Session, *, by: User, what: str) -> CaseIncident:
    """Let nobody but the case owner read what a table wrote, until the report is closed (``at_table``)."""
    row = _unreported(session)
    people = row.seats.exclude(role="owner").values_list("user", flat=True)
    return open_incident(row, by=by, what=what, people=people)


@transaction.atomic
def report_topic(topic: Topic, *, by: User, what: str) -> CaseIncident:
    """Hide a conversation from all but the coordinators, who take out what is wrong and close the report."""
    row = _unreported(topic)
    people = Membership.objects.reading().filter(community=row.community_id).values_list("user", flat=True)
    incident = open_incident(row, by=by, what=what, people=people)
    seal_topic(row)
    return incident


# By the kinds of ``confidential.py``.
REPORTS: dict[str, Callable[..., Any]] = {
    "case": report_case,
    "reflection": report_reflection,
    "submission": report_submission,
    "portfolio": report_portfolio,
    "session": report_session,
    "topic": report_topic,
}


def _locked(row: Any) -> Any:
    found = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise Refused(_("This has been deleted in the meantime."))
    return found


def _unreported(row: Any) -> Any:
    found = _locked(row)
    if found.incidents.filter(closed_at=None).exists():
        raise Refused(_("Somebody else reported this already. It is hidden until that report is closed."))
    return found
