"""Mail to contact persons: the only place, besides its own row, where the text of a message is ever read."""

from collections.abc import Mapping, Sequence
from email.utils import formataddr

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import ContactMessage, ContactPerson


def prepare_contact_messages(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Return a mail for each message that still may be passed on; two queries for all."""
    asked = {message.context.get("message", 0) for message in messages}
    rows = ContactMessage.objects.select_related("contact__community__programme", "contact__user").in_bulk(asked)
    contacts = {row.contact_id for row in rows.values()}
    # Everybody may write to whom everybody may see: the rule is asked again now.
    reachable = ContactPerson.objects.permitted(AnonymousUser(), "communities.view_contact_person")
    there = set(reachable.filter(pk__in=contacts).values_list("pk", flat=True))
    return {message.pk: _mail(message, rows.get(message.context.get("message", 0)), there) for message in messages}


def _mail(message: Message, row: ContactMessage | None, there: set[int]) -> Mail | Skip:
    if row is None:
        return Skip(gettext_noop("the message has been erased"))
    contact = row.contact
    if contact.pk not in there:
        return Skip(gettext_noop("no contact person any more, or the circle has been closed"))
    if contact.address.lower() != (message.recipient.email if message.recipient else message.address).lower():
        return Skip(gettext_noop("the contact person is somebody else now"))
    context = {
        "community": contact.community,
        "name": contact.user.given_name if contact.user else contact.name,
        "sender_name": row.sender_name,
        "sender_email": row.sender_email,
        "text": row.text,
        "url": absolute_url(contact.community.get_absolute_url()),
    }
    # A name on one line in quotes can't become a header of its own.
    sender = formataddr((" ".join(row.sender_name.split()), row.sender_email))
    return Mail("communities_contact", context, reply_to=sender)
