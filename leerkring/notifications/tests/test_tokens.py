"""The link that stops mail: it stays what it was sent as, for a year and a half, and is for nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing

from leerkring.notifications.tokens import SALT, Subscription, make_token, read_token

SENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LASTS = timedelta(days=550)


@pytest.mark.parametrize("subscription", [Subscription(7), Subscription(7, "a.kind"), Subscription(7, scope=3)])
def test_link_says_what_it_is_for_until_it_is_too_old(time_machine, subscription):
    time_machine.move_to(SENT, tick=False)
    token = make_token(subscription)
    for later, read in [(timedelta(), True), (LASTS, True), (LASTS + timedelta(seconds=2), False)]:
        time_machine.move_to(SENT + later, tick=False)
        assert read_token(token) == (subscription if read else None)


def test_link_that_was_sent_works_on(settings, time_machine):
    settings.SECRET_KEY = "the key of this portal"
    time_machine.move_to(SENT, tick=False)
    assert (
        make_token(Subscription(7, "a.kind", 3))
        == "WzcsImEua2luZCIsM10:1vwfSq:aFNGcp7W1CLrRdVJMA1y2DwvQlKSL4-kool8FrutBqY"
    )
    # One of before there were circles in them.
    assert read_token(signing.dumps([7, "a.kind"], salt=SALT)) == Subscription(7, "a.kind")


@pytest.mark.parametrize("said", [[], [1, "a", 2, 3], 7])
def test_link_that_says_something_else_is_for_nothing(said):
    assert read_token(signing.dumps(said, salt=SALT)) is None


def test_link_that_was_altered_or_made_for_something_else_is_for_nothing():
    token = make_token(Subscription(7))
    for other in (token[:-1], f"x{token}", "", "no token", signing.dumps([7, "", 0], salt="another")):
        assert read_token(other) is None
