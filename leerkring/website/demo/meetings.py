"""Cycles, meetings, the programme of a day, and who comes."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from communities.models import Area, Community, Organisation
from leerkring.accounts.models import User
from leerkring.core.tokens import hash_token
from meetings.dates import holidays_in
from meetings.models import Attendance, Cycle, Guest, Meeting
from meetings.tokens import guest_token

from .programme import load_day

START, END = time(9, 30), time(16, 30)
THURSDAY = 3
# What some meetings say of the place beside its name.
PLACE = {"room", "travel", "public_transport", "parking", "step_free", "format", "online_url"}
# Every tenth person in turn; None is no answer yet.
PAST = ["yes", "yes", "yes", "no", "yes", "yes", "maybe", "yes", "yes", None]
COMING = ["yes", "yes", None, "no", "yes", None, "maybe", None, "yes", None]


def load_cycles(
    data: dict[str, Any], communities: dict[str, Community], organisations: dict[str, Organisation], now: datetime
) -> None:
    """Plan the cycles of each circle around next week's Thursday."""
    thursday = next_thursday(timezone.localtime(now).date())
    for circle in data["circles"]:
        community = communities[circle["slug"]]
        people = [row.user for row in community.memberships.active().select_related("user").order_by("pk")]
        for row in circle["cycles"]:
            defaults = {"name": row.get("name", ""), "learning_goal": row["learning_goal"]}
            cycle = Cycle.objects.get_or_create(community=community, number=row["number"], defaults=defaults)[0]
            for number, plan in enumerate(row["meetings"], start=1):
                day = meeting_day(thursday, plan["week"], community)
                meeting, is_new = _meeting(cycle, number, plan, day, organisations)
                if is_new:
                    _answer(meeting, people, now)
                if is_new and "programme" in plan:
                    load_day(meeting, plan["programme"], people, now)
                for name in plan.get("guests", []) if is_new else []:
                    _guest(meeting, name, now, **data["guests"][name])


def meeting_day(thursday: date, week: int, community: Community) -> date:
    """Return the Thursday so many weeks away; what is yet to come is moved past holidays, but for next week's."""
    day = thursday + timedelta(weeks=week)
    region = community.area.holiday_region if community.area else Area.HolidayRegion.MIDDLE
    return holidays_in(region).first_working_date(day) if week > 0 else day


def next_thursday(today: date) -> date:
    """Return the Thursday of next week."""
    return today + timedelta(days=7 - today.weekday() + THURSDAY)


def _meeting(
    cycle: Cycle, number: int, plan: dict[str, Any], day: date, organisations: dict[str, Organisation]
) -> tuple[Meeting, bool]:
    host = organisations[plan["host"]]
    meeting = Meeting(cycle=cycle, number=number, theme=plan["theme"], host=host, status=Meeting.Status.PLANNED)
    meeting.place, meeting.address = plan["place"], plan["address"]
    meeting.municipality = host.area if host.area and host.area.kind == Area.Kind.MUNICIPALITY else None
    meeting.capacity = plan.get("capacity")
    for name in PLACE & plan.keys():
        setattr(meeting, name, plan[name])
    meeting.set_times(day, START, END)
    known = cycle.meetings.filter(number=number).first()
    if known is None:
        meeting.save()
    return known or meeting, known is None


def _answer(meeting: Meeting, people: list[User], now: datetime) -> None:
    """Let most people answer; of what is still far away nobody knows yet."""
    if meeting.starts_at > now + timedelta(weeks=5):
        return
    pattern = PAST if meeting.is_over else COMING
    answered_at = min(now, meeting.starts_at) - timedelta(days=3)
    rows = [
        Attendance(meeting=meeting, user=person, answer=answer, answered_at=answered_at)
        for place, person in enumerate(people)
        if (answer := pattern[(place + meeting.number) % len(pattern)])
    ]
    coming = [row for row in rows if row.answer == Attendance.Answer.YES]
    for row in coming[meeting.capacity :] if meeting.capacity else []:
        row.is_waiting = True
    Attendance.objects.bulk_create(rows)


def _guest(meeting: Meeting, name: str, now: datetime, *, status: str, pillar: str, **facts: str) -> None:
    """Let somebody from outside be asked, and take care of the first item of a pillar; no mail is sent."""
    coming = {"confirmed_for": meeting.starts_at, "answered_at": now} if status == Guest.Status.CONFIRMED else {}
    asked = {"invited_at": now, "nonce": secrets.token_hex(16), "token_hash": hash_token(secrets.token_hex(16))}
    guest = Guest.objects.create(meeting=meeting, name=name, status=status, **facts, **asked, **coming)
    guest.token_hash = hash_token(guest_token(guest))
    guest.save(update_fields=["token_hash"])
    item = meeting.items.filter(pillar=pillar).first()
    if item:
        item.guest = guest
        item.save(update_fields=["guest"])
