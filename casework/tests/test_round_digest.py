"""Feedback rounds in the digest: for who was asked, while their remarks are still welcome."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from casework.actions import feedback as actions
from casework.models import Outcome, RoundInvitee
from casework.round_digest import collect_rounds
from communities.models import Membership

from .rounds import start, url


def told(*people, days=7):
    """Return what each of these reads, in English."""
    now = timezone.now()
    lines = collect_rounds({person.pk: (now - timedelta(days=days), now + timedelta(minutes=1)) for person in people})
    with translation.override("en"):
        return {number: [(str(line.text), line.url, line.is_new) for line in found] for number, found in lines.items()}


def test_who_was_asked_reads_of_an_open_round_until_when(round_, inside, host, coordinator):
    [(text, address, is_new)] = told(host, coordinator)[host.pk]
    assert text.startswith("What do you think of “Groen licht voor de Linge”? React by ")
    assert address.endswith(url("round_read", round_)) and is_new


def test_round_from_before_the_window_goes_along_and_is_no_news(round_, inside, host):
    RoundInvitee.objects.update(invited_at=timezone.now() - timedelta(days=2))
    type(round_).objects.update(opens_at=timezone.now() - timedelta(days=2))
    assert [is_new for _text, _url, is_new in told(host, days=1)[host.pk]] == [False]


@pytest.mark.parametrize("what", ["planned", "ended", "closed", "done", "reacted", "left", "withdrawn"])
def test_round_that_waits_for_nobody_is_not_told(what, round_, inside, host):
    now = timezone.now()
    rounds = type(round_).objects
    if what == "planned":
        rounds.update(opens_at=now + timedelta(days=1))
    if what == "ended":
        rounds.update(opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1))
    if what == "closed":
        rounds.update(closed_at=now)
    if what == "done":
        RoundInvitee.objects.update(done_at=now)
    if what == "reacted":
        inside.remarks.create(round=round_, text="Ja.")
    if what == "left":
        Membership.objects.filter(user=host).update(left_at=now)
    if what == "withdrawn":
        Outcome.objects.update(status="withdrawn", published_at=now, withdrawn_at=now)
    assert told(host) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_digest_asks_twice_however_many_rounds(number, version, member, host, django_assert_num_queries):
    for audience in ["practice", "policy", "residents"][:number]:
        actions.invite_members(start(version, member, audience=audience), [host], by=member)
    with django_assert_num_queries(2):
        assert len(told(host)[host.pk]) == number
