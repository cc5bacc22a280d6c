"""Making an account, and keeping its address and password."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from leerkring.accounts.models import User

pytestmark = pytest.mark.django_db

CONFIRM = "/account/adres-bevestigen/"
NOOR = {"given_name": "Noor", "tussenvoegsel": "", "family_name": "Peeters", "email": "Noor@Example.nl"}


def shown(response) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|nonce=")[^"]*', "", response.content.decode())


def sign_up(client: Client, **changes):
    return client.post(reverse("account_signup"), NOOR | changes)


def test_signup_makes_an_account_once_the_code_is_typed(client, outbox):
    assert sign_up(client)["Location"] == CONFIRM
    assert outbox.names() == ["email_confirmation_signup"]
    assert "_auth_user_id" not in client.session

    response = client.post(CONFIRM, {"code": outbox.code()})

    noor = User.objects.get()
    assert response["Location"] == reverse("dashboard")
    assert (noor.full_name, noor.email, noor.language) == ("Noor Peeters", "noor@example.nl", "nl")
    assert not noor.has_usable_password()
    assert EmailAddress.objects.get(user=noor).verified
    assert client.session["_auth_user_id"] == str(noor.pk)


def test_signup_speaks_the_language_of_the_page(client):
    client.cookies["django_language"] = "en"
    sign_up(client)

    assert User.objects.get().language == "en"


def test_signup_lets_nobody_in_without_the_code(client):
    sign_up(client)

    client.post(CONFIRM, {"code": "x"})

    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.get().verified


def test_signup_shows_the_same_for_an_address_that_has_an_account(person, outbox):
    new, known = Client(), Client()
    answers = [sign_up(new), sign_up(known, email=person.email)]

    assert answers[0]["Location"] == answers[1]["Location"] == CONFIRM
    pages = [shown(browser.get(CONFIRM)) for browser in (new, known)]
    assert pages[0].replace("noor@example.nl", "") == pages[1].replace(person.email, "")
    wrong = [shown(browser.post(CONFIRM, {"code": "x"})) for browser in (new, known)]
    assert wrong[0].replace("noor@example.nl", "") == wrong[1].replace(person.email, "")
    assert outbox.names() == ["email_confirmation_signup", "account_already_exists"]
    person.refresh_from_db()
    assert (User.objects.count(), person.given_name) == (2, "Joris")


def test_signup_mistakes_keep_what_was_typed(client):
    html = sign_up(client, email="noor@", given_name="").content.decode()

    assert 'value="noor@"' in html and 'value="Peeters"' in html
    assert html.count("field-error") >= 2


def test_signup_takes_no_name_of_two_lines(client):
    assert sign_up(client, family_name="Pee\nters").status_code == 200
    assert not User.objects.exists()


def test_signup_is_closed_when_the_portal_says_so(client, settings):
    settings.SIGNUP_OPEN = False

    assert sign_up(client).status_code == 200
    assert not User.objects.exists()


def test_signup_twice_before_the_code_is_typed_ends_in_one_account(client, outbox):
    sign_up(client)
    other = Client()
    sign_up(other)

    assert User.objects.count() == 1


# --- Address ------------------------------------------------------------------------------------------------


def test_address_changes_once_the_new_one_is_confirmed(signed_in, person, outbox):
    response = signed_in.post(reverse("account_email"), {"email": "joris@nieuw.example", "action_add": "1"})
    assert response["Location"] == CONFIRM
    person.refresh_from_db()
    assert person.email == "joris@example.nl"
    assert outbox.last().address == "joris@nieuw.example"

    response = signed_in.post(CONFIRM, {"code": outbox.code()})

    person.refresh_from_db()
    assert response["Location"] == reverse("accounts:profile")
    assert person.email == "joris@nieuw.example"
    assert (outbox.names()[-1], outbox.last().address) == ("email_changed", "joris@example.nl")


def test_address_of_somebody_else_is_refused_without_saying_so_first(signed_in, person, make, outbox):
    riet = make.user("Riet")

    response = signed_in.post(reverse("account_email"), {"email": riet.email, "action_add": "1"})
    assert response["Location"] == CONFIRM
    signed_in.post(CONFIRM, {"code": outbox.code()})

    person.refresh_from_db()
    assert person.email == "joris@example.nl"


# --- Password -----------------------------------------------------------------------------------------------


def test_password_is_set_and_told_of(signed_in, person, outbox):
    signed_in.post(reverse("account_set_password"), {"password1": "vier paarden eten gras"})

    person.refresh_from_db()
    assert person.check_password("vier paarden eten gras")
    assert outbox.names() == ["password_set"]


@pytest.mark.parametrize("password", ["kort", "wachtwoord12345678"[:11], "joris@example.nl", "password1234"])
def test_password_that_is_weak_is_refused(signed_in, person, password):
    assert signed_in.post(reverse("account_set_password"), {"password1": password}).status_code == 200
    person.refresh_from_db()
    assert not person.has_usable_password()


def test_password_changes_with_the_old_one(person, browser_of, outbox):
    person.set_password("vier paarden eten gras")
    person.save()
    client = browser_of(person)
    change = reverse("account_change_password")

    assert client.post(change, {"oldpassword": "fout", "password1": "zes koeien in de wei"}).status_code == 200
    client.post(change, {"oldpassword": "vier paarden eten gras", "password1": "zes koeien in de wei"})

    person.refresh_from_db()
    assert person.check_password("zes koeien in de wei")
    assert outbox.names() == ["password_changed"]


def test_password_is_renewed_with_a_code(client, person, outbox):
    response = client.post(reverse("account_reset_password"), {"email": person.email})
    assert outbox.names() == ["password_reset_code"]
    response = client.post(response["Location"], {"code": outbox.code()})
    client.post(response["Location"], {"password1": "vier paarden eten gras"})

    person.refresh_from_db()
    assert person.check_password("vier paarden eten gras")
    assert "_auth_user_id" not in client.session
    assert outbox.names()[-1] == "password_reset"


def test_password_reset_shows_the_same_for_an_unknown_address(person):
    known, unknown = Client(), Client()
    answers = [
        browser.post(reverse("account_reset_password"), {"email": email})["Location"]
        for browser, email in [(known, person.email), (unknown, "nobody@example.nl")]
    ]

    pages = [shown(browser.get(answer)) for browser, answer in zip([known, unknown], answers)]
    assert answers[0] == answers[1]
    assert pages[0].replace(person.email, "") == pages[1].replace("nobody@example.nl", "")
