"""Changing and cancelling a meeting, and telling its members."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions.area import find_area
from communities.actions.organisation import ensure_organisation
from communities.models import Area, Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import Intent, notify_all

from ..facts import FOR_CALENDARS, differences, facts_of
from ..ledger import about
from ..models import Guest, Meeting, MeetingChange
from ..signals import meeting_cancelled
from .presence_times import Hours, follow_hours

logger = logging.getLogger(__name__)


class ChangedMeanwhile(Refused):
    """Somebody else saved the meeting first; ``current`` is what stands there now."""

    def __init__(self, current: Meeting) -> None:
        super().__init__(
            _("Somebody else changed this meeting while you were typing. Compare, and save again if yours is right.")
        )
        self.current = current


@dataclass(frozen=True)
class MeetingPlan:
    """What a coordinator fills in for one meeting; ``host`` is the name of an organisation, known or new."""

    date: date
    start_time: time
    end_time: time
    theme: str = ""
    host: str = ""
    place: str = ""
    address: str = ""
    travel: str = ""
    # What not every form asks for; None leaves it as it is. The municipality in which the theme is illustrated is a
    # name, the facilitator the key of a member.
    municipality: str | None = None
    room: str | None = None
    public_transport: str | None = None
    parking: str | None = None
    step_free: str | None = None
    format: str | None = None
    online_url: str | None = None
    facilitator: str | None = None


# Plain columns that a plan may leave as they are.
OPTIONAL = ["room", "public_transport", "parking", "step_free", "format", "online_url"]


def plan_of(meeting: Meeting) -> MeetingPlan:
    """Return the plan that the meeting follows now."""
    names = ["date", "start_time", "end_time", "theme", "place", "address", "travel", *OPTIONAL]
    facts = {name: getattr(meeting, name) for name in names}
    facilitator = str(meeting.facilitator_id or "")
    return MeetingPlan(**facts, host=meeting.host.name if meeting.host else "", facilitator=facilitator)


def apply_plan(meeting: Meeting, plan: MeetingPlan) -> None:
    """Put the plan on the row; does not save."""
    meeting.set_times(plan.date, plan.start_time, plan.end_time)
    refuse_no_time(meeting.starts_at, meeting.ends_at)
    meeting.theme, meeting.place, meeting.address = plan.theme, plan.place, plan.address
    meeting.travel = plan.travel
    meeting.host = ensure_organisation(plan.host)
    for name in OPTIONAL:
        if (value := getattr(plan, name)) is not None:
            setattr(meeting, name, value)
    if plan.municipality is not None:
        meeting.municipality = municipality_named(plan.municipality)
    # Who was named and left stays until somebody chooses another: a meeting can still move meanwhile.
    if plan.facilitator not in (None, str(meeting.facilitator_id or "")):
        meeting.facilitator = member_with_key(meeting, plan.facilitator)


def refuse_no_time(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse what lasts no moment: in the night the clock goes forward, half past two comes after three o'clock."""
    if ends_at <= starts_at:
        raise Refused(_("The end comes before the beginning. Choose a later time."))


def member_with_key(meeting: Meeting, key: str) -> User | None:
    """Return the member that is meant; None for no key, refused for who does not take part (any more)."""
    if not key:
        return None
    known = {str(person.pk): person for person in members_of(meeting.cycle.community)}
    if key not in known:
        raise Refused(_("Only who takes part in this circle leads its meetings. Choose somebody else."))
    return known[key]


def municipality_named(name: str) -> Area | None:
    """Return the municipality that is meant; None for no name, refused for one that is not in the table."""
    if not name.strip():
        return None
    known = find_area(name)
    if known is None or known.kind != Area.Kind.MUNICIPALITY:
        raise Refused(_("We know no municipality called %(name)s. Choose one from the list.") % {"name": name})
    return known


def lock_meeting(meeting: Meeting) -> Meeting:
    """Return the row as it is now, held until the transaction ends."""
    rows = Meeting.objects.select_related("host", "municipality", "cycle__community")
    return rows.select_for_update(of=("self",)).get(pk=meeting.pk)


def members_of(community: Community) -> list[User]:
    """Return who is in the circle now."""
    memberships = community.memberships.active().filter(user__is_active=True).select_related("user")
    return [membership.user for membership in memberships]


def change_meeting(meeting: Meeting, *, by: User, version: int, plan: MeetingPlan) -> Meeting:
    """Change date, time, place, theme or host; members get one mail for all that changes within two minutes.

    Saving what stands there already changes nothing and tells nobody. Raises ``ChangedMeanwhile`` when ``version``
    is not the latest.
    """
    with transaction.atomic():
        row, now = lock_meeting(meeting), timezone.now()
        _refuse_when_done(row, now)
        before, hours, reminder = facts_of(row), Hours.of(row), row.next_reminder_at
        start = row.starts_at
        apply_plan(row, plan)
        after = facts_of(row)
        changed = {name for name, value in after.items() if value != before[name]}
        if not changed:
            return row
        if row.version != version:
            raise ChangedMeanwhile(lock_meeting(meeting))
        follow_hours(row, hours, by=by)
        row.version += 1
        # What is due before now would come beside the mail about the change; an unmoved meeting keeps its reminder.
        row.next_reminder_at = reminder if row.starts_at == start else now
        if row.is_planned:
            row.sequence += bool(changed & FOR_CALENDARS)
            if differences(before, after):
                _tell_change(row, before, now)
        row.save()
    logger.info("meeting %s changed by %s: %s", row.pk, by.pk, ", ".join(sorted(changed)))
    return row


def _refuse_when_done(meeting: Meeting, now: datetime) -> None:
    if meeting.status == Meeting.Status.CANCELLED:
        raise Refused(_("This meeting is cancelled. It can't be changed any more."))
    if meeting.ends_at <= now:
        raise Refused(_("This meeting is over. It can't be changed any more."))
    if meeting.cycle.community.is_over:
        raise Refused(_("This circle has been closed. You can still read it, but nothing in it changes any more."))


def _tell_change(meeting: Meeting, before: dict[str, str], now: datetime) -> None:
    """Keep what it was, and put a mail in the outbox that an earlier one within two minutes gives way to."""
    last = meeting.changes.order_by("-version").first()
    folds = last is not None and now - last.created_at < MeetingChange.FOLD
    first = last.first_version if last and folds else meeting.version
    meeting.changes.create(version=meeting.version, first_version=first, before=before, created_at=now)
    context = {"meeting": meeting.pk, "version": meeting.version}
    when = now + MeetingChange.FOLD
    tell_members(meeting, "meetings.changed", context, send_after=when)
    guests = meeting.guests.expected()
    tell_guests("meetings.guest_changed", guests, f"{meeting.version}", send_after=when, version=meeting.version)


def tell_members(meeting: Meeting, kind: str, context: dict[str, Any], *, send_after: datetime | None = None) -> None:
    """Put one mail per member in the outbox; the context tells one occasion from the next."""
    key = ":".join([kind, *(str(value) for value in context.values())])
    where = about(meeting)
    intents = [Intent(user, key, context, about=where) for user in members_of(meeting.cycle.community)]
    notify_all(kind, intents, send_after=send_after)


def tell_guests(
    kind: str, guests: Iterable[Guest], occasion: str, *, send_after: datetime | None = None, **facts: Any
) -> None:
    """Put one mail per guest in the outbox; ``occasion`` tells one mail of a kind from the next."""
    intents = [
        Intent(
            guest.email,
            f"{kind}:{guest.pk}:{occasion}",
            {"guest": guest.pk} | facts,
            guest.language,
            about(guest.meeting),
        )
        for guest in guests
    ]
    notify_all(kind, intents, send_after=send_after)


def cancel_meeting(meeting: Meeting, *, by: User, reason: str) -> Meeting:
    """Cancel a planned meeting and tell every member; doing it twice tells nobody again."""
    with transaction.atomic():
        row, now = lock_meeting(meeting), timezone.now()
        if row.status == Meeting.Status.CANCELLED:
            return row
        if Meeting.Status.CANCELLED not in Meeting.NEXT[Meeting.Status(row.status)]:
            raise Refused(_("A meeting that is not planned yet can't be cancelled. Remove it from the plan instead."))
        _refuse_when_done(row, now)
        row.status, row.cancel_reason, row.cancelled_at = Meeting.Status.CANCELLED, reason, now
        row.sequence, row.version, row.next_reminder_at = row.sequence + 1, row.version + 1, None
        row.save()
        tell_members(row, "meetings.cancelled", {"meeting": row.pk})
        tell_guests("meetings.guest_cancelled", row.guests.expected(), "cancelled")
        meeting_cancelled.send(Meeting, meeting=row, by=by)
    logger.info("meeting %s cancelled by %s", row.pk, by.pk)
    return row
