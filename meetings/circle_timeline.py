"""What meetings tell of on the timeline of a circle."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.timeline import Source, happened, register_source, sentence
from leerkring.core.permissions import condition

from .models import Event, Meeting, Report
from .models.meeting import MeetingQuerySet


def _over() -> MeetingQuerySet:
    return Meeting.objects.filter(status=Meeting.Status.PLANNED, ends_at__lt=timezone.now())


def _held(user: Any, community: int) -> QuerySet[Any]:
    rows = _over().permitted(user, "meetings.view_meeting").filter(cycle__community=community)
    return happened(rows, at="starts_at", what="theme")


def _outlined(user: Any, community: int) -> QuerySet[Any]:
    """What who isn't in the circle may know of a meeting: its theme and its month."""
    rows = _over().permitted(user, "meetings.view_meeting_outline").filter(cycle__community=community)
    rows = rows.exclude(condition(user, "meetings.view_meeting"))
    return happened(rows, at=TruncMonth("starts_at"), what="theme", ref="")


def _reported(user: Any, community: int) -> QuerySet[Any]:
    rows = Meeting.objects.permitted(user, "meetings.view_report").filter(cycle__community=community)
    rows = rows.filter(report__status=Report.Status.APPROVED)
    return happened(rows, at="report__approved_at", what="theme")


def _announced(user: Any, community: int) -> QuerySet[Any]:
    rows = Event.objects.permitted(user, "meetings.view_event").filter(community=community, ends_at__lt=timezone.now())
    return happened(rows.filter(status=Event.Status.PUBLISHED), at="starts_at", what="title", ref="slug")


def register() -> None:
    """Tell the timeline of what happens here."""
    for source in [
        Source(
            "meetings",
            "bijeenkomsten",
            _held,
            sentence(_("Meeting: %(title)s")),
            lambda _slug, ref: reverse("meetings:meeting_detail", args=[int(ref)]),
        ),
        Source("outlines", "bijeenkomsten", _outlined, sentence(_("Meeting: %(title)s")), by_month=True),
        Source(
            "reports",
            "bijeenkomsten",
            _reported,
            sentence(_("Report of: %(title)s")),
            lambda _slug, ref: reverse("meetings:report_detail", args=[int(ref)]),
        ),
        Source(
            "events",
            "bijeenkomsten",
            _announced,
            sentence(_("Event: %(title)s")),
            lambda _slug, ref: reverse("meetings:event_detail", args=[ref]),
        ),
    ]:
        register_source(source)
