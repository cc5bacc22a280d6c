"""Holding a programme while it changes, showing it to members, and telling them what changes after that."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Meeting, ProgrammeChange, ProgrammeItem
from ..programme_facts import facts_of_items
from .meeting import lock_meeting, tell_guests, tell_members

logger = logging.getLogger(__name__)


@contextmanager
def changing(meeting: Meeting) -> Iterator[Meeting]:
    """Give the meeting, locked, to whoever changes its programme; refused when it is over or does not go on.

    What is different afterwards is told in one mail to those who could see it before, with all that follows within
    two minutes.
    """
    with transaction.atomic():
        row, now = lock_meeting(meeting), timezone.now()
        if row.status == Meeting.Status.CANCELLED or row.ends_at <= now or row.cycle.community.is_over:
            raise Refused(_("This meeting is over or cancelled. Its programme stays as it was."))
        is_told = row.is_planned and row.programme_published_at is not None
        before = facts_of_items(row.items.all()) if is_told else []
        yield row
        if is_told and facts_of_items(row.items.all()) != before:
            _tell_change(row, before, now)


def _tell_change(meeting: Meeting, before: Sequence[dict[str, Any]], now: datetime) -> None:
    """Put a mail in the outbox that an earlier one within two minutes gives way to."""
    last = meeting.programme_changes.order_by("-version").first()
    version = last.version + 1 if last else 1
    folds = last is not None and now - last.created_at < ProgrammeChange.FOLD
    first = last.first_version if last and folds else version
    facts = {"first_version": first, "before": before if first == version else [], "created_at": now}
    meeting.programme_changes.create(version=version, **facts)
    when = now + ProgrammeChange.FOLD
    context = {"meeting": meeting.pk, "version": version}
    tell_members(meeting, "meetings.programme_changed", context, send_after=when)
    guests = meeting.guests.expected()
    tell_guests("meetings.guest_programme_changed", guests, str(version), send_after=when, version=version)


def order_changed(meeting: Meeting) -> None:
    """Note on the locked row that its items are others, or in another order, than before."""
    meeting.programme_version += 1
    meeting.save(update_fields=["programme_version"])


@transaction.atomic
def publish_programme(meeting: Meeting, *, by: User) -> Meeting:
    """Show the programme to members and guests; from then on they are told what changes. Twice is harmless."""
    row, now = lock_meeting(meeting), timezone.now()
    if row.programme_published_at:
        return row
    if not row.is_planned or row.ends_at <= now or row.cycle.community.is_over:
        raise Refused(_("Only the programme of a planned meeting that is not over yet can be published."))
    if not ProgrammeItem.objects.filter(meeting=row).exists():
        raise Refused(_("There is nothing in the programme yet. Add an item first."))
    row.programme_published_at = now
    row.save(update_fields=["programme_published_at"])
    logger.info("programme of meeting %s published by %s", row.pk, by.pk)
    return row
