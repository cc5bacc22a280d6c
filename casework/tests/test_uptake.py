"""Asking what became of an outcome: when, whom, and never of what is no longer so."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from casework.actions.uptake import COPY, KIND, ask_uptake, copy_of_question
from casework.models import Outcome, OutcomeAuthor
from communities.actions.rhythm import add_break, set_rhythm
from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message
from leerkring.notifications.rhythm import Choice

PUBLISHED = datetime(2027, 1, 4, 22, 30, tzinfo=UTC)
# Nine o'clock in Amsterdam, 90 days later: the clock went forward in between.
NINETY = datetime(2027, 4, 4, 7, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(PUBLISHED)]


@pytest.fixture
def paper(community, member):
    outcome = Outcome.objects.create(
        community=community,
        slug="koffie",
        title="Koffie helpt",
        abstract="Kort.",
        body="Lang.",
        status="published",
        published_at=PUBLISHED,
        next_uptake_at=PUBLISHED,
    )
    OutcomeAuthor.objects.create(outcome=outcome, position=1, user=member, name=member.full_name)
    OutcomeAuthor.objects.create(outcome=outcome, position=2, name="Els Vonk")
    ask_uptake(PUBLISHED)
    return outcome


def asked():
    return sorted(
        Message.objects.filter(kind=KIND).values_list("recipient__given_name", "context__rule"),
        key=lambda row: (row[1], row[0]),
    )


def test_authors_and_coordinators_are_asked_three_times(paper, coordinator, host):
    assert ask_uptake(NINETY - timedelta(seconds=1)) == 0
    assert ask_uptake(NINETY) == 2
    assert ask_uptake(NINETY) == 0
    assert ask_uptake(PUBLISHED + timedelta(days=181)) == 2
    assert ask_uptake(PUBLISHED + timedelta(days=366)) == 2
    assert [rule for name, rule in asked() if name == "Daan"] == ["uptake_180", "uptake_365", "uptake_90"]
    paper.refresh_from_db()
    assert paper.next_uptake_at is None


def test_only_the_latest_is_asked_after_an_outage_and_nothing_long_past(paper, coordinator):
    assert ask_uptake(NINETY + timedelta(days=30)) == 0
    assert ask_uptake(NINETY + timedelta(days=91)) == 2
    assert {rule for _name, rule in asked()} == {"uptake_180"}


def test_draft_and_archived_ask_nobody(paper, coordinator, community):
    Community.objects.update(**CLOSED | {"status": "archived"})
    assert ask_uptake(NINETY) == 0
    Outcome.objects.update(status="draft", published_at=None, next_uptake_at=NINETY)
    assert ask_uptake(NINETY) == 0


def test_closed_circle_still_asks_its_authors(paper, community, member):
    Community.objects.update(**CLOSED)
    Membership.objects.update(alumnus_since=timezone.now())
    assert ask_uptake(NINETY) == 1


def test_circle_shifts_and_switches_off_and_has_breaks(paper, community, coordinator):
    with time_machine.travel(PUBLISHED + timedelta(days=1), tick=False):
        choices = {"uptake_90": Choice(days=60, line="Vertel het ons!"), "uptake_180": Choice(is_on=False)}
        set_rhythm(community, by=coordinator, version=1, choices=choices)
        add_break(
            community, by=coordinator, starts_on=datetime(2027, 3, 1).date(), ends_on=datetime(2027, 3, 9).date()
        )
        assert ask_uptake(timezone.now()) == 0
    assert ask_uptake(datetime(2027, 3, 10, 7, 59, tzinfo=UTC)) == 0
    assert ask_uptake(datetime(2027, 3, 10, 8, 0, tzinfo=UTC)) == 2
    with time_machine.travel(datetime(2027, 3, 10, 9, 0, tzinfo=UTC)):
        deliver_due()
    assert all("Vertel het ons!" in message.body for message in mail.outbox) and len(mail.outbox) == 2
    assert ask_uptake(PUBLISHED + timedelta(days=182)) == 0


@pytest.mark.parametrize("what", ["left", "gone", "off"])
def test_question_is_not_sent_when_it_is_no_longer_true(what, paper, community, coordinator, member):
    Message.objects.all().delete()
    ask_uptake(NINETY)
    if what == "left":
        Membership.objects.update(left_at=timezone.now())
        OutcomeAuthor.objects.update(user=None)
    if what == "gone":
        Outcome.objects.update(status="draft", published_at=None)
    if what == "off":
        set_rhythm(community, by=coordinator, version=1, choices={"uptake_90": Choice(is_on=False)})
    with time_machine.travel(NINETY):
        deliver_due()
    assert set(Message.objects.filter(kind=KIND).values_list("state", flat=True)) == {"skipped"}


def test_copy_of_a_question_goes_to_who_asks_for_it_marked_as_an_example(paper, coordinator, community):
    for _press in range(2):
        assert copy_of_question(community, paper.pk, "uptake_90", coordinator)
    deliver_due()
    [letter] = mail.outbox
    assert coordinator.email in letter.to[0]
    assert "Dit is een voorbeeld" in letter.body


@pytest.mark.parametrize(("number", "rule"), [(0, "uptake_90"), (None, "prepare")])
def test_no_copy_of_a_question_that_is_not_asked(number, rule, paper, coordinator, community):
    assert not copy_of_question(community, paper.pk if number is None else number, rule, coordinator)
    assert not Message.objects.filter(kind=COPY).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_ask_uptake_asks_a_fixed_number_of_queries(count, paper, coordinator, community, django_assert_num_queries):
    for number in range(count - 1):
        Outcome.objects.create(
            community=community,
            slug=f"stuk-{number}",
            title="Stuk",
            status="published",
            published_at=PUBLISHED,
            next_uptake_at=NINETY,
        )
    with django_assert_num_queries(9):
        ask_uptake(NINETY)


def test_ask_uptake_asks_one_query_when_nothing_is_due(paper, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert ask_uptake(PUBLISHED) == 0
