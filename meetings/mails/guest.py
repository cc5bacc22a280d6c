"""What guests are told by mail, each with their own link; and what coordinators are told of guests."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from communities.models import Community, Membership
from leerkring.core.clock import moment
from leerkring.core.links import absolute_url
from leerkring.core.tokens import hash_token
from leerkring.notifications.kinds import Attachment, Mail, Skip
from leerkring.notifications.models import Message

from ..exports.meeting import calendar_file
from ..facts import FOR_MEMBERS, MOMENT, differences, facts_of
from ..models import Guest, Meeting, MeetingChange, ProgrammeItem
from ..shown.programme import own_parts
from ..tokens import guest_token, guest_url
from .batch import CANCELLED, OVER, thread_of
from .change import CHANGED_BACK, FOLDED, is_folded
from .programme import Programmes
from .reminder import CLOSED, MOVED

Answer = Mail | Skip
GONE = Skip(gettext_noop("the guest was withdrawn"))
OTHER_ADDRESS = Skip(gettext_noop("the guest has another address now"))
OTHER_KEY = Skip(gettext_noop("the link was made with another key"))
NEWER = Skip(gettext_noop("a later mail tells this too"))
DECLINED = Skip(gettext_noop("answered not to come"))
LEFT = Skip(gettext_noop("not a coordinator any more"))


class GuestBatch:
    """The guests of some messages with their meetings, and which items they take care of; two queries."""

    def __init__(self, messages: Sequence[Message]) -> None:
        asked = {message.context.get("guest") for message in messages} - {None}
        rows = Guest.objects.select_related(
            "meeting__cycle__community__programme", "meeting__host", "meeting__municipality", "invited_by"
        )
        self.guests: dict[int, Guest] = rows.in_bulk(asked)
        self.items: dict[int, list[ProgrammeItem]] = {}
        meetings = {guest.meeting_id for guest in self.guests.values()}
        for item in ProgrammeItem.objects.filter(meeting__in=meetings):
            self.items.setdefault(item.meeting_id, []).append(item)

    def guest_for(self, message: Message) -> Guest | Skip:
        """Return the guest, or why they are told nothing; the meeting is looked at by each kind."""
        guest = self.guests.get(message.context.get("guest", 0))
        if guest is None or guest.status == Guest.Status.WITHDRAWN or guest.erased_at:
            return GONE
        if guest.email != message.address:
            return OTHER_ADDRESS
        # With another key of the portal a link would open nothing, which would only disappoint.
        return guest if guest.token_hash == hash_token(guest_token(guest)) else OTHER_KEY

    def context(self, guest: Guest) -> dict[str, Any]:
        """Return what every mail to a guest shows, in the time of the place."""
        meeting = guest.meeting
        return meeting_context(guest) | {
            "url": guest_url(guest),
            "parts": own_parts(meeting, self.items.get(meeting.pk, []), guest),
            "inviter": guest.invited_by.full_name if guest.invited_by else "",
        }


def meeting_context(guest: Guest) -> dict[str, Any]:
    """Return what is said of the meeting of a guest."""
    meeting = guest.meeting
    return {
        "guest": guest,
        "meeting": meeting,
        "community": meeting.cycle.community,
        "start": meeting.local_start,
        "end": meeting.local_end,
        "clock_city": meeting.zone_city if meeting.time_zone != settings.TIME_ZONE else "",
    }


def _each(messages: Sequence[Message], prepare: Callable[[GuestBatch, Guest, Message], Answer]) -> dict[int, Answer]:
    """Return what becomes of each message; nothing for who is no guest any more."""
    batch = GuestBatch(messages)
    found = {message: batch.guest_for(message) for message in messages}
    return {
        message.pk: guest if isinstance(guest, Skip) else prepare(batch, guest, message)
        for message, guest in found.items()
    }


def _missed(meeting: Meeting) -> Skip | None:
    """Return why there is nothing to say about a meeting that should be to come."""
    if meeting.cycle.community.status != Community.Status.ACTIVE:
        return CLOSED
    if not meeting.is_planned:
        return CANCELLED
    return OVER if meeting.is_over else None


def _calendar(guest: Guest, method: str, answer: str) -> Attachment:
    content = calendar_file(guest.meeting, method=method, person=guest, answer=answer)
    return Attachment("bijeenkomst.ics", content, f"text/calendar; method={method}; charset=utf-8")


def _mail(template: str, batch: GuestBatch, guest: Guest, *files: Attachment, **context: Any) -> Mail:
    return Mail(template, batch.context(guest) | context, attachments=files, thread=thread_of(guest.meeting))


def prepare_invited(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Ask a guest, with the latest link."""

    def prepare(batch: GuestBatch, guest: Guest, message: Message) -> Answer:
        if guest.nonce != message.context.get("nonce"):
            return NEWER
        return _missed(guest.meeting) or _mail("meetings_guest_invited", batch, guest)

    return _each(messages, prepare)


def prepare_answers(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Confirm the latest answer, with a calendar file where there is something to put in or take out."""

    def prepare(batch: GuestBatch, guest: Guest, message: Message) -> Answer:
        if guest.revision != message.context["revision"]:
            return NEWER
        if missed := _missed(guest.meeting):
            return missed
        if guest.status == Guest.Status.CONFIRMED:
            return _mail("meetings_guest_answer", batch, guest, _calendar(guest, "REQUEST", "yes"))
        # Who never said yes has nothing in the calendar.
        files = [_calendar(guest, "CANCEL", "no")] if guest.revision > 1 else []
        return _mail("meetings_guest_answer", batch, guest, *files)

    return _each(messages, prepare)


def prepare_changes(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell what differs from before the first of the changes that this mail is about."""
    known: dict[int, dict[int, MeetingChange]] = {}
    for change in MeetingChange.objects.filter(meeting__guests__in={message.context["guest"] for message in messages}):
        known.setdefault(change.meeting_id, {})[change.version] = change

    def prepare(batch: GuestBatch, guest: Guest, message: Message) -> Answer:
        if missed := _missed(guest.meeting):
            return missed
        if not guest.is_expected:
            return DECLINED
        made = known.get(guest.meeting_id, {})
        change = made.get(message.context["version"])
        if change is None or is_folded(change, made):
            return FOLDED
        told = differences(made[change.first_version].before, facts_of(guest.meeting))
        changes = [difference for difference in told if difference.name not in FOR_MEMBERS]
        if not changes:
            return CHANGED_BACK
        files = [_calendar(guest, "REQUEST", "")] if guest.status == Guest.Status.CONFIRMED else []
        is_moved = any(difference.name in MOMENT for difference in changes)
        return _mail("meetings_guest_changed", batch, guest, *files, changes=changes, is_moved=is_moved)

    return _each(messages, prepare)


def prepare_programme_changes(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell what became different in a programme that the guest could see."""
    asked = {message.context["guest"] for message in messages}
    programmes = Programmes(Meeting.objects.filter(guests__in=asked).values_list("pk", flat=True).distinct())

    def prepare(batch: GuestBatch, guest: Guest, message: Message) -> Answer:
        if missed := _missed(guest.meeting):
            return missed
        if not guest.is_expected:
            return DECLINED
        changes = programmes.changes(guest.meeting, message.context["version"])
        return (
            changes
            if isinstance(changes, Skip)
            else _mail("meetings_guest_programme_changed", batch, guest, changes=changes)
        )

    return _each(messages, prepare)


def prepare_cancelled(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell that the meeting is off, and take it out of the calendar of who had said yes."""

    def prepare(batch: GuestBatch, guest: Guest, message: Message) -> Answer:
        if guest.meeting.is_over:
            return OVER
        files = [_calendar(guest, "CANCEL", "")] if guest.status == Guest.Status.CONFIRMED else []
        return _mail("meetings_guest_cancelled", batch, guest, *files)

    return _each(messages, prepare)


def prepare_reminders(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell the practical things of a meeting that still starts when the key says."""

    def prepare(batch: GuestBatch, guest: Guest, message: Message) -> Answer:
        if missed := _missed(guest.meeting):
            return missed
        if guest.meeting.starts_at.isoformat() != message.context["starts_at"]:
            return MOVED
        if guest.meeting.starts_at <= moment():
            return OVER
        return _mail("meetings_guest_reminder", batch, guest) if guest.is_expected else DECLINED

    return _each(messages, prepare)


def prepare_withdrawn(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell a guest that they are not expected any more; this mail holds no link."""
    asked = {message.context.get("guest") for message in messages} - {None}
    guests = Guest.objects.select_related("meeting__cycle__community__programme", "meeting__host").in_bulk(asked)
    return {message.pk: _withdrawn(guests.get(message.context.get("guest", 0))) for message in messages}


def _withdrawn(guest: Guest | None) -> Answer:
    if guest is None or guest.status != Guest.Status.WITHDRAWN or guest.erased_at:
        return NEWER
    if not guest.meeting.is_planned or guest.meeting.is_over:
        return OVER
    files = [_calendar(guest, "CANCEL", "")] if guest.answered_at else []
    return Mail("meetings_guest_withdrawn", meeting_context(guest), attachments=files, thread=thread_of(guest.meeting))


def prepare_news(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell coordinators that a guest answered or left something; what it is they read on the page."""
    batch = GuestBatch(messages)
    circles = {guest.meeting.cycle.community_id for guest in batch.guests.values()}
    coordinates = Q(role=Membership.Role.COORDINATOR) | Q(second_role=Membership.Role.COORDINATOR)
    rows = Membership.objects.active().filter(coordinates, community__in=circles, user__is_active=True)
    coordinators = set(rows.values_list("community", "user"))
    return {message.pk: _news(batch, coordinators, message) for message in messages}


def _news(batch: GuestBatch, coordinators: set[tuple[int, int]], message: Message) -> Answer:
    guest = batch.guests.get(message.context.get("guest", 0))
    if guest is None or guest.status == Guest.Status.WITHDRAWN or guest.erased_at:
        return GONE
    if (guest.meeting.cycle.community_id, message.recipient_id) not in coordinators:
        return LEFT
    if guest.version != message.context["version"]:
        return NEWER
    url = absolute_url(reverse("meetings:guest_list", kwargs={"pk": guest.meeting_id}))
    return Mail("meetings_guest_news", meeting_context(guest) | {"url": url}, thread=thread_of(guest.meeting))
