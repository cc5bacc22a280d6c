"""Who sends which message, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from leerkring.notifications import claims
from leerkring.notifications.models import Message

State = Message.State


def later(**delta):
    return timezone.now() + timedelta(**delta)


def test_claim_takes_due_messages_oldest_first(write, member, host):
    newer = write(member, send_after=later(minutes=-1))
    older = write(host, send_after=later(minutes=-2))
    write(host, send_after=later(minutes=5))

    batch = claims.claim_batch(timezone.now())

    assert batch == [older, newer]
    assert {message.state for message in batch} == {State.CLAIMED}
    assert [message.attempts for message in batch] == [1, 1]


def test_claim_takes_nothing_when_another_holds_it(write, member):
    write(member)
    claims.claim_batch(timezone.now())

    assert claims.claim_batch(timezone.now()) == []


def test_claim_returns_when_its_worker_died(write, member):
    message = write(member)
    claims.claim_batch(timezone.now())

    assert claims.claim_batch(later(seconds=89)) == []
    assert claims.claim_batch(later(seconds=91)) == [message]


def test_claim_takes_bulk_mail_last(add_kind, write, member):
    add_kind("tests.bulk", bulk=True)
    bulk = write(member, kind="tests.bulk", send_after=later(hours=-1))
    code = write(member)

    assert claims.claim_batch(timezone.now()) == [code]
    assert claims.claim_batch(timezone.now()) == [bulk]


def test_claim_takes_a_message_alone_when_it_was_tried_often(write, member):
    messages = [write(member) for _ in range(3)]
    Message.objects.update(attempts=claims.ALONE_FROM)

    assert [claims.claim_batch(timezone.now()) for _ in range(3)] == [[message] for message in messages]


def test_claim_asks_the_same_number_of_queries_for_any_number(write, member, django_assert_num_queries):
    write(member)
    with django_assert_num_queries(6):
        assert len(claims.claim_batch(timezone.now())) == 1
    for _ in range(3):
        write(member)
    with django_assert_num_queries(6):
        assert len(claims.claim_batch(timezone.now())) == 3


def test_mark_writes_nothing_when_the_lease_was_lost(write, member):
    write(member)
    [lost] = claims.claim_batch(timezone.now())
    [held] = claims.claim_batch(later(seconds=100))

    claims.mark_dead(lost, reason="too late")
    assert Message.objects.get().state == State.CLAIMED
    claims.mark_sent(held, message_id="<1@x>")
    assert Message.objects.get().state == State.SENT


def test_release_gives_back_as_if_never_claimed(write, member):
    message = write(member)
    claims.release(claims.claim_batch(timezone.now()))

    message.refresh_from_db()
    assert (message.state, message.attempts, message.try_after, message.claim) == (
        State.DUE,
        0,
        message.send_after,
        "",
    )


def test_what_waits_for_its_reader_is_free_for_all_and_counts_no_attempt(write, member):
    """Also what was tried before: the wait itself is no attempt."""
    message, moment = write(member), later(hours=3)
    Message.objects.update(attempts=2)
    claims.hold(dict.fromkeys(claims.claim_batch(timezone.now()), moment))

    message.refresh_from_db()
    assert (message.state, message.claim, message.attempts, message.try_after) == (State.DUE, "", 2, moment)


@pytest.mark.parametrize("end", ["sent", "skipped", "dead"])
def test_what_is_over_is_nobodys_and_waits_for_nothing(write, member, end):
    message = write(member)
    [held] = claims.claim_batch(timezone.now())
    marks = {
        "sent": lambda: claims.mark_sent(held, message_id="<1@x>"),
        "skipped": lambda: claims.mark_skipped({held: "weg"}),
        "dead": lambda: claims.mark_dead(held, reason="weg"),
    }
    marks[end]()

    message.refresh_from_db()
    assert (message.state, message.claim, message.try_after) == (end, "", None)
    assert message.erase_after > timezone.now()


def test_failed_message_waits_longer_each_time(write, member):
    message = write(member)
    claims.mark_failed(claims.claim_batch(timezone.now())[0], reason="no")

    message.refresh_from_db()
    assert message.state == State.DUE
    assert claims.claim_batch(later(seconds=50)) == []
    assert claims.claim_batch(later(seconds=70)) == [message]
    assert [claims.backoff(count).seconds // 60 for count in (1, 2, 3, 4, 7, 12)] == [1, 2, 4, 8, 60, 60]


def test_failed_message_is_dead_after_the_last_attempt(write, member):
    message = write(member)
    Message.objects.update(attempts=claims.MAX_ATTEMPTS - 1)
    claims.mark_failed(claims.claim_batch(timezone.now())[0], reason="x" * 500)

    message.refresh_from_db()
    assert message.state == State.DEAD
    assert len(message.reason) == 200


def test_uncertain_message_is_tried_once_more_with_the_same_id(write, member):
    message = write(member)
    for expected in (State.DUE, State.UNCERTAIN):
        [claimed] = claims.claim_batch(later(hours=2))
        claims.mark_uncertain(claimed, message_id="<1@x>", reason="silence", may_repeat=True)
        Message.objects.filter(state=State.DUE).update(try_after=F("send_after"))
        message.refresh_from_db()
        assert message.state == expected
    assert message.message_id == "<1@x>"


def test_uncertain_message_is_not_tried_again_when_it_may_not_repeat(write, member):
    message = write(member)
    claims.mark_uncertain(
        claims.claim_batch(timezone.now())[0], message_id="<1@x>", reason="silence", may_repeat=False
    )

    message.refresh_from_db()
    assert message.state == State.UNCERTAIN


def test_waiting_messages_are_found_by_index(write, member):
    """Almost all rows are sent; a query that walks over them would cost more each week."""
    write(member)
    query = Message.objects.claimable(timezone.now()).order_by("try_after", "pk")
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
    assert "messages_waiting" in query.explain()


@pytest.mark.grown
@pytest.mark.django_db
@pytest.mark.parametrize(("kinds", "waits"), [(["tests.bulk"], "off"), (["tests.bulk", "tests.postcard"], "on")])
def test_only_marks_of_bulk_mail_do_not_wait_for_the_disk(add_kind, write, member, kinds, waits):
    add_kind("tests.bulk", bulk=True)
    batch = [write(member, kind=kind) for kind in kinds]

    with claims.quick_marks(batch):
        assert waits_for_the_disk() == waits
    assert waits_for_the_disk() == "on"


def waits_for_the_disk():
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_claim_gives_each_message_to_one_worker_when_many_ask(write, member, monkeypatch):
    monkeypatch.setattr(claims, "BATCH", 7)
    expected = {write(member).pk for _ in range(60)}

    def work(_number):
        taken = []
        try:
            while Message.objects.claimable(timezone.now()).exists():
                taken += [message.pk for message in claims.claim_batch(timezone.now())]
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [pk for share in pool.map(work, range(4)) for pk in share]

    assert len(taken) == len(set(taken))
    assert set(taken) == expected
