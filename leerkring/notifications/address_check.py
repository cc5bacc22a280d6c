"""The mail with which somebody shows that their address works after all."""

from collections.abc import Sequence
from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.accounts.models import User
from leerkring.core.links import absolute_url

from .actions import notify
from .bounces import suppressed_among
from .kinds import Kind, Mail, Skip
from .models import Message, Suppression

SALT = "leerkring.notifications.address_check"
MAX_AGE = timedelta(days=3)
NAME = "notifications.address_check"


def send_check(person: User, suppression: Suppression) -> None:
    """Put the mail in the outbox; within a minute, one."""
    minute = timezone.now().strftime("%Y%m%d%H%M")
    notify(person, NAME, key=f"address-check:{suppression.pk}:{minute}")


def make_check(person: User) -> str:
    """Return the token for the link: for this person, and the address they have now."""
    return signing.dumps([person.pk, person.email], salt=SALT)


def read_check(token: str) -> User | None:
    """Return whose address the link confirms; None when it was altered, is too old, or they have another address."""
    try:
        user_id, email = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return User.objects.filter(pk=user_id, email=email, is_active=True).first()


def prepare(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    """Turn rows into mails, unless the address was confirmed in the meantime; one query."""
    people = {message.pk: message.recipient for message in messages if message.recipient}
    waiting = suppressed_among({person.email for person in people.values()})
    return {
        pk: _mail(person) if person.email in waiting else Skip(gettext_noop("confirmed in the meantime"))
        for pk, person in people.items()
    }


def _mail(person: User) -> Mail:
    path = reverse("notifications:address_confirm", kwargs={"token": make_check(person)})
    return Mail("notifications_address_check", {"url": absolute_url(path)})


KIND = Kind(NAME, _("Confirming your address"), prepare, asked_for=True, in_portal=False)
