"""The secrets in links of meetings stay what they were sent as, and none opens what another is for."""

import pytest
from django.core import signing

from meetings import calendar_tokens, tokens
from meetings.models import CalendarFeed, Guest, Registration

KEY = "the key of this portal"
HERE = "https://leerkring.example.nl"


@pytest.fixture(autouse=True)
def _key(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS, settings.SITE_URL = KEY, [], HERE


# --- Of one row: the secret follows from row and nonce

ROWS = [
    (tokens.guest_token, Guest, "pk", "XUcI1WwjNU-GR2kWEhn0VOdnKL-gua_9NRA2Jx05q9Q"),
    (tokens.registration_token, Registration, "pk", "MqWPOjnbSD3jKrcg8FL0mzuWmaq415fSO_Zo-RISO44"),
    (calendar_tokens.feed_token, CalendarFeed, "user_id", "4DeHox3jb_CAS1uYDLiiuVHsk8di8uh80N45VjO5d3M"),
]


@pytest.mark.parametrize(("token", "model", "field", "sent"), ROWS)
def test_link_that_was_sent_works_on_until_row_or_nonce_is_another(settings, token, model, field, sent):
    assert token(model(nonce="once", **{field: 7})) == sent
    assert token(model(nonce="again", **{field: 7})) != sent
    assert token(model(nonce="once", **{field: 8})) != sent
    settings.SECRET_KEY = "another key"
    assert token(model(nonce="once", **{field: 7})) != sent


def test_link_of_a_row_is_the_address_of_its_page():
    guest, registration = Guest(pk=7, nonce="once"), Registration(pk=7, nonce="once")
    feed = CalendarFeed(user_id=7, nonce="once")
    assert tokens.guest_url(guest) == f"{HERE}/bijeenkomsten/gast/XUcI1WwjNU-GR2kWEhn0VOdnKL-gua_9NRA2Jx05q9Q/"
    assert (
        tokens.registration_url(registration)
        == f"{HERE}/evenementen/aanmelding/MqWPOjnbSD3jKrcg8FL0mzuWmaq415fSO_Zo-RISO44/"
    )
    assert (
        calendar_tokens.feed_url(feed)
        == f"{HERE}/bijeenkomsten/agenda/4DeHox3jb_CAS1uYDLiiuVHsk8di8uh80N45VjO5d3M.ics"
    )


# --- Signed: what it says can be read back, and is for one thing

SIGNED = [
    (tokens.make_token, tokens.read_token, (3, 7), "3-7.7aAmqPVeUp-qUKvLEU6EA8rTJlKhUNBN0TJZIxEL1Tg"),
    (tokens.poll_token, tokens.read_poll_token, (3, 7), "3-7.RmiAKXQMF299Wc97A4zKO-JChVR71K-djvxF56zb42Y"),
    (tokens.value_token, tokens.read_value_token, (3,), "3.oiFPi8xWmP_FI8p_nNTDD7BIGcGOijssq1RTe7UBbeI"),
    (calendar_tokens.reply_token, calendar_tokens.read_reply_token, (3, 7), "m-3-7-fik6zejhbw6amdx5zkohexf6x4"),
]
SALTS = {
    tokens.make_token: tokens.SALT,
    tokens.poll_token: tokens.POLL_SALT,
    tokens.value_token: tokens.VALUE_SALT,
}


@pytest.mark.parametrize(("make", "read", "about", "sent"), SIGNED)
def test_signed_link_that_was_sent_says_what_it_is_about(settings, make, read, about, sent):
    assert make(*about) == sent
    assert read(sent) == (about if len(about) > 1 else about[0])
    for other in ("", "x", sent[:-1], f"{sent}a", f"9{sent}", sent.replace("3", "4", 1)):
        assert read(other) is None, other
    settings.SECRET_KEY = "another key"
    assert read(sent) is None


def test_signed_link_of_one_kind_opens_nothing_of_another():
    for make, _read, about, _sent in SIGNED:
        for other, read, _about, _ in SIGNED:
            assert other == make or read(make(*about)) is None


@pytest.mark.parametrize("said", ["3", "3-7-9", "three-7", "3-seven", "", "-"])
def test_signed_link_that_says_something_else_is_about_nothing(said):
    for make, read, about, _sent in SIGNED[:3]:
        if not (len(about) == 1 and said == "3"):
            assert read(signing.Signer(salt=SALTS[make], sep=".").sign(said)) is None


def test_signed_link_is_the_address_of_its_page():
    assert (
        tokens.answer_url(3, 7, "yes")
        == f"{HERE}/bijeenkomsten/antwoord/3-7.7aAmqPVeUp-qUKvLEU6EA8rTJlKhUNBN0TJZIxEL1Tg/?answer=yes"
    )
    assert (
        tokens.poll_url(3, 7) == f"{HERE}/bijeenkomsten/datumprikker/3-7.RmiAKXQMF299Wc97A4zKO-JChVR71K-djvxF56zb42Y/"
    )
    assert tokens.value_url(3) == f"{HERE}/bijeenkomsten/meenemen/3.oiFPi8xWmP_FI8p_nNTDD7BIGcGOijssq1RTe7UBbeI/"


# --- The address to which a calendar answers


def test_calendar_answers_to_an_address_however_its_letters_arrive(settings):
    token = calendar_tokens.reply_token(3, 7)
    settings.REPLY_ADDRESS = "antwoord@example.nl"
    assert calendar_tokens.reply_address(3, 7) == f"antwoord+{token}@example.nl"
    assert calendar_tokens.read_reply_token(token.upper()) == (3, 7)
    settings.REPLY_ADDRESS = ""
    assert calendar_tokens.reply_address(3, 7) == ""


def test_address_of_before_the_key_changed_works_while_that_key_is_kept(settings):
    token = calendar_tokens.reply_token(3, 7)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", ["a key between", KEY]
    assert calendar_tokens.read_reply_token(token) == (3, 7)
    assert calendar_tokens.reply_token(3, 7) != token
    settings.SECRET_KEY_FALLBACKS = []
    assert calendar_tokens.read_reply_token(token) is None
