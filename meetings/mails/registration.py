"""What people are told who signed up for an event, each with their own link."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper
from django.utils.translation import gettext_noop

from leerkring.core.clock import moment
from leerkring.core.links import absolute_url
from leerkring.core.tokens import hash_token
from leerkring.notifications.kinds import Attachment, Mail, Skip
from leerkring.notifications.models import Message

from ..event_facts import FOR_WHO_COMES, MOMENT, differences, facts_of
from ..exports.event import event_file
from ..models import Registration
from ..permissions.registration import still_invited
from ..tokens import registration_token, registration_url

Answer = Mail | Skip
Prepare = Callable[[Registration, Message], Answer]
Status = Registration.Status

GONE = Skip(gettext_noop("the registration was erased"))
LEFT = Skip(gettext_noop("does not take part any more"))
OTHER_ADDRESS = Skip(gettext_noop("the registration has another address now"))
OTHER_KEY = Skip(gettext_noop("the link was made with another key"))
NEWER = Skip(gettext_noop("a later mail tells this too"))
OVER = Skip(gettext_noop("the event has begun"))
OFF = Skip(gettext_noop("the event does not go on"))
MOVED = Skip(gettext_noop("the event starts at another moment"))
NO_PLACE = Skip(gettext_noop("has no place any more"))
CHANGED_BACK = Skip(gettext_noop("everything is as it was"))


def _each(messages: Sequence[Message], prepare: Prepare) -> dict[int, Answer]:
    """Return what becomes of each message; one query, whatever their number."""
    asked = {message.context.get("registration") for message in messages} - {None}
    related = ["event__programme", "event__community__programme", "event__host", "event__municipality"]
    found: Any = Registration.objects.select_related(*related).filter(pk__in=asked)
    rows = {row.pk: row for row in found.annotate(is_invited=ExpressionWrapper(still_invited(), BooleanField()))}
    return {
        message.pk: _answer(rows.get(message.context.get("registration", 0)), message, prepare) for message in messages
    }


def _answer(row: Any, message: Message, prepare: Prepare) -> Answer:
    if row is None or row.erased_at:
        return GONE
    if not row.is_invited:
        return LEFT
    if row.email != message.address:
        return OTHER_ADDRESS
    # With another key of the portal a link would open nothing, which would only disappoint.
    if row.token_hash != hash_token(registration_token(row)):
        return OTHER_KEY
    return prepare(row, message)


def _missed(row: Registration) -> Skip | None:
    """Return why there is nothing to say about an event that should be to come."""
    if not row.event.is_published:
        return OFF
    return OVER if row.event.starts_at <= moment() else None


def _context(row: Registration) -> dict[str, Any]:
    event = row.event
    return {
        "registration": row,
        "event": event,
        "organiser": event.organiser.name,
        "start": event.local_start,
        "end": event.local_end,
        "comes": row.status == Status.CONFIRMED,
        "waits": row.status == Status.WAITING,
        "url": registration_url(row),
        "event_url": absolute_url(event.get_absolute_url()),
        "clock_city": event.zone_city if event.time_zone != settings.TIME_ZONE else "",
    }


def _mail(template: str, row: Registration, *files: Attachment, **context: Any) -> Mail:
    thread = f"event-{row.event.uid}"
    return Mail(template, _context(row) | context, attachments=files, thread=thread)


def _calendar(row: Registration, method: str) -> Attachment:
    content = event_file(row.event, method=method, registration=row)
    return Attachment("evenement.ics", content, f"text/calendar; method={method}; charset=utf-8")


def prepare_confirm(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Ask whether the address is theirs; only the latest such mail."""

    def prepare(row: Registration, message: Message) -> Answer:
        if row.revision != message.context["revision"] or row.status != Status.UNCONFIRMED:
            return NEWER
        return _missed(row) or _mail("meetings_registration_confirm", row)

    return _each(messages, prepare)


def prepare_status(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell how it stands: a place with a calendar file, the waiting list, or off the list."""

    def prepare(row: Registration, message: Message) -> Answer:
        if row.revision != message.context["revision"]:
            return NEWER
        if missed := _missed(row):
            return missed
        flags = {name: message.context.get(name, False) for name in ("is_added", "is_removed")}
        if row.status == Status.CONFIRMED:
            return _mail("meetings_registration", row, _calendar(row, "REQUEST"), **flags)
        files = [_calendar(row, "CANCEL")] if row.status == Status.CANCELLED else []
        return _mail("meetings_registration", row, *files, **flags)

    return _each(messages, prepare)


def prepare_place(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell who waited that a place came free."""

    def prepare(row: Registration, message: Message) -> Answer:
        if row.revision != message.context["revision"] or row.status != Status.CONFIRMED:
            return NEWER
        return _missed(row) or _mail("meetings_registration", row, _calendar(row, "REQUEST"), came_free=True)

    return _each(messages, prepare)


def prepare_changed(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell what differs from before the first of the changes of two minutes, as it stands now."""

    def prepare(row: Registration, message: Message) -> Answer:
        event = row.event
        if not row.counts:
            return NO_PLACE
        if event.version != message.context["version"]:
            return NEWER
        if missed := _missed(row):
            return missed
        changes = differences(event.facts_before or {}, facts_of(event))
        comes = row.status == Status.CONFIRMED
        told = [change for change in changes if comes or change.name not in FOR_WHO_COMES]
        if not told:
            return CHANGED_BACK
        is_moved = any(change.name in MOMENT for change in told)
        files = [_calendar(row, "REQUEST")] if comes else []
        return _mail("meetings_event_changed", row, *files, changes=told, is_moved=is_moved)

    return _each(messages, prepare)


def prepare_cancelled(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell that the event is off, and take it out of the calendar of who had a place."""

    def prepare(row: Registration, _message: Message) -> Answer:
        if row.event.is_over:
            return OVER
        if not row.counts:
            return NO_PLACE
        files = [_calendar(row, "CANCEL")] if row.status == Status.CONFIRMED else []
        return _mail("meetings_event_cancelled", row, *files)

    return _each(messages, prepare)


def prepare_reminders(messages: Sequence[Message]) -> Mapping[int, Answer]:
    """Tell the practical things of an event that still starts when the key says."""

    def prepare(row: Registration, message: Message) -> Answer:
        if row.status != Status.CONFIRMED:
            return NO_PLACE
        if row.event.starts_at.isoformat() != message.context["starts_at"]:
            return MOVED
        return _missed(row) or _mail("meetings_event_reminder", row)

    return _each(messages, prepare)
