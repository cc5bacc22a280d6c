"""What becomes of a batch of mails when one looks at what their readers wish: sent, kept for later, or not sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.utils.translation import gettext_noop

from leerkring.accounts.models import User

from .kinds import Kind, Mail, get_kind, optional_kinds
from .models import Message, Mute, Preference
from .moments import KIND as DIGEST
from .render import zone_of

CLOSED = gettext_noop("account closed")
OFF = gettext_noop("switched off")
MUTED = gettext_noop("circle muted")
IN_DIGEST = gettext_noop("comes in the digest")
IN_PORTAL = gettext_noop("only in the portal")
NOT_MAILED = {Preference.Channel.DIGEST: IN_DIGEST, Preference.Channel.PORTAL: IN_PORTAL}


@dataclass
class Sorted:
    """The mails to send, and those that are not: until when, or why."""

    to_send: dict[Message, Mail] = field(default_factory=dict)
    held: dict[Message, datetime] = field(default_factory=dict)
    skipped: dict[Message, str] = field(default_factory=dict)


def refusals(batch: Iterable[Message]) -> dict[Message, str]:
    """Return who does not get what, whatever it says, and why; one query, and none where no circle can be muted."""
    bulk = {kind.name for kind in optional_kinds()}
    muted = _muted(message for message in batch if message.kind in bulk)
    return {message: reason for message in batch if (reason := _refusal(message, message.kind in bulk, muted))}


def _refusal(message: Message, is_bulk: bool, muted: set[tuple[int, int]]) -> str:
    person = message.recipient
    if person is None:
        return ""
    if not person.is_active:
        return CLOSED
    if not is_bulk:
        return ""
    preference = preference_to(person)
    if preference.refuses(message.kind) or (message.kind == DIGEST and preference.digest == Preference.Digest.NONE):
        return OFF
    return MUTED if message.scope and (person.pk, message.scope) in muted else ""


def _muted(batch: Iterable[Message]) -> set[tuple[int, int]]:
    people = {message.recipient_id for message in batch if message.scope and message.recipient_id}
    return set(Mute.objects.filter(user__in=people).values_list("user", "scope")) if people else set()


def sort_out(mails: Mapping[Message, Mail], now: datetime) -> Sorted:
    """Sort mails that are true and wanted by how, and when, their readers want them."""
    result = Sorted()
    for message, mail in mails.items():
        kind = get_kind(message.kind)
        preference = preference_to(message.recipient) if message.recipient else None
        if preference is None:
            result.to_send[message] = mail
        elif kind.bulk and (reason := NOT_MAILED.get(cast("Preference.Channel", preference.channel_of(kind.name)))):
            result.skipped[message] = reason
        elif not mail.urgent and (until := _rests_until(preference, kind, now)):
            result.held[message] = until
        else:
            result.to_send[message] = mail
    return result


def _rests_until(preference: Preference, kind: Kind, now: datetime) -> datetime | None:
    """Return until when this person is left alone: the whole pause by what can be missed, the night by all."""
    zone = zone_of(preference.user)
    ends = [preference.quiet_ends_at(zone, now), preference.pause_ends_at(zone) if kind.bulk else None]
    return max((end for end in ends if end and end > now), default=None)


def preference_to(person: User) -> Preference:
    """Return what somebody chose, as it was read with them; the defaults when they never did."""
    return getattr(person, "preference", None) or Preference(user=person)
