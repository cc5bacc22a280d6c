"""Showing who you are once more, for who has neither a password nor a second factor."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

GUARDED = ["account_email", "account_set_password", "mfa_activate_totp", "mfa_add_webauthn"]
ASK = "/account/ben-jij-het/code/"


@pytest.fixture
def stale(as_user, person):
    """A browser in which somebody signed in long ago."""
    return as_user(person)


@pytest.mark.parametrize("name", GUARDED)
def test_what_matters_asks_for_a_code_when_the_sign_in_is_old(stale, name):
    for response in (stale.get(reverse(name)), stale.post(reverse(name), {"email": "x@example.nl", "action_add": 1})):
        assert response["Location"].startswith(f"{ASK}?next=")


def test_what_matters_opens_after_the_code(stale, outbox):
    address = stale.get(reverse("account_set_password"))["Location"]
    assert stale.get(address).status_code == 200
    assert outbox.all() == []
    stale.post(address)

    response = stale.post(address, {"code": outbox.code()})

    assert response["Location"] == reverse("account_set_password")
    assert stale.get(response["Location"]).status_code == 200


def test_code_is_void_after_three_wrong_ones(stale, outbox):
    stale.post(ASK)
    for _ in range(3):
        assert stale.post(ASK, {"code": "x"}).status_code == 200

    assert stale.post(ASK, {"code": outbox.code()}).status_code == 200
    assert stale.get(reverse("account_set_password")).status_code == 302


def test_code_works_once(stale, outbox):
    stale.post(ASK)
    assert stale.post(ASK, {"code": outbox.code()}).status_code == 302

    assert stale.post(ASK, {"code": outbox.code()}).status_code == 200


def test_code_is_sent_three_times_a_minute_at_most(stale, outbox):
    for _ in range(5):
        stale.post(ASK)

    assert len(outbox.all()) == 3


def test_after_the_code_no_other_site_opens(stale, outbox):
    stale.post(ASK)

    response = stale.post(f"{ASK}?next=https://evil.example/", {"code": outbox.code()})

    assert response["Location"] == reverse("mfa_index")
