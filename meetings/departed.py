"""Hosts and facilitators of meetings to come that take no part in the circle any more."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from communities.models import Community, Membership

from .models import Meeting


def departed(meetings: Sequence[Meeting], community: Community) -> Mapping[int, list[str]]:
    """Return per meeting, in sentences, who left; one query, with host and facilitator loaded.

    A host from which nobody ever took part did not leave: many a community centre only lends its room.
    """
    hosts = {meeting.host_id for meeting in meetings} - {None}
    people = {meeting.facilitator_id for meeting in meetings} - {None}
    if not hosts and not people:
        return {}
    rows: Any = Membership.objects.filter(Q(organisation__in=hosts) | Q(user__in=people), community=community)
    rows = list(rows.only("organisation", "user", "left_at", "alumnus_since"))
    here = [row for row in rows if row.left_at is None and row.alumnus_since is None]
    gone = {row.organisation_id for row in rows} - {row.organisation_id for row in here}
    active = {row.user_id for row in here}
    return {meeting.pk: _words(meeting, gone, active) for meeting in meetings}


def _words(meeting: Meeting, gone: set[int | None], active: set[int]) -> list[str]:
    words = []
    if meeting.host and meeting.host_id in gone:
        text = _("Nobody of host %(host)s is in this circle any more. Ask whether they still receive you.")
        words.append(text % {"host": meeting.host.name})
    if meeting.facilitator and meeting.facilitator_id not in active:
        text = _("%(name)s is not in this circle any more. Choose another facilitator.")
        words.append(text % {"name": meeting.facilitator.full_name})
    return words
