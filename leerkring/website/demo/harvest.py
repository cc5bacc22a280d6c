"""What meetings of the demo yielded, and their reports."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.files.actions import store_bytes
from leerkring.files.purposes import WEBP
from meetings.actions.photo import PHOTOS
from meetings.models import Meeting, Presence, Report
from meetings.report_text import text_of

Row = dict[str, Any]
PICTURES = Path(__file__).resolve().parent / "pictures"


def load_harvests(rows: list[Row], communities: dict[str, Community], users: dict[str, User]) -> None:
    """Write along at meetings that are over; a meeting that has a report already stays as it is."""
    for row in rows:
        meeting = Meeting.objects.get(cycle__community=communities[row["circle"]], theme=row["meeting"])
        if meeting.is_over and not Report.objects.filter(meeting=meeting).exists():
            _harvest(meeting, row, users)
            _report(meeting, row, users[row["led_by"]])


def _harvest(meeting: Meeting, row: Row, users: dict[str, User]) -> None:
    leader = users[row["led_by"]]
    _programme(meeting, row["items"], leader)
    meeting.notes.create(text=row["day"], changed_by=leader)
    # Written on the day itself, not when the demo is loaded.
    meeting.notes.update(changed_at=meeting.ends_at)
    for kind, text, name in row["insights"]:
        meeting.insights.create(kind=kind, text=text, author=users[name])
    for text, name in row["moments"]:
        meeting.value_moments.create(text=text, user=users.get(name), page=uuid.uuid4())
    for name, caption, is_public, by in row.get("photos", []):
        content = (PICTURES / name).read_bytes()
        file = store_bytes(content, name=name, content_type=WEBP, by=users[by], purpose=PHOTOS)
        meeting.photos.create(file=file, caption=caption, is_public=is_public, added_by=users[by])
    times = {"from_time": meeting.start_time, "until_time": meeting.end_time, "source": Presence.Source.LIST}
    known = set(meeting.presences.values_list("user", flat=True))
    people = [users[name] for name in row.get("there", []) if users[name].pk not in known]
    Presence.objects.bulk_create(Presence(meeting=meeting, user=person, **times) for person in people)


def _programme(meeting: Meeting, rows: list[Row], leader: User) -> None:
    known = {item.title: item for item in meeting.items.all()}
    for position, row in enumerate(rows, start=len(known) + 1):
        facts = {name: row[name] for name in ("pillar", "title", "minutes")}
        item = known.get(row["title"]) or meeting.items.create(position=position, **facts)
        if row.get("note"):
            meeting.notes.create(item=item, text=row["note"], changed_by=leader)
    if meeting.programme_published_at is None:
        meeting.programme_published_at = meeting.starts_at - timedelta(weeks=2)
    meeting.facilitator = leader
    meeting.save(update_fields=["programme_published_at", "facilitator"])


def _report(meeting: Meeting, row: Row, leader: User) -> None:
    report = Report.objects.create(meeting=meeting, introduction=row["introduction"])
    if not row["approved"]:
        return
    moment = meeting.ends_at + timedelta(days=9)
    report.text = text_of(meeting, report)
    report.status, report.approved_by, report.approved_at = Report.Status.APPROVED, leader, moment
    report.summary, report.summary_published_at = row["summary"], moment + timedelta(days=3)
    report.save()
