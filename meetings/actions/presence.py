"""Saying that one is there, keeping the list, signing it, and correcting it afterwards."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Meeting, Presence
from ..presence import arrival, is_proof, is_typed_now
from .certificate import follow_correction
from .meeting import lock_meeting

logger = logging.getLogger(__name__)
MOST_WALK_INS = 50


@dataclass(frozen=True)
class Facts:
    """What stands on the list of one person."""

    is_there: bool
    from_time: time
    until_time: time
    way: str = Presence.Way.LOCATION

    def as_json(self) -> dict[str, Any]:
        """Return them as the log keeps them."""
        times = {"from_time": f"{self.from_time:%H:%M}", "until_time": f"{self.until_time:%H:%M}"}
        return asdict(self) | times


@dataclass(frozen=True)
class Tick:
    """What somebody filled in on the list for one person, and which version of the row they saw (0: none yet)."""

    key: str
    version: int
    facts: Facts


def facts_of(row: Presence) -> Facts:
    """Return what stands on the list of a person."""
    return Facts(row.removed_at is None, row.from_time, row.until_time, row.way)


def key_of(row: Presence) -> str:
    """Return what names the person on the list: a member, a guest, or somebody who walked in."""
    if row.user_id:
        return f"u{row.user_id}"
    return f"g{row.guest_id}" if row.guest_id else f"p{row.pk}"


# --- By the person ----------------------------------------------------------------------------------------------


@transaction.atomic
def report_presence(meeting: Meeting, *, by: User, code: str = "", proof: str = "") -> Presence:
    """Let a member say that they are there, with the code on the wall or the proof that they scanned it.

    Twice is once. Who was taken off the list by whoever leads the meeting does not come back on it this way.
    """
    row, now = lock_meeting(meeting), timezone.now()
    _refuse_out_of_time(row, now)
    if not _takes_part(row, by):
        raise Refused(_("Only who takes part in this circle can say so."))
    known = Presence.objects.filter(meeting=row, user=by).first()
    if known and known.removed_at:
        raise Refused(_("You were taken off the list. Ask who leads the meeting to put you back."))
    if known:
        return known
    if not (is_proof(row.pk, proof) if proof else is_typed_now(row.pk, code, now)):
        raise Refused(_("This is not the code on the wall any more. Look at the code that hangs there now."))
    times = {"from_time": arrival(row, now), "until_time": row.end_time}
    return Presence.objects.create(meeting=row, user=by, source=Presence.Source.QR, recorded_by=by, **times)


def _refuse_out_of_time(meeting: Meeting, now: datetime) -> None:
    _refuse_when_off(meeting)
    if meeting.format == Meeting.Format.ONLINE:
        raise Refused(_("This meeting is online. Whoever leads it keeps the list."))
    if meeting.presence_signed_at:
        raise Refused(_("The list has been signed. Ask who leads the meeting to correct it."))
    if now < meeting.starts_at - Meeting.DOORS_OPEN:
        raise Refused(_("You can say so from an hour before the meeting."))
    if now >= meeting.ends_at + Meeting.DOORS_CLOSE:
        raise Refused(_("The meeting is over. Ask who leads the meeting to put you on the list."))


def _refuse_when_off(meeting: Meeting) -> None:
    if not meeting.is_planned or meeting.cycle.community.status != Community.Status.ACTIVE:
        raise Refused(_("This meeting does not go on, or its circle is closed."))


def _takes_part(meeting: Meeting, user: User) -> bool:
    return bool(meeting.cycle.community.memberships.active().filter(user=user).exists())


# --- By who leads the meeting -----------------------------------------------------------------------------------


@transaction.atomic
def keep_list(meeting: Meeting, *, by: User, ticks: Sequence[Tick]) -> dict[str, Presence]:
    """Keep what was ticked; return the rows that somebody else changed in between, which stay as they are.

    Each person is a row of their own: two people with the list open at once lose nothing of one another.
    """
    row = lock_meeting(meeting)
    _refuse_closed_list(row)
    rows = {key_of(known): known for known in Presence.objects.filter(meeting=row).select_for_update()}
    overtaken = {}
    for tick in ticks:
        known = rows.get(tick.key)
        if known and known.version != tick.version and facts_of(known) != tick.facts:
            overtaken[tick.key] = known
        elif known:
            _change(known, tick.facts, by=by)
        elif tick.facts.is_there:
            _add(row, tick.key, tick.facts, by=by)
    return overtaken


def _refuse_closed_list(meeting: Meeting) -> None:
    _refuse_when_off(meeting)
    if meeting.presence_signed_at:
        raise Refused(_("The list has been signed in the meantime. What is not right can still be corrected."))
    if timezone.now() < meeting.starts_at - Meeting.DOORS_OPEN:
        raise Refused(_("The list opens an hour before the meeting."))


def _add(meeting: Meeting, key: str, facts: Facts, *, by: User) -> Presence:
    """Put somebody on the list who did not stand on it: a member or a guest of this meeting."""
    kind, pk = key[:1], int(key[1:]) if key[1:].isdecimal() else 0
    person: dict[str, Any] = {}
    if kind == "u" and Membership.objects.active().filter(community=meeting.cycle.community_id, user=pk).exists():
        person = {"user_id": pk}
    elif kind == "g" and meeting.guests.listed().filter(pk=pk).exists():
        person = {"guest_id": pk}
    if not person:
        raise Refused(_("Somebody on this list left the circle or was withdrawn. Look at the list again."))
    times = {"from_time": facts.from_time, "until_time": facts.until_time, "way": facts.way}
    source = Presence.Source.LIST
    return Presence.objects.create(meeting=meeting, recorded_by=by, source=source, **person, **times)


def _change(row: Presence, facts: Facts, *, by: User, reason: str = "") -> None:
    """Change a row and log what it was, unless somebody changes their own row before it was signed."""
    before = facts_of(row)
    if before == facts:
        return
    row.from_time, row.until_time, row.way = facts.from_time, facts.until_time, facts.way
    if facts.is_there != before.is_there:
        row.removed_at = None if facts.is_there else timezone.now()
    row.version += 1
    row.save()
    if reason or row.user_id != by.pk:
        row.corrections.create(before=before.as_json(), after=facts.as_json(), reason=reason, corrected_by=by)


@transaction.atomic
def add_walk_in(meeting: Meeting, *, by: User, name: str) -> Presence:
    """Put somebody on the list who was not invited, by name, for the whole meeting; the same name is one person."""
    row = lock_meeting(meeting)
    _refuse_closed_list(row)
    walk_ins = Presence.objects.filter(meeting=row, user=None, guest=None)
    known = walk_ins.counted().filter(name__iexact=name).first()
    if known:
        return known
    if walk_ins.count() >= MOST_WALK_INS:
        raise Refused(_("At most %(count)s people can be added by name.") % {"count": MOST_WALK_INS})
    times = {"from_time": row.start_time, "until_time": row.end_time}
    return Presence.objects.create(meeting=row, name=name, source=Presence.Source.LIST, recorded_by=by, **times)


@transaction.atomic
def sign_presence(meeting: Meeting, *, by: User) -> Meeting:
    """Sign the list once the meeting is over: from then on it is only corrected, with the reason. Twice is once."""
    row = lock_meeting(meeting)
    if row.presence_signed_at:
        return row
    _refuse_when_off(row)
    if not row.is_over:
        raise Refused(_("The list is signed when the meeting is over."))
    if not Presence.objects.filter(meeting=row).counted().exists():
        raise Refused(_("Nobody stands on the list yet. Tick who was there first."))
    row.presence_signed_at, row.presence_signed_by = timezone.now(), by
    row.save(update_fields=["presence_signed_at", "presence_signed_by"])
    logger.info("presence list of meeting %s signed by %s", row.pk, by.pk)
    return row


@transaction.atomic
def correct_presence(meeting: Meeting, *, by: User, tick: Tick, reason: str) -> Presence:
    """Correct one person on a signed list; what it was, by whom and why is kept, and their certificate follows.

    Raises ``Overtaken`` when somebody else corrected that person in between.
    """
    row = lock_meeting(meeting)
    _refuse_when_off(row)
    if not row.presence_signed_at:
        raise Refused(_("The list is not signed yet. Change it on the list itself."))
    rows = {key_of(known): known for known in Presence.objects.filter(meeting=row).select_for_update()}
    known = rows.get(tick.key)
    if (known.version if known else 0) != tick.version:
        if known and facts_of(known) == tick.facts:
            return known
        raise Overtaken(_("Somebody else corrected this while you were typing. Look at what stands there now."))
    if known is None:
        known = _add(row, tick.key, tick.facts, by=by)
        absent = {"is_there": False}
        known.corrections.create(before=absent, after=tick.facts.as_json(), reason=reason, corrected_by=by)
    else:
        _change(known, tick.facts, by=by, reason=reason)
    follow_correction(row, known, by=by)
    return known
