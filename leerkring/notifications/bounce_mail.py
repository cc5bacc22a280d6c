"""Mail servers' own reports of mail that could not be delivered (RFC 3464), and of complaints (RFC 5965).

They go to the address on the envelope. Where the portal receives mail, that is an address of its own per mail, as
antwoord+b-NUMBER-SIGNATURE@…: it tells which mail came back, whatever the report looks like, and nobody can make one.
"""

import re
from email.message import Message as Report
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from . import bounces
from .models import Message, Suppression

PREFIX = "b"
SALT = "leerkring.notifications.bounce"
# Status codes that say there is no such mailbox (RFC 3463); the others may pass, or are about the one mail.
GONE = re.compile(r"5\.(1\.(1|2|3|6|10)|2\.1)$")
# As much of a report as tells what it is about.
MOST_PARTS = 20


def envelope_from(message: Message) -> str:
    """Return to whom mail servers report about this mail; empty where the portal receives no mail."""
    name, at, host = settings.REPLY_ADDRESS.partition("@")
    return f"{name}+{PREFIX}-{message.pk}-{_signature(message.pk)}@{host}" if at else ""


def receive_report(token: str, mail: Report) -> str:
    """Take over what a mail server reports about one of our mails; return what became of it, in a word."""
    _prefix, number, signature = [*token.split("-"), "", ""][:3]
    if not number.isdecimal() or not constant_time_compare(signature, _signature(int(number))):
        return "bounce of nobody"
    message = Message.objects.filter(pk=int(number)).select_related("recipient").first()
    if message is None:
        return "bounce of a mail that is gone"
    return _take_over(message, mail)


def _take_over(message: Message, mail: Report) -> str:
    address = message.recipient.email if message.recipient else message.address
    event = f"report:{message.pk}:{_kind_of(mail)}"
    if _kind_of(mail) == "feedback-report":
        bounces.mark_bounced(message.message_id, bounces.CAME_BACK[Suppression.Cause.COMPLAINT])
        bounces.suppress(address, Suppression.Cause.COMPLAINT, event=event)
        return "complaint"
    failed = _failures(mail) if _kind_of(mail) == "delivery-status" else []
    if not failed:
        # Somebody's assistant that answers to the envelope, or a report that it takes longer.
        return "no bounce"
    if any(GONE.match(status) and _same(whom, address) for status, whom in failed):
        bounces.mark_bounced(message.message_id, bounces.CAME_BACK[Suppression.Cause.BOUNCE])
        bounces.suppress(address, Suppression.Cause.BOUNCE, event=event)
        return "hard bounce"
    bounces.mark_bounced(message.message_id, bounces.REFUSED)
    bounces.note_soft_bounce(address, event=event)
    return "soft bounce"


def _kind_of(mail: Report) -> str:
    kind = str(mail.get_param("report-type") or "").lower()
    return kind if mail.get_content_type() == "multipart/report" else ""


def _failures(mail: Report) -> list[tuple[str, str]]:
    """Return status and address of each recipient whom the mail did not reach for good."""
    found = []
    for part in list(mail.walk())[:MOST_PARTS]:
        blocks: Any = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(blocks, list):
            for block in blocks:
                if str(block.get("Action", "")).strip().lower() == "failed":
                    whom = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
                    found.append((str(block.get("Status", "")).strip(), whom.partition(";")[2].strip()))
    return found


def _same(whom: str, address: str) -> bool:
    """Whether the report is about the address that the person has now."""
    return parseaddr(whom)[1].lower() == address.lower()


def _signature(number: int) -> str:
    return salted_hmac(SALT, str(number), algorithm="sha256").hexdigest()[:20]
