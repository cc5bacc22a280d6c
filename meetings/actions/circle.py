"""What the life of a circle asks of its meetings: before it closes, and when it is copied."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.actions.copy import Part
from communities.closing import Obstacle
from communities.models import Community
from leerkring.accounts.models import User

from ..models import Meeting
from .cycle import copy_cycle


def meetings_to_come(community: Community) -> list[Obstacle]:
    """Return one obstacle while meetings are planned: members would be reminded of them by a closed circle."""
    rows = list(Meeting.objects.upcoming().filter(cycle__community=community))
    if not rows:
        return []
    words = {"number": len(rows), "day": date_format(rows[0].date, "j F Y")}
    text = ngettext(
        "One meeting is still planned, on %(day)s. Cancel it first, or wait until it has been.",
        "%(number)s meetings are still planned, the first on %(day)s. Cancel them first, or wait until they are over.",
        len(rows),
    )
    return [Obstacle(text % words, rows[0].get_absolute_url(), _("To the next meeting"))]


def copy_plan(
    sender: type[Community], *, source: Community, copy: Community, by: User, parts: Collection[str], **_more: Any
) -> None:
    """Give the copy of a circle the plan of its latest cycle, with proposed dates."""
    latest = source.cycles.order_by("-number").first()
    if Part.PLAN in parts and latest and latest.meetings.exists():
        copy_cycle(latest, copy, by=by, today=timezone.localdate())
