"""Passing on what somebody writes to a contact person.

The text stands in one row and in one mail; the outbox holds only the number of the row. There is no copy for the
sender: whoever can have a text of their own sent to any address has found an open relay.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.core.errors import Refused
from leerkring.notifications.actions import About, notify

from ..models import Community, ContactMessage, ContactPerson

KIND = "communities.contact"
KEPT = timedelta(days=30)
SAME_PRESS = timedelta(minutes=10)
# What one circle gets in a day, from however many senders: a mailbox must not be flooded.
MOST_A_DAY = 50


@transaction.atomic
def send_contact_message(contact: ContactPerson, *, sender_name: str, sender_email: str, text: str) -> ContactMessage:
    """Keep a message and put its mail in the outbox; the same words within ten minutes are one message.

    Refused when the circle is closed, when the contact person is gone, and when the circle got too many today.
    """
    community = Community.objects.select_for_update().get(pk=contact.community_id)
    row = ContactPerson.objects.select_related("user").filter(pk=contact.pk, community=community).first()
    if community.status != Community.Status.ACTIVE or row is None:
        raise Refused(_("Nobody can be written to here any more. Your message has not been sent."))
    now = timezone.now()
    facts = {"contact": row, "sender_name": sender_name, "sender_email": sender_email, "text": text}
    pressed = ContactMessage.objects.filter(**facts, created_at__gte=now - SAME_PRESS).first()
    if pressed:
        return pressed
    today = ContactMessage.objects.filter(contact__community=community, created_at__gte=now - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise Refused(_("This circle has had very many messages today. Try again tomorrow."))
    message = ContactMessage.objects.create(**facts)
    key, where = f"contact:{message.pk}", About(row.community_id)
    notify(row.user or row.email, KIND, key=key, context={"message": message.pk}, about=where)
    return message


def old_contact_messages(now: datetime) -> QuerySet[ContactMessage]:
    """Return those of longer than 30 days ago."""
    return ContactMessage.objects.filter(created_at__lt=now - KEPT)


def erase_contact_messages(now: datetime) -> int:
    """Erase messages 30 days after they were written; return 0, as this writes no mail."""
    old_contact_messages(now).delete()
    return 0
