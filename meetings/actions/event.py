"""Preparing, publishing, changing and cancelling an event, and telling who signed up."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from communities.actions.organisation import ensure_organisation
from communities.models import Community, Programme
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.files.actions import delete_file
from leerkring.notifications.actions import Intent, notify_all

from ..event_facts import FOR_CALENDARS, differences, facts_of
from ..models import Event, Registration
from .event_places import give_event_places
from .meeting import municipality_named, refuse_no_time

logger = logging.getLogger(__name__)

# Words that stand in addresses of our own, where an event would be in the way.
TAKEN = {"nieuw", "programma", "leerkring", "aanmelding"}
MOMENT = ("date", "last_date", "start_time", "end_time")


class EventChangedMeanwhile(Overtaken):
    """Somebody else saved the event first; ``current`` is what stands there now."""

    def __init__(self, current: Event) -> None:
        super().__init__(
            _("Somebody else changed this event while you were typing. Compare, and save again if yours is right.")
        )
        self.current = current


def kinds_for(owner: Programme | Community) -> list[Event.Kind]:
    """Return which kinds a programme or circle organises: of a circle also those of the modules it switched on."""
    modules = Event.MODULES
    if isinstance(owner, Programme):
        return [kind for kind in Event.Kind if kind not in modules]
    return [kind for kind in Event.Kind if kind not in modules or owner.has_module(modules[kind])]


@transaction.atomic
def create_event(owner: Programme | Community, *, by: User, kind: str, **facts: Any) -> Event:
    """Make a draft; the same draft again (a button pressed twice) is made once."""
    if kind not in kinds_for(owner):
        raise Refused(_("This kind of event is not switched on here."))
    is_circle = isinstance(owner, Community)
    whose = {"community": owner if is_circle else None, "programme": None if is_circle else owner}
    known = Event.objects.filter(**whose, created_by=by, kind=kind, status=Event.Status.DRAFT)
    if twice := known.filter(title=facts["title"], date=facts["date"]).first():
        return twice
    event = Event(**whose, kind=kind, created_by=by, slug=_free_slug(facts["title"]))
    _apply(event, facts)
    event.save()
    logger.info("event %s made by %s", event.pk, by.pk)
    return event


def _free_slug(title: str) -> str:
    base = slugify(title)[:70].strip("-") or "evenement"
    taken = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | TAKEN
    if base not in taken:
        return base
    return next(f"{base}-{number}" for number in range(2, len(taken) + 3) if f"{base}-{number}" not in taken)


def _apply(event: Event, facts: dict[str, Any]) -> None:
    """Put what was filled in on the row; does not save."""
    event.set_times(*(facts[name] for name in MOMENT))
    refuse_no_time(event.starts_at, event.ends_at)
    named = {"host": ensure_organisation, "municipality": municipality_named}
    for name, value in facts.items():
        if name not in MOMENT:
            setattr(event, name, named[name](value) if name in named else value)


def lock_event(event: Event) -> Event:
    """Return the row as it is now, held until the transaction ends: places and programme follow each other."""
    rows = Event.objects.select_related("programme", "community__programme", "host", "municipality")
    return rows.select_for_update(of=("self",)).get(pk=event.pk)


def change_event(event: Event, *, by: User, version: int, **facts: Any) -> Event:
    """Change an event; who signed up gets one mail for all that changes within two minutes.

    Saving what stands there already (a button pressed twice) changes nothing. Refused with fewer places than people
    who have one. Raises ``EventChangedMeanwhile`` when ``version`` is not the latest.
    """
    with transaction.atomic():
        row, now = lock_event(event), timezone.now()
        _refuse_when_done(row, now)
        before, stored = facts_of(row), _columns(row)
        _apply(row, facts)
        if _columns(row) == stored:
            return row
        if row.version != version:
            raise EventChangedMeanwhile(lock_event(event))
        _refuse_fewer_places(row)
        row.version += 1
        changed = {difference.name for difference in differences(before, facts_of(row))}
        if row.is_published:
            _follow(row, before, changed, now)
        row.save()
        give_event_places(row, now)
    logger.info("event %s changed by %s: %s", row.pk, by.pk, ", ".join(sorted(changed)))
    return row


def _columns(event: Event) -> dict[str, Any]:
    return {field.attname: getattr(event, field.attname) for field in event._meta.concrete_fields}


def _refuse_when_done(event: Event, now: datetime) -> None:
    if event.status == Event.Status.CANCELLED:
        raise Refused(_("This event is cancelled. It can't be changed any more."))
    if event.ends_at <= now:
        raise Refused(_("This event is over. It can't be changed any more."))


def _refuse_fewer_places(event: Event) -> None:
    taken = event.registrations.coming().count()  # type: ignore[attr-defined]
    if event.capacity is not None and event.capacity < taken:
        raise Refused(
            _("%(count)s people have a place already. Choose that many places or more, or take people off the list.")
            % {"count": taken}
        )


def _follow(event: Event, before: dict[str, str], changed: set[str], now: datetime) -> None:
    """Let calendars, reminders and mail follow a change of what is published already."""
    event.sequence += bool(changed & FOR_CALENDARS)
    if changed & {"date", "start_time"}:
        event.next_reminder_at = reminder_of(event, now)
    if not changed:
        return
    folds = event.facts_before_at is not None and now - event.facts_before_at < Event.FOLD
    if not folds:
        event.facts_before, event.facts_before_at = before, now
    tell_registered(event, "meetings.event_changed", str(event.version), send_after=now + Event.FOLD)


def reminder_of(event: Event, now: datetime) -> datetime | None:
    """Return when people are reminded; None when that moment has passed."""
    due = event.starts_at - Event.REMINDER
    return due if due > now and event.takes_registrations else None


def tell_registered(event: Event, kind: str, occasion: str, *, send_after: datetime | None = None) -> int:
    """Put one mail in the outbox for each who has a place or waits for one; return how many."""
    rows = Registration.objects.filter(event=event, erased_at=None).counting()
    intents = [
        Intent(
            row.email, f"{kind}:{row.pk}:{occasion}", {"registration": row.pk, "version": event.version}, row.language
        )
        for row in rows
    ]
    return notify_all(kind, intents, send_after=send_after)


def publish_event(event: Event, *, by: User) -> Event:
    """Show an event to everybody whom it is for; twice is harmless."""
    with transaction.atomic():
        row, now = lock_event(event), timezone.now()
        if row.is_published:
            return row
        _refuse_when_done(row, now)
        _refuse_unready(row, now)
        row.status, row.published_at, row.version = Event.Status.PUBLISHED, now, row.version + 1
        row.next_reminder_at = reminder_of(row, now)
        row.save()
    logger.info("event %s published by %s", row.pk, by.pk)
    return row


def _refuse_unready(event: Event, now: datetime) -> None:
    if event.starts_at <= now and event.takes_registrations:
        raise Refused(_("This event has begun. Choose another day before you publish it."))
    owner = event.organiser
    if owner.status != type(owner).Status.ACTIVE:
        raise Refused(
            _("The programme or circle does not run yet, or not any more. Until then its events stay drafts.")
        )


def cancel_event(event: Event, *, by: User, reason: str) -> Event:
    """Cancel a published event and tell everybody who signed up; twice tells nobody again."""
    with transaction.atomic():
        row, now = lock_event(event), timezone.now()
        if row.status == Event.Status.CANCELLED:
            return row
        if Event.Status.CANCELLED not in Event.NEXT[Event.Status(row.status)]:
            raise Refused(_("A draft can't be cancelled. Throw it away instead."))
        _refuse_when_done(row, now)
        row.status, row.cancel_reason, row.next_reminder_at = Event.Status.CANCELLED, reason, None
        row.sequence, row.version = row.sequence + 1, row.version + 1
        row.save()
        tell_registered(row, "meetings.event_cancelled", "cancelled")
    logger.info("event %s cancelled by %s", row.pk, by.pk)
    return row


def discard_event(event: Event, *, by: User) -> None:
    """Throw a draft away with its materials; gone already is fine."""
    with transaction.atomic():
        row = Event.objects.select_for_update().filter(pk=event.pk).first()
        if row is None:
            return
        if row.status != Event.Status.DRAFT:
            raise Refused(_("This event was published in the meantime. Cancel it instead."))
        for kept in row.files.select_related("file"):
            delete_file(kept.file)
        row.delete()
    logger.info("event %s thrown away by %s", event.pk, by.pk)
