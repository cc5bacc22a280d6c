"""Who sees which page of signing in, and that each is complete in both languages."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import NoReverseMatch, reverse

pytestmark = pytest.mark.django_db

# Name → what a visitor and somebody who is signed in get: a status, or the name of the page they are sent to.
PAGES = {
    "account_login": (200, "dashboard"),
    "accounts:login_password": (200, "dashboard"),
    "account_request_login_code": ("account_login", "account_login"),
    "account_confirm_login_code": ("account_request_login_code", "dashboard"),
    "account_signup": (200, "dashboard"),
    "account_email_verification_sent": ("account_login", "account_email"),
    "account_logout": ("home", 200),
    "account_inactive": (200, 200),
    "account_reset_password": (200, 200),
    "account_confirm_password_reset_code": ("account_login", "account_login"),
    "account_complete_password_reset": ("account_reset_password", "account_reset_password"),
    "account_password_reset_completed": (200, 200),
    "mfa_authenticate": ("account_login", "dashboard"),
    "mfa_login_webauthn": ("account_login", "dashboard"),
    "account_email": ("account_login", 200),
    "account_change_password": ("account_login", "account_set_password"),
    "account_set_password": ("account_login", 200),
    "account_reauthenticate": ("account_login", 403),
    "mfa_reauthenticate": ("account_login", 403),
    "mfa_reauthenticate_webauthn": ("account_login", 403),
    "accounts:profile": ("account_login", 200),
    "accounts:confirm_identity": ("account_login", 200),
    "accounts:photo_remove": ("account_login", 405),
    "mfa_index": ("account_login", 200),
    "mfa_activate_totp": ("account_login", 200),
    "mfa_deactivate_totp": ("account_login", 404),
    "mfa_view_recovery_codes": ("account_login", 404),
    "mfa_generate_recovery_codes": ("account_login", 200),
    "mfa_download_recovery_codes": ("account_login", 404),
    "mfa_list_webauthn": ("account_login", 200),
    "mfa_add_webauthn": ("account_login", 200),
    "socialaccount_connections": ("account_login", 200),
    "socialaccount_signup": ("account_login", "account_login"),
    "socialaccount_login_cancelled": (200, 200),
    "socialaccount_login_error": (401, 401),
}


def outcome(client: Client, name: str):
    """Return the status, or the name of the page that the answer leads to."""
    response = client.get(reverse(name))
    if response.status_code != 302:
        return response.status_code
    path = response["Location"].partition("?")[0]
    return next((other for other in [*PAGES, "home", "dashboard"] if reverse(other) == path), path)


@pytest.mark.parametrize("name", PAGES)
def test_page_for_a_visitor(visitor, name):
    assert outcome(visitor, name) == PAGES[name][0]


@pytest.mark.parametrize("name", PAGES)
def test_page_for_somebody_signed_in(signed_in, name):
    assert outcome(signed_in, name) == PAGES[name][1]


@pytest.mark.parametrize("name", [name for name, (visitor, person) in PAGES.items() if 200 in (visitor, person)])
def test_page_has_one_heading_and_no_inline_code(signed_in, visitor, name):
    client = visitor if PAGES[name][0] == 200 else signed_in

    html = client.get(reverse(name)).content.decode()

    assert html.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
    assert not re.search(r'\s(style|on[a-z]+)="', html)


@pytest.mark.parametrize(
    "name",
    ["account_confirm_email", "account_signup_by_passkey", "mfa_signup_webauthn", "mfa_trust", "account_change_phone"],
)
def test_pages_the_portal_does_not_use_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/account/login/", "/account/2fa/", "/account/3rdparty/", "/account/google/login/"])
def test_paths_of_allauth_itself_do_not_exist(visitor, path):
    assert visitor.get(path).status_code == 404


def test_pages_of_somebody_with_a_second_factor(person, browser_of):
    TOTP.activate(person, generate_totp_secret())
    client = browser_of(person)

    assert client.get(reverse("mfa_index")).status_code == 200
    assert outcome(client, "mfa_deactivate_totp") == "mfa_reauthenticate"
    assert outcome(client, "mfa_activate_totp") == "mfa_reauthenticate"
    assert client.get(reverse("mfa_reauthenticate")).status_code == 200


@pytest.mark.parametrize("name", ["accounts:profile", "mfa_index", "socialaccount_connections", "mfa_list_webauthn"])
def test_pages_of_the_account_take_few_queries(signed_in, name, django_assert_max_num_queries):
    signed_in.get(reverse(name))

    with django_assert_max_num_queries(8):
        signed_in.get(reverse(name))


def test_passkeys_of_somebody_else_are_missing(signed_in, make):
    from allauth.mfa.models import Authenticator

    other = make.user("Riet")
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "x", "credential": {}})

    assert signed_in.get(reverse("mfa_edit_webauthn", kwargs={"pk": key.pk})).status_code == 404
    assert signed_in.post(reverse("mfa_remove_webauthn", kwargs={"pk": key.pk})).status_code == 404


def test_person_has_one_confirmed_address(person):
    assert EmailAddress.objects.get(user=person).verified
