"""Who was at the meetings that have been; what people need and how far the host is before those to come."""

from datetime import datetime, time, timedelta
from typing import Any

from meetings.models import Attendance, HostTask, Meeting, Needs, Presence
from meetings.presence import minutes_of

LATE = time(10, 15)


def load_presences(data: dict[str, Any], now: datetime) -> None:
    """Fill in the lists of past meetings, and the host kit of each next one; once: weeks later others are past."""
    rows = Meeting.objects.planned().select_related("cycle__community")
    if rows.filter(presence_signed_at__isnull=False).exists():
        return
    for meeting in rows.filter(ends_at__lte=now, presences=None):
        _list(meeting, data)
    for meeting in rows.filter(ends_at__gt=now, starts_at__lte=now + timedelta(weeks=5), host_tasks=None):
        _prepare(meeting, data, now)


def _list(meeting: Meeting, data: dict[str, Any]) -> None:
    """Let most who said yes have been there: some late, one gone early; signed the same day."""
    said_yes = list(meeting.attendances.coming().order_by("pk"))
    there = [row for place, row in enumerate(said_yes) if place % 9 != 7]
    times = {"until_time": meeting.end_time}
    Presence.objects.bulk_create(
        Presence(
            meeting=meeting,
            user_id=row.user_id,
            source=Presence.Source.LIST if place % 4 == 3 else Presence.Source.QR,
            from_time=LATE
            if place % 6 == 5 and minutes_of(LATE) > minutes_of(meeting.start_time)
            else meeting.start_time,
            **times,
        )
        for place, row in enumerate(there)
    )
    leader = _leader(meeting)
    Presence.objects.create(
        meeting=meeting, name=data["walk_in"], source="list", from_time=meeting.start_time, recorded_by=leader, **times
    )
    _sign(meeting, leader, data["reason"])


def _leader(meeting: Meeting) -> Any:
    coordinators = meeting.cycle.community.memberships.active().with_role("coordinator").select_related("user")
    row = coordinators.order_by("pk").first()
    return row.user if row else None


def _sign(meeting: Meeting, leader: Any, reason: str) -> None:
    signed_at = meeting.ends_at + timedelta(minutes=20)
    Meeting.objects.filter(pk=meeting.pk).update(presence_signed_at=signed_at, presence_signed_by=leader)
    row = meeting.presences.filter(user__isnull=False).last()
    if row is None:
        return
    before = {"is_there": True, "from_time": f"{row.from_time:%H:%M}", "until_time": f"{row.until_time:%H:%M}"}
    before["way"], row.until_time, row.version = row.way, time(14), 2
    row.save()
    facts = {"before": before, "after": before | {"until_time": "14:00"}}
    row.corrections.create(reason=reason, corrected_by=leader, **facts)


def _prepare(meeting: Meeting, data: dict[str, Any], now: datetime) -> None:
    coming = list(meeting.attendances.coming().order_by("pk"))
    for row, part, needs in zip(coming, data["parts"], data["needs"], strict=False):
        row.part = part
        if needs:
            Needs.objects.get_or_create(attendance=row, defaults=needs)
    Attendance.objects.bulk_update(coming, ["part"])
    leader = _leader(meeting)
    HostTask.objects.bulk_create(
        HostTask(meeting=meeting, task=task, done_by=leader, done_at=now - timedelta(days=10))
        for task in data["tasks"]
    )
