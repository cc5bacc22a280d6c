"""Why what somebody sent was not saved, for who still sees what it was about (``core.permissions.in_sight``)."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from meetings.models import Meeting

# The keys that lead from what people make in a circle to the circle, one step at a time.
UP = ("meeting", "cycle", "community")


def why(row: models.Model) -> str:
    """Return what happened meanwhile, as whole sentences: nearest to the row first."""
    at: Any = row
    while at is not None:
        if said := _said_of(at):
            return said
        at = _next(at)
    return _("You may not do this (any more), or somebody else was first and changed it or took it away.")


def where(row: models.Model) -> str:
    """Return the address of what the reader still sees; that of the portal where it has no page of its own."""
    at: Any = row
    while at is not None and not hasattr(at, "get_absolute_url"):
        at = _next(at)
    return at.get_absolute_url() if at is not None else "/"


def _next(row: Any) -> Any:
    return next((getattr(row, name) for name in UP if getattr(row, name, None) is not None), None)


def _said_of(row: Any) -> str:
    if isinstance(row, Community):
        return _circle(row)
    return _meeting(row) if isinstance(row, Meeting) else ""


def _circle(community: Community) -> str:
    if community.is_over:
        return _("This circle has been closed. You can still read it, but nothing in it changes any more.")
    return ""


def _meeting(meeting: Meeting) -> str:
    if meeting.status == Meeting.Status.CANCELLED:
        return _("This meeting has been cancelled.")
    return _("This meeting is over.") if meeting.ends_at <= timezone.now() else ""
