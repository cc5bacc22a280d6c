"""Mail that came back, and mail that somebody reported: what that means for an address.

A hard bounce (there is no such address) or a complaint suppresses the address: nothing is sent to it any more but what
its owner asks for at that moment, as a code to sign in. Without that exception one wrong report would lock somebody
out of the very pages where it can be set right. A passing failure is counted, and changes nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from leerkring.accounts.models import User

from .models import Message, Suppression
from .models.suppression import mark_of, marks_of
from .signals import address_suppressed

# As many reported events are remembered per address.
MOST_EVENTS = 20
# Shown in the ledger.
SUPPRESSED = gettext_noop("mail to this address does not arrive")
CAME_BACK = {
    Suppression.Cause.BOUNCE: gettext_noop("it came back: this address does not exist or takes no mail"),
    Suppression.Cause.COMPLAINT: gettext_noop("reported as unwanted mail"),
}
REFUSED = gettext_noop("it came back: the mail was refused")


@transaction.atomic
def suppress(address: str, cause: str, *, event: str = "", at: datetime | None = None) -> bool:
    """Stop mail to an address; return whether that is new. Coordinators hear of it through the signal.

    ``event`` is the number under which a service reports it and ``at`` when it happened: an event twice, and one from
    before the owner confirmed the address again, change nothing. Neither does one about an address we never wrote to.
    """
    row = _noted(address, event, at)
    if row is None or row.suppressed_at:
        return False
    row.cause, row.suppressed_at = cause, timezone.now()
    row.save()
    address_suppressed.send(
        Suppression, address=address.strip().lower(), person=_owner(address), cause=cause, at=row.suppressed_at
    )
    return True


@transaction.atomic
def note_soft_bounce(address: str, *, event: str = "", at: datetime | None = None) -> None:
    """Count a failure that passes."""
    if row := _noted(address, event, at):
        row.soft_bounces += 1
        row.save()


@transaction.atomic
def confirm_address(address: str) -> None:
    """Write to the address again: its owner has just read a mail there. Again is harmless."""
    for row in Suppression.objects.select_for_update().of(address).in_force():
        row.cause, row.suppressed_at, row.soft_bounces = "", None, 0
        row.confirmed_at = timezone.now()
        row.save()


def suppression_of(address: str) -> Suppression | None:
    """Return why nothing is sent to this address; None when it is."""
    return Suppression.objects.in_force().of(address).first()


def suppressed_among(addresses: Iterable[str]) -> set[str]:
    """Return which of these addresses are not written to, in one query."""
    by_mark = {mark: address for address in addresses for mark in marks_of(address)}
    found = Suppression.objects.in_force().filter(mark__in=by_mark).values_list("mark", flat=True)
    return {by_mark[mark] for mark in found}


def mark_bounced(message_id: str, reason: str) -> Message | None:
    """Write in the ledger that a mail came back; return it, or None when we sent none with this Message-ID."""
    number = message_id.strip().strip("<>").partition(".")[0]
    if not number.isdecimal() or len(number) > 18:
        return None
    found = Message.objects.filter(pk=int(number), message_id=f"<{message_id.strip().strip('<>')}>")
    message = found.select_related("recipient").first()
    if message:
        arrived = found.filter(state__in=[Message.State.SENT, Message.State.UNCERTAIN])
        arrived.update(state=Message.State.BOUNCED, reason=reason)
    return message


def _noted(address: str, event: str, at: datetime | None) -> Suppression | None:
    """Return the locked row of an address with this event noted in it; None when the event means nothing."""
    if not address or not _is_known(address):
        return None
    Suppression.objects.get_or_create(mark__in=marks_of(address), defaults={"mark": mark_of(address)})
    row = Suppression.objects.select_for_update().of(address).get()
    if (event and event in row.events) or (row.confirmed_at and at and at <= row.confirmed_at):
        return None
    row.events = [*row.events, event][-MOST_EVENTS:] if event else row.events
    return row


def _is_known(address: str) -> bool:
    """Whether we ever wrote to it: a service may report of mail that others sent."""
    sent = Message.objects.filter(address=address.strip().lower(), recipient__isnull=True)
    return _owner(address) is not None or sent.exists()


def _owner(address: str) -> User | None:
    return User.objects.filter(email__iexact=address.strip()).first()
