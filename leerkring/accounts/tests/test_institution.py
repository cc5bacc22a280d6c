"""Logging in through an institution: the whole authorisation code flow, over real HTTP, with a provider."""

import html
import re
import warnings
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from leerkring.accounts.institution import hints, text_claim
from leerkring.accounts.models import User

pytestmark = [
    pytest.mark.django_db,
    # The provider's own: while importing it, and in its thread.
    pytest.mark.filterwarnings("ignore"),
]

LOGIN = "/account/oidc/surfconext/login/"
CONFIRM = "/account/adres-bevestigen/"
STUDENT = {
    "given_name": "Daan",
    "family_name": "Willems",
    "email": "Daan.Willems@hr-w.example",
    "email_verified": True,
    "schac_home_organization": "hr-w.example",
    "eduperson_affiliation": ["student", "member"],
    "uids": ["s123456"],
}


@pytest.fixture(scope="module")
def provider():
    with warnings.catch_warnings(record=True):
        from oidc_provider_mock import run_server_in_thread

    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def _configured(settings, provider):
    app = {
        "provider_id": "surfconext",
        "name": "SURFconext",
        "client_id": "leerkring",
        "secret": "geheim",
        "settings": {"server_url": provider, "fetch_userinfo": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@pytest.fixture
def at_institution(provider):
    """Return a function that logs somebody in at the institution and comes back with the browser."""

    def log_in(client: Client, sub: str, claims: dict, process: str = "login"):
        requests.put(f"{provider}/users/{sub}", json=claims, timeout=5).raise_for_status()
        page = client.post(f"{LOGIN}?process={process}")
        address = html.unescape(re.search(r'<a class="btn btn-primary" href="([^"]+)"', page.content.decode())[1])
        back = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
        way_back = urlsplit(back.headers["Location"])
        return client.get(f"{way_back.path}?{way_back.query}")

    return log_in


def test_institution_makes_an_account_after_its_address_is_confirmed(client, at_institution, outbox):
    response = at_institution(client, "sub-daan", STUDENT)
    assert response["Location"] == CONFIRM
    assert "_auth_user_id" not in client.session

    response = client.post(CONFIRM, {"code": outbox.code()})

    daan = User.objects.get()
    assert response["Location"] == reverse("dashboard")
    assert (daan.full_name, daan.email) == ("Daan Willems", "daan.willems@hr-w.example")
    assert client.session["_auth_user_id"] == str(daan.pk)
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid) == (daan, "surfconext", "sub-daan")


def test_institution_leaves_two_hints_and_nothing_else(client, at_institution):
    at_institution(client, "sub-daan", STUDENT)

    kept = {"organisation": "hr-w.example", "affiliations": ["member", "student"]}
    assert SocialAccount.objects.get().extra_data == kept


def register(client, at_institution, outbox, **claims) -> User:
    at_institution(client, "sub-daan", STUDENT | claims)
    client.post(CONFIRM, {"code": outbox.code()})
    return User.objects.get(email="daan.willems@hr-w.example")


def test_institution_knows_somebody_again_by_sub_when_the_address_changed(client, at_institution, outbox):
    daan = register(client, at_institution, outbox)
    other = Client()

    response = at_institution(other, "sub-daan", STUDENT | {"email": "d.willems@elders.example"})

    assert response["Location"] == reverse("dashboard")
    assert other.session["_auth_user_id"] == str(daan.pk)
    daan.refresh_from_db()
    assert daan.email == "daan.willems@hr-w.example"
    assert User.objects.count() == 1


def test_institution_renews_its_hints(client, at_institution, outbox):
    register(client, at_institution, outbox)
    at_institution(Client(), "sub-daan", STUDENT | {"eduperson_affiliation": "employee"})

    assert SocialAccount.objects.get().extra_data["affiliations"] == ["employee"]


def test_institution_takes_over_no_account_with_the_same_address(client, at_institution, person, outbox):
    response = at_institution(client, "sub-evil", STUDENT | {"email": person.email})

    assert response["Location"] == CONFIRM
    assert outbox.names() == ["account_already_exists"]
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    for guess in ("", "000000"):
        client.post(CONFIRM, {"code": guess})
    assert "_auth_user_id" not in client.session


def test_institution_that_switches_sub_takes_over_no_account(client, at_institution, outbox):
    register(client, at_institution, outbox)
    other = Client()

    at_institution(other, "sub-other", STUDENT)

    assert "_auth_user_id" not in other.session
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    "missing", [["given_name"], ["email"], ["given_name", "family_name", "email"], [*STUDENT]], ids=str
)
def test_missing_claims_are_asked_for(client, at_institution, outbox, missing):
    claims = {name: value for name, value in STUDENT.items() if name not in missing}
    response = at_institution(client, "sub-daan", claims)
    assert response["Location"] == reverse("socialaccount_signup")
    page = client.get(response["Location"])
    for name in ("given_name", "email"):
        assert (page.context["form"][name].value() in ("", None)) == (name in missing)

    form = {"given_name": "Daan", "family_name": "Willems", "email": "daan@example.nl"}
    response = client.post(response["Location"], form)
    client.post(CONFIRM, {"code": outbox.code()})

    daan = User.objects.get()
    assert (daan.full_name, daan.email) == ("Daan Willems", "daan@example.nl")
    assert client.session["_auth_user_id"] == str(daan.pk)
    assert EmailAddress.objects.get(user=daan, email="daan@example.nl").verified


def test_missing_last_name_asks_nothing(client, at_institution, outbox):
    at_institution(client, "sub-daan", {"given_name": "Daan", "email": "daan@example.nl"})

    assert User.objects.get().full_name == "Daan"


def test_second_factor_is_asked_after_the_institution_too(client, at_institution, outbox):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(register(client, at_institution, outbox), generate_totp_secret())
    other = Client()

    assert at_institution(other, "sub-daan", STUDENT)["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in other.session


def test_institution_is_linked_while_logged_in(signed_in, person, at_institution, outbox):
    at_institution(signed_in, "sub-joris", STUDENT, process="connect")

    assert SocialAccount.objects.get().user == person
    person.refresh_from_db()
    assert (person.email, person.given_name) == ("joris@example.nl", "Joris")
    assert outbox.names() == ["account_connected"]
    other = Client()
    at_institution(other, "sub-joris", STUDENT)
    assert other.session["_auth_user_id"] == str(person.pk)


def test_institution_is_not_linked_by_a_visitor(client, at_institution):
    at_institution(client, "sub-joris", STUDENT, process="connect")

    assert not SocialAccount.objects.exists()


def test_institution_of_somebody_else_is_not_linked(client, at_institution, outbox, signed_in):
    daan = register(client, at_institution, outbox)

    at_institution(signed_in, "sub-daan", STUDENT, process="connect")

    assert SocialAccount.objects.get().user == daan


def test_institution_is_unlinked_without_a_password_too(signed_in, person, at_institution):
    at_institution(signed_in, "sub-joris", STUDENT, process="connect")
    page = reverse("socialaccount_connections")
    assert "SURFconext" in signed_in.get(page).content.decode()

    signed_in.post(page, {"account": SocialAccount.objects.get().pk})

    assert not SocialAccount.objects.exists()


def test_institution_that_answers_to_a_question_we_did_not_ask_is_refused(client, at_institution):
    response = client.get(f"{LOGIN}callback/?code=x&state=made-up")

    assert response.status_code in (200, 401, 403)
    assert "_auth_user_id" not in client.session


def test_stopping_at_the_institution_gives_a_page(client, provider):
    page = client.post(LOGIN)
    address = html.unescape(re.search(r'<a class="btn btn-primary" href="([^"]+)"', page.content.decode())[1])
    state = parse_qs(urlsplit(address).query)["state"][0]

    response = client.get(f"{LOGIN}callback/?error=access_denied&state={state}")

    assert response["Location"] == reverse("socialaccount_login_cancelled")


def test_leaving_uses_pkce_and_no_redirect_that_the_policy_stops(client):
    page = client.post(LOGIN)

    assert page.status_code == 200
    assert "code_challenge_method=S256" in html.unescape(page.content.decode())


def test_get_only_shows(client):
    response = client.get(LOGIN)

    assert response.status_code == 200
    assert "Location" not in response.headers


def test_login_page_offers_the_institution_only_when_there_is_one(client, settings):
    assert "SURFconext" in client.get(reverse("account_login")).content.decode()

    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert "SURFconext" not in client.get(reverse("account_login")).content.decode()
    assert client.post(LOGIN).status_code == 404


def test_institution_that_is_away_gives_a_page(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://localhost:9"

    response = client.post(LOGIN)

    assert response.status_code == 502
    assert "<h1>" in response.content.decode()


# --- Claims, without a provider ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "kept"),
    [
        ({}, {}),
        ({"eduperson_affiliation": "student"}, {"affiliations": ["student"]}),
        ({"eduperson_affiliation": ["Student", "member"]}, {"affiliations": ["member", "student"]}),
        ({"edu_person_affiliations": "employee"}, {"affiliations": ["employee"]}),
        ({"edu_person_affiliations": ["employee"]}, {"affiliations": ["employee"]}),
        (
            {"eduperson_affiliation": ["student"], "edu_person_affiliations": ["employee"]},
            {"affiliations": ["employee", "student"]},
        ),
        ({"eduperson_affiliation": {"odd": 1}, "edu_person_affiliations": [None, 3, " "]}, {}),
        ({"schac_home_organization": "hr-w.example"}, {"organisation": "hr-w.example"}),
        ({"schac_home_organization": ["hr-w.example"]}, {"organisation": "hr-w.example"}),
    ],
)
def test_hints_accept_both_spellings_and_nothing_odd(claims, kept):
    assert hints({"userinfo": claims}) == kept
    assert hints({"id_token": claims}) == kept


@pytest.mark.parametrize("claims", [None, [], {}, {"userinfo": "odd"}])
def test_hints_of_nothing_are_none(claims):
    assert hints(claims) == {}


@pytest.mark.parametrize(
    ("value", "text"),
    [("Daan", "Daan"), (["Daan"], "Daan"), (" a\n b ", "a b"), (None, ""), (3, ""), ([], ""), ("x" * 99, "x" * 80)],
)
def test_text_claim_is_one_line(value, text):
    assert text_claim(value, longest=80) == text
