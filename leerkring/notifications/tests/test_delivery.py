"""Delivery, against a mail server that really speaks SMTP."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leerkring.notifications import claims, delivery
from leerkring.notifications.actions import Intent, notify, notify_all
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

State = Message.State
pytestmark = pytest.mark.django_db


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def make_due():
    """Pretend that all waiting is over."""
    waiting = Message.objects.filter(try_after__isnull=False)
    waiting.update(try_after=timezone.now() - timedelta(seconds=1))


def test_deliver_sends_each_message_once_over_one_connection(write, member, host, mail_server):
    messages = [write(member), write(host), write("guest@example.nl")]

    assert deliver_due() == {"sent": 3, "skipped": 0}
    assert deliver_due() == {}

    assert [mail["To"] for mail in mail_server.mails][2] == "guest@example.nl"
    assert mail_server.connections == 1
    for message in messages:
        message.refresh_from_db()
        assert message.state == State.SENT
        assert message.sent_at and message.erase_after and message.try_after is None
    assert mail_server.ids == [message.message_id for message in messages]


def test_deliver_waits_until_a_message_is_due(write, member, mail_server):
    write(member, send_after=timezone.now() + timedelta(minutes=2))
    assert deliver_due() == {}
    assert mail_server.mails == []


def test_deliver_asks_a_fixed_number_of_queries_but_the_marks(write, member, mail_server, django_assert_num_queries):
    write(member)
    with django_assert_num_queries(15) as first:
        deliver_due()
    for _ in range(3):
        write(member)
    with django_assert_num_queries(17) as second:
        deliver_due()
    assert len(second) - len(first) == 2  # one mark for each mail more


def test_one_bad_row_never_stops_the_rest(write, member, mail_server):
    write(member)
    write(member, bad=True)
    write(member)

    assert deliver_due()["sent"] == 2
    assert states() == [State.SENT, State.DUE, State.SENT]
    bad = Message.objects.get(state=State.DUE)
    assert (bad.attempts, bad.reason) == (1, "ValueError: A bad row.")


def test_bad_row_is_dead_after_the_last_attempt(write, member, mail_server):
    write(member, bad=True)
    for _ in range(claims.MAX_ATTEMPTS):
        make_due()
        deliver_due()
    assert states() == [State.DEAD]


def test_a_newline_in_a_subject_does_not_stop_the_batch(write, member, mail_server):
    write(member, subject_text="One\nTwo")
    write(member)

    assert deliver_due()["sent"] == 2
    assert mail_server.mails[0]["Subject"] == "One Two"


def test_an_impossible_address_fails_alone(write, member, mail_server):
    impossible = write("x@example.nl")
    Message.objects.filter(pk=impossible.pk).update(address="x\n@example.nl")
    write(member)

    assert deliver_due()["sent"] == 1
    assert states() == [State.DUE, State.SENT]


def test_a_kind_that_nobody_knows_waits_for_the_app_that_does(write, member, mail_server):
    message = write(member)
    Message.objects.filter(pk=message.pk).update(kind="gone.kind")

    assert deliver_due()["failed"] == 1
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.DUE, "LookupError: No app registers the kind gone.kind.")


def test_kind_that_says_nothing_about_a_message_is_no_silent_loss(add_kind, write, member, mail_server):
    add_kind("tests.forgetful", lambda messages: {})
    write(member, kind="tests.forgetful")

    assert deliver_due()["failed"] == 1


def test_skipped_message_says_why(add_kind, write, member, mail_server):
    add_kind("tests.moved", lambda messages: {message.pk: Skip("meeting moved") for message in messages})
    write(member, kind="tests.moved")

    assert deliver_due() == {"skipped": 1}
    message = Message.objects.get()
    assert (message.state, message.reason) == (State.SKIPPED, "meeting moved")
    assert mail_server.mails == []


def test_person_gets_nothing_when_the_account_is_closed(write, member, mail_server):
    write(member)
    type(member).objects.update(is_active=False)

    assert deliver_due() == {"skipped": 1}
    assert mail_server.mails == []


def test_refused_for_now_is_tried_again(write, member, host, mail_server):
    mail_server.on_rcpt = lambda address: "451 busy" if address == member.email else None
    write(member)
    write(host)

    assert deliver_due() == {"failed": 1, "sent": 1, "skipped": 0}
    assert states() == [State.DUE, State.SENT]
    assert Message.objects.get(state=State.DUE).reason == "451 busy"

    mail_server.on_rcpt = lambda address: None
    make_due()
    deliver_due()
    assert states() == [State.SENT, State.SENT]


@pytest.mark.parametrize("moment", ["on_rcpt", "on_data"])
def test_refused_for_good_is_dead(write, member, host, mail_server, moment):
    setattr(mail_server, moment, lambda address: "550 no such person" if address == member.email else None)
    write(member)
    write(member)
    write(host)

    assert deliver_due() == {"dead": 2, "sent": 1, "skipped": 0}
    assert states() == [State.DEAD, State.DEAD, State.SENT]


def test_hung_up_before_the_mail_was_handed_over_is_tried_again(write, member, host, mail_server):
    mail_server.on_rcpt = lambda address: "drop" if address == member.email else None
    write(member)
    write(host)

    assert deliver_due()["sent"] == 1
    assert states() == [State.DUE, State.SENT]


def test_server_that_hangs_up_now_and_then_costs_no_attempt(write, member, mail_server):
    mail_server.per_connection = 2
    for _ in range(5):
        write(member)

    assert deliver_due()["sent"] == 5
    assert len(mail_server.mails) == 5
    assert mail_server.connections == 3


def test_unanswered_mail_is_sent_at_most_once_more(write, member, host, mail_server):
    mail_server.on_data = lambda address: "drop" if address == member.email else None
    write(member)
    write(host)

    counts = []
    for _ in range(4):
        counts.append(deliver_due()["uncertain"])
        make_due()
    assert counts == [1, 1, 0, 0]
    assert states() == [State.UNCERTAIN, State.SENT]
    to_member = [mail for mail in mail_server.mails if "daan" in mail["To"]]
    assert len(to_member) == 2
    assert len({mail["Message-ID"] for mail in to_member}) == 1


def test_unanswered_mail_is_never_sent_again_when_its_kind_may_not_repeat(add_kind, write, member, mail_server):
    add_kind("tests.news", may_repeat=False, bulk=True)
    mail_server.on_data = lambda address: "drop"
    write(member, kind="tests.news")

    deliver_due()
    make_due()
    deliver_due()
    assert states() == [State.UNCERTAIN]
    assert len(mail_server.mails) == 1


def test_mail_waits_without_counting_when_the_server_is_away(write, member, mail_server, settings):
    settings.EMAIL_PORT = 1
    write(member)
    write(member)

    assert deliver_due()["unreachable"] == 1
    assert set(Message.objects.values_list("state", "attempts")) == {(State.DUE, 0)}

    settings.EMAIL_PORT = mail_server.port
    assert deliver_due()["sent"] == 2


def test_batch_that_takes_too_long_goes_back_and_is_looked_at_again(write, member, mail_server, monkeypatch):
    for _ in range(3):
        write(member)
    monkeypatch.setattr(claims, "WORK", timedelta(0))

    monkeypatch.setattr(delivery, "RUN", timedelta(seconds=0.3))
    assert deliver_due()["left"] == 1
    assert set(Message.objects.values_list("state", "attempts")) == {(State.DUE, 0)}


def test_stale_claim_is_sent_by_the_next_worker(write, member, mail_server):
    write(member)
    claims.claim_batch(timezone.now() - claims.LEASE)

    assert deliver_due()["sent"] == 1


def test_the_same_intent_twice_is_one_mail(postcard, member, mail_server):
    for _ in range(2):
        notify(member, "tests.postcard", key="the same")
        notify("Guest@Example.nl ", "tests.postcard", key="the same")

    assert deliver_due()["sent"] == 2


def test_many_intents_take_one_query(postcard, member, host, mail_server, django_assert_num_queries):
    with django_assert_num_queries(1):
        notify_all("tests.postcard", [Intent(member, "a"), Intent(host, "a"), Intent("x@example.nl", "a")])


def test_person_sees_the_mail_of_now_not_of_then(add_kind, write, member, mail_server):
    names = {"text": "old"}
    add_kind("tests.live", lambda messages: {message.pk: Mail("postcard", names) for message in messages})
    write(member, kind="tests.live")
    names["text"] = "new"

    deliver_due()
    assert "new" in mail_server.mails[0].get_body(("plain",)).get_content()
