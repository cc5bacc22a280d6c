"""Erasing who was at a meeting when its time has passed: seven years, or less where a programme chose so."""

from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta

from communities.models import Community
from leerkring.core.retention import Report
from meetings.models import Attendance, Meeting, Presence

from ..models import CaseRetention
from .retention import choices

# What one run erases of each; the next day goes on.
AT_ONCE = 5_000


def keep_presence(now: datetime, *, dry: bool) -> Report:
    """Erase answers and presence of meetings that are long past; that they were held stays."""
    report = Report()
    for programmes, years in choices("presence_years", CaseRetention.PRESENCE):
        circles = Community.objects.filter(programmes).values("pk")
        old = Meeting.objects.filter(ends_at__lt=now - relativedelta(years=years), cycle__community__in=circles)
        for model in (Presence, Attendance):
            rows: Any = model._default_manager.filter(meeting__in=old.values("pk"))
            report.erased += rows.count() if dry else _erase(model, rows)
    return report


def _erase(model: Any, rows: Any) -> int:
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    model._default_manager.filter(pk__in=ids).delete()
    return len(ids)
