"""Asking a guest to one meeting: what its coordinators do."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.tokens import hash_token
from leerkring.notifications.actions import notify

from ..ledger import about
from ..models import Guest, Meeting, ProgrammeItem
from ..tokens import guest_token
from .meeting import lock_meeting, tell_guests
from .programme_change import changing

MOST_GUESTS = 20


@transaction.atomic
def invite_guest(
    meeting: Meeting, *, by: User, name: str, email: str, kind: str, organisation: str = "", language: str = "nl"
) -> Guest:
    """Ask somebody from outside to a meeting, with a link of their own.

    The same person again (a button pressed twice) is asked once; another person at that address is refused.
    """
    row, email = lock_meeting(meeting), email.strip().lower()
    _refuse_when_over(row)
    known = row.guests.listed().filter(email__iexact=email).first()
    if known and known.name == name:
        return known
    _refuse_taken(row, email, known)
    if row.guests.listed().count() >= MOST_GUESTS:
        raise Refused(_("A meeting has at most %(count)s guests.") % {"count": MOST_GUESTS})
    facts = {"name": name, "email": email, "kind": kind, "organisation": organisation, "language": language}
    return _send(Guest(meeting=row, **facts), by=by)


def _refuse_taken(meeting: Meeting, email: str, known: Guest | None) -> None:
    if known:
        words = {"email": email, "name": known.name}
        raise Refused(_("%(name)s has been asked at %(email)s. Change that guest instead.") % words)
    if meeting.cycle.community.memberships.active().filter(user__email__iexact=email).exists():
        raise Refused(_("%(email)s is a member of this circle, and sees this meeting without an invitation.") % {
            "email": email
        })  # fmt: skip


def _refuse_when_over(meeting: Meeting) -> None:
    if meeting.cycle.community.status != Community.Status.ACTIVE or not meeting.is_planned:
        raise Refused(_("Guests are asked to a planned meeting of a running circle."))
    if meeting.is_over:
        raise Refused(_("This meeting is over. Nobody can be asked to it any more."))


def _send(guest: Guest, *, by: User) -> Guest:
    """Give the guest a new link, which ends the one before it, and mail it."""
    new = guest.pk is None
    guest.nonce, guest.invited_by, guest.invited_at = secrets.token_hex(16), by, timezone.now()
    if new:
        # The token is made with the number of the row; until then the place is kept by the nonce.
        guest.token_hash = hash_token(guest.nonce)
        guest.save()
    guest.token_hash = hash_token(guest_token(guest))
    guest.save()
    context = {"guest": guest.pk, "nonce": guest.nonce}
    key = f"meetings.guest_invited:{guest.pk}:{guest.nonce}"
    where = about(guest.meeting)
    notify(guest.email, "meetings.guest_invited", key=key, context=context, language=guest.language, about=where)
    return guest


def lock_guest(guest: Guest) -> Guest:
    """Lock the meeting before its guest, always in this order; return the row as it is now, with its meeting."""
    meeting = lock_meeting(guest.meeting)
    row = Guest.objects.select_for_update().get(pk=guest.pk)
    row.meeting = meeting
    return row


@transaction.atomic
def resend_guest(guest: Guest, *, by: User) -> Guest:
    """Ask once more, with a new link; the old one stops working. Who had declined is asked again."""
    row = lock_guest(guest)
    _refuse_when_over(row.meeting)
    _refuse_withdrawn(row)
    if row.status == Guest.Status.DECLINED:
        row.status = Guest.Status.INVITED
    row.version += 1
    return _send(row, by=by)


@transaction.atomic
def change_guest(guest: Guest, *, by: User, version: int, **facts: Any) -> Guest:
    """Correct name, address and the like. Another address gets a link of its own; the old one stops working."""
    row = lock_guest(guest)
    _refuse_when_over(row.meeting)
    _refuse_withdrawn(row)
    facts["email"] = facts["email"].strip().lower()
    if all(getattr(row, name) == value for name, value in facts.items()):
        return row
    if row.version != version:
        raise Overtaken(
            _("This guest was changed while you were typing. Look at what stands there now, and try again.")
        )
    moved = facts["email"] != row.email
    if moved:
        others = row.meeting.guests.listed().exclude(pk=row.pk)
        _refuse_taken(row.meeting, facts["email"], others.filter(email__iexact=facts["email"]).first())
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    if moved:
        row.status, row.confirmed_for = Guest.Status.INVITED, None
        return _send(row, by=by)
    row.save()
    return row


def _refuse_withdrawn(guest: Guest) -> None:
    if guest.status == Guest.Status.WITHDRAWN:
        raise Refused(_("This guest was withdrawn in the meantime."))


@transaction.atomic
def withdraw_guest(guest: Guest, *, by: User) -> Guest:
    """Take a guest off the meeting: the link stops working at once, and they are told. Twice tells nobody again.

    What they would take care of is nobody's then; members who could see the programme are told.
    """
    row = lock_guest(guest)
    if row.status == Guest.Status.WITHDRAWN:
        return row
    _refuse_when_over(row.meeting)
    was_expected = row.is_expected
    with changing(row.meeting):
        row.status, row.token_hash, row.confirmed_for = Guest.Status.WITHDRAWN, None, None
        row.version, row.revision = row.version + 1, row.revision + 1
        row.save()
        ProgrammeItem.objects.filter(guest=row).update(guest=None, responsible="", version=F("version") + 1)
    if was_expected:
        tell_guests("meetings.guest_withdrawn", [row], str(row.version))
    return row


@transaction.atomic
def erase_guests(now: datetime) -> int:
    """Erase address, needs, remark and link of guests whose link has ended; return how many.

    Their name, what members may read about them and what they brought stay with the meeting.
    """
    due = Guest.objects.to_erase(now).order_by("pk").values_list("pk", flat=True)[:500]
    gone: dict[str, Any] = {"email": "", "needs": "", "remark": "", "nonce": "", "token_hash": None}
    return Guest.objects.filter(pk__in=list(due)).update(**gone, erased_at=now)
