"""What reflections are about, in the words of pages and portfolios."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.models import Assignment
from meetings.models import Meeting

from .models import Reflection


def named(assignment: Assignment) -> str:
    """Return the title of an assignment, and that it was withdrawn when it was."""
    if assignment.status == Assignment.Status.WITHDRAWN:
        return _("%(title)s (withdrawn)") % {"title": assignment}
    return str(assignment)


def told_of(reflections: Iterable[Reflection], user: Any) -> dict[int, list[str]]:
    """Return per reflection what it is about as others may know it; two queries, however many there are.

    That is the meeting and the assignment, as far as ``user`` sees those by themselves. A case and what somebody
    promised in a circle are not for others.
    """
    rows = list(reflections)
    meetings = Meeting.objects.permitted(user, "meetings.view_meeting").in_bulk({row.meeting_id for row in rows})
    assignments = Assignment.objects.permitted(user, "communities.view_assignment").select_related("organisation")
    found = assignments.in_bulk({row.assignment_id for row in rows})
    told: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if meeting := meetings.get(row.meeting_id):
            told[row.pk].append(
                _("Meeting: %(title)s, %(day)s") % {"title": meeting, "day": date_format(meeting.date, "j F Y")}
            )
        if assignment := found.get(row.assignment_id):
            facts = {"title": named(assignment), "client": assignment.organisation.name}
            told[row.pk].append(_("Assignment: %(title)s, for %(client)s") % facts)
    return told
