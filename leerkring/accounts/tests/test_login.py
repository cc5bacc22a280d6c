"""Logging in."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

LOGIN, CODE = "/account/inloggen/", "/account/inloggen/code/"


def user_of(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def ask_code(client: Client, email: str, **data):
    return client.post(LOGIN, {"login": email, **data})


def shown(response) -> str:
    """Return a page without what differs per request: tokens and nonces."""
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|nonce=")[^"]*', "", response.content.decode())


def test_login_with_a_code(client, person, outbox):
    response = ask_code(client, "Joris@Example.nl")
    assert response["Location"] == CODE
    assert outbox.names() == ["login_code"]
    assert re.fullmatch(r"\d{6}", outbox.code())
    assert outbox.last().recipient == person

    response = client.post(CODE, {"code": outbox.code()})

    assert response["Location"] == reverse("dashboard")
    assert user_of(client) == str(person.pk)


def test_login_goes_on_to_the_page_that_asked_for_it(client, person, outbox):
    response = ask_code(client, person.email, next="/meldingen/")
    response = client.post(response["Location"], {"code": outbox.code(), "next": "/meldingen/"})

    assert response["Location"] == "/meldingen/"


def test_login_never_goes_on_to_another_site(client, person, outbox):
    response = ask_code(client, person.email, next="https://evil.example/")
    response = client.post(CODE, {"code": outbox.code(), "next": "https://evil.example/"})

    assert response["Location"] == reverse("dashboard")


def test_login_code_is_void_after_three_wrong_ones(client, person, outbox):
    ask_code(client, person.email)
    wrong = "000000" if outbox.code() != "000000" else "000001"
    for _ in range(3):
        response = client.post(CODE, {"code": wrong})

    assert response["Location"] == reverse("account_request_login_code")
    client.post(CODE, {"code": outbox.code()})
    assert user_of(client) is None


def test_login_code_is_void_after_ten_minutes(client, person, outbox):
    with time_machine.travel("2026-11-22 09:00:00+00:00", tick=False) as clock:
        ask_code(client, person.email)
        clock.shift(10 * 60 + 1)
        client.post(CODE, {"code": outbox.code()})

    assert user_of(client) is None


def test_login_code_of_one_browser_opens_no_other(client, person, outbox):
    ask_code(client, person.email)
    other = Client()

    other.post(CODE, {"code": outbox.code()})

    assert user_of(other) is None


def test_login_sends_a_new_code_twice_at_most(client, person, outbox):
    ask_code(client, person.email)
    first = outbox.code()
    for _ in range(3):
        client.post(CODE, {"action": "resend"})

    assert len(outbox.all()) == 3
    assert client.post(CODE, {"code": first}).status_code == 200
    assert client.post(CODE, {"code": outbox.code()}).status_code == 302


def test_login_shows_the_same_for_an_unknown_address(person, outbox):
    known, unknown = Client(), Client()
    answers = [ask_code(known, person.email), ask_code(unknown, "nobody@example.nl")]

    assert answers[0]["Location"] == answers[1]["Location"]
    pages = [shown(browser.get(CODE)) for browser in (known, unknown)]
    assert pages[0].replace(person.email, "") == pages[1].replace("nobody@example.nl", "")
    wrong = [shown(browser.post(CODE, {"code": "x"})) for browser in (known, unknown)]
    assert wrong[0].replace(person.email, "") == wrong[1].replace("nobody@example.nl", "")
    assert outbox.names() == ["login_code", "unknown_account"]
    assert (outbox.last().recipient, outbox.last().address) == (None, "nobody@example.nl")


def test_login_of_who_is_switched_off_looks_like_an_unknown_address(client, person, outbox):
    person.is_active = False
    person.save()

    ask_code(client, person.email)

    assert outbox.names() == ["unknown_account"]


def test_login_mistake_keeps_what_was_typed(client):
    response = ask_code(client, "joris@")

    assert response.status_code == 200
    assert 'value="joris@"' in response.content.decode()
    assert "error-summary" in response.content.decode()


def test_first_login_of_a_person_made_by_an_operator_takes_one_code(client, make, outbox):
    olga = make.user("Olga")

    ask_code(client, olga.email)
    client.post(CODE, {"code": outbox.code()})

    assert user_of(client) == str(olga.pk)
    assert EmailAddress.objects.get(user=olga).verified


def test_login_with_a_password(client, person):
    person.set_password("vier paarden eten gras")
    person.save()

    response = client.post(
        reverse("accounts:login_password"), {"login": person.email, "password": "vier paarden eten gras"}
    )

    assert response["Location"] == reverse("dashboard")
    assert user_of(client) == str(person.pk)


@pytest.mark.parametrize("email", ["joris@example.nl", "nobody@example.nl"])
def test_wrong_password_says_the_same_for_every_address(client, person, email):
    response = client.post(reverse("accounts:login_password"), {"login": email, "password": "niet goed"})

    errors = response.context["form"].non_field_errors()
    assert len(errors) == 1 and "wachtwoord" in errors[0].lower() or "password" in errors[0].lower()
    assert user_of(client) is None


def code_now(secret: str) -> str:
    import time

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_login_asks_for_the_second_factor(client, person, outbox):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    ask_code(client, person.email)
    response = client.post(CODE, {"code": outbox.code()})
    assert response["Location"] == reverse("mfa_authenticate")
    assert user_of(client) is None

    assert client.post(reverse("mfa_authenticate"), {"code": "123"}).status_code == 200
    assert user_of(client) is None
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    assert user_of(client) == str(person.pk)


def test_second_factor_is_encrypted_in_the_database(person):
    secret = generate_totp_secret()

    TOTP.activate(person, secret)

    assert secret not in str(Authenticator.objects.get(user=person).data)


def test_second_factor_still_opens_after_the_secret_key_changed(person, settings):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough to be one, surely so"

    assert Authenticator.objects.get(user=person).wrap().validate_code(code_now(secret))


def test_logout_needs_a_post(signed_in):
    assert signed_in.get(reverse("account_logout")).status_code == 200
    assert user_of(signed_in)

    signed_in.post(reverse("account_logout"))

    assert user_of(signed_in) is None


# --- How often ----------------------------------------------------------------------------------------------


def test_login_page_answers_429_when_one_network_asks_too_often(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "2/m/ip"}
    answers = [ask_code(client, f"iemand{number}@example.nl").status_code for number in range(3)]

    assert answers == [302, 302, 429]


def test_codes_for_one_address_are_limited(person, outbox):
    responses = [ask_code(Client(), person.email) for _ in range(4)]

    assert [response.status_code for response in responses] == [302, 302, 302, 200]
    assert len(outbox.all()) == 3


def test_wrong_passwords_for_one_address_are_limited(person):
    person.set_password("vier paarden eten gras")
    person.save()
    for _ in range(5):
        Client().post(reverse("accounts:login_password"), {"login": person.email, "password": "fout"})

    client = Client()
    client.post(reverse("accounts:login_password"), {"login": person.email, "password": "vier paarden eten gras"})

    assert user_of(client) is None


def test_wrong_passwords_are_limited_whatever_the_browser_calls_the_portal(person):
    data = {"login": person.email, "password": "fout"}
    hosts = [f"localhost:{port}" for port in range(8000, 8005)]
    first = [Client(headers={"host": host}).post(reverse("accounts:login_password"), data) for host in hosts]

    last = Client().post(reverse("accounts:login_password"), data | {"login": person.email.upper()})

    assert not [page for page in first if "te vaak" in page.text]
    assert "te vaak" in last.text


def test_limits_are_counted_in_the_shared_cache(client, person):
    cache.clear()
    ask_code(client, person.email)

    assert any("rl:allauth.account:request_login_code" in key for key in cache._cache)


def test_too_often_is_a_page_of_ours(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "1/m/ip"}
    client.post(reverse("account_signup"), {})

    response = client.post(reverse("account_signup"), {})

    assert response.status_code == 429
    assert response.templates[0].name == "429.html"
