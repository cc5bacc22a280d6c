"""Sending again what was given up."""

from django.db import transaction
from django.utils import timezone

from .models import Message
from .tasks import wake_delivery


def may_resend(message: Message) -> bool:
    """Whether the message was given up and is still known to be about something; that is erased after a week."""
    return message.state == Message.State.DEAD and message.erase_after is not None


@transaction.atomic
def resend(message: Message) -> bool:
    """Put a dead letter back in the outbox, as if it had not been tried; return whether it was one.

    A conditional UPDATE, so that pressing twice sends one. The Message-ID stays, and everything is looked at again
    before it goes: who has left since, still gets nothing.
    """
    dead = Message.objects.filter(pk=message.pk, state=Message.State.DEAD, erase_after__isnull=False)
    now = timezone.now()
    changed = dead.update(state=Message.State.DUE, try_after=now, erase_after=None, attempts=0, reason="")
    if changed:
        wake_delivery(using=dead.db)
    return bool(changed)


def resend_newest(number: int) -> int:
    """Put the newest dead letters back; return how many of them could still go."""
    newest = Message.objects.filter(state=Message.State.DEAD).order_by("-pk")[:number]
    return sum(resend(message) for message in newest)
