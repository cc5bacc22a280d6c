"""Mail on hold after a backup was put back."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message, Pulse
from leerkring.notifications.onhold import HELD, held_since, skip_old_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    return Pulse.objects.create(name=HELD, at=timezone.now()).at


def said(*words: str) -> str:
    out = StringIO()
    call_command("confirm_restore", *words, stdout=out)
    return out.getvalue().strip()


def test_nothing_goes_out_while_mail_is_held_but_what_somebody_asks_for(held, write, add_kind, member, mail_server):
    add_kind(name="tests.code", asked_for=True)
    write(member)
    write(member, kind="tests.code")

    assert deliver_due()["sent"] == 1
    assert Message.objects.get(state="sent").kind == "tests.code"
    assert held_since() == held

    assert said() == "Mail goes out again. Given up: 0."
    assert deliver_due()["sent"] == 1
    assert said() == "Mail is not on hold."


def test_what_waited_in_the_backup_is_given_up_and_what_is_for_later_goes(write, member, mail_server):
    old, later = write(member), write(member, send_after=timezone.now() + timedelta(days=1))
    ended = [state for state in Message.State if state not in (Message.State.DUE, Message.State.CLAIMED)]
    for state in ended:
        Message.objects.filter(pk=write(member).pk).update(state=state, try_after=None, reason="so")

    assert skip_old_mail(timezone.now()) == 1
    assert Message.objects.filter(state__in=ended, reason="so").count() == len(ended)

    old.refresh_from_db()
    assert (old.state, old.reason) == ("skipped", "from before a backup was put back")
    assert list(Message.objects.filter(state="due")) == [later]
    assert deliver_due() == {}


def test_operator_may_give_up_what_came_due_meanwhile(held, write, member, mail_server):
    write(member)

    assert said("--drop") == "Mail goes out again. Given up: 1."
    assert deliver_due() == {}
