"""Who weighs the cases that were proposed for a meeting, and what they see of them."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community
from leerkring.core.permissions import NOBODY, condition, rule
from meetings.models import Attendance, Meeting, Presence
from meetings.permissions.base import CIRCLE, RUNNING, goes_on

from ..models import Case, CasePlacement
from .agreement import has_accepted
from .base import owned_by
from .case import view_case


def comes(user: Any) -> Q:
    """Return the condition that ``user`` comes to a meeting or is there, and takes part in its circle."""
    if not user.is_authenticated:
        return NOBODY
    yes = Attendance.objects.filter(user=user.pk, answer=Attendance.Answer.YES, is_waiting=False)
    there = Presence.objects.counted().filter(user=user.pk)
    is_there = Q(pk__in=yes.values("meeting")) | Q(pk__in=there.values("meeting"))
    return is_there & in_community(user, path=CIRCLE)


@rule("casework.weigh_cases")
def weigh_cases(user: Any) -> Q:
    """Who comes weighs the cases of a meeting until it is over; a condition on meetings."""
    return goes_on() & RUNNING & comes(user)


@rule("casework.open_weighing")
def open_weighing(user: Any) -> Q:
    """They do so once they have accepted the confidentiality agreement; a condition on meetings."""
    return weigh_cases(user) & has_accepted(user, path=CIRCLE)


@rule("casework.weigh_case")
def weigh_case(user: Any) -> Q:
    """They weigh a released case of others until it stands in a group, by its title and question.

    Those they see when they may read the whole case, or when its owner shows them to who comes.
    """
    if not user.is_authenticated:
        return NOBODY
    here = Meeting.objects.filter(condition(user, "casework.open_weighing"))
    waits = Q(status=Case.Status.RELEASED) & ~Q(pk__in=CasePlacement.objects.values("case"))
    return waits & Q(meeting__in=here.values("pk")) & ~Q(owner=user.pk) & (Q(shows_question=True) | view_case(user))


@rule("casework.view_weighing")
def view_weighing(user: Any) -> Q:
    """What somebody found of a case only they see; who leads the meeting gets numbers."""
    return owned_by(user, "member")
