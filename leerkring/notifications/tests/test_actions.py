"""Putting mail in the outbox: all that was said of it is kept, once, and delivery is woken for what is due."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from leerkring.notifications import actions
from leerkring.notifications.actions import About, Intent, notify, notify_all
from leerkring.notifications.models import Message

from .postcards import KIND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("postcard")]


@pytest.fixture
def woken(monkeypatch):
    """How often delivery was woken."""
    times = []
    monkeypatch.setattr(actions, "wake_delivery", lambda **_options: times.append(True))
    return times


def test_notify_keeps_all_that_was_said(member):
    later = timezone.now() + timedelta(days=2)
    notify(
        " Guest@Example.nl",
        KIND,
        key="k",
        context={"text": "t"},
        send_after=later,
        language="en",
        about=About(3, "x:1"),
    )
    notify(member, KIND, key="k")

    guest, own = Message.objects.order_by("pk")
    assert (guest.recipient, guest.address, guest.language) == (None, "guest@example.nl", "en")
    assert (guest.kind, guest.key, guest.context, guest.scope, guest.topic) == (KIND, "k", {"text": "t"}, 3, "x:1")
    assert guest.send_after == guest.try_after == later
    assert (own.recipient, own.address, own.language, own.context) == (member, "", "", {})
    assert (own.scope, own.topic) == (None, "")


def test_notify_all_offers_what_is_there_already_and_keeps_it_once(member, host):
    intents = [Intent(person, "k") for person in (member, host)]

    assert [notify_all(KIND, intents[:1]), notify_all(KIND, intents), notify_all(KIND, [])] == [1, 2, 0]
    assert [message.recipient for message in Message.objects.order_by("pk")] == [member, host]


@pytest.mark.parametrize(("wait", "times"), [(-1, 1), (0, 1), (1, 0), (None, 1)])
def test_delivery_is_woken_for_what_is_due(member, woken, wait, times):
    with time_machine.travel(timezone.now(), tick=False):
        after = None if wait is None else timezone.now() + timedelta(seconds=wait)
        notify_all(KIND, [Intent(member, "k"), Intent(member, "l")], send_after=after)
        notify_all(KIND, [], send_after=after)
    assert len(woken) == times
