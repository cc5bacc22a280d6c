"""Erasing who was at a meeting when its time has passed: seven years, or less where a programme chose so."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet

from communities.models import Community
from meetings.models import Attendance, Meeting, Presence

from ..models import CaseRetention
from .retention import choices


def old_presence(now: datetime) -> QuerySet[Presence]:
    """Return presence at meetings that are long past; that they were held stays."""
    return Presence._default_manager.filter(_long_past(now))


def old_answers(now: datetime) -> QuerySet[Attendance]:
    """Return answers to them."""
    return Attendance._default_manager.filter(_long_past(now))


def _long_past(now: datetime) -> Q:
    """Return the condition that a programme keeps no longer who was at the meeting."""
    past = Q(pk__in=[])
    for programmes, years in choices("presence_years", CaseRetention.PRESENCE):
        circles = Community.objects.filter(programmes).values("pk")
        past |= Q(ends_at__lt=now - relativedelta(years=years), cycle__community__in=circles)
    return Q(meeting__in=Meeting.objects.filter(past).values("pk"))
