"""Who gets into the administration, and what it shows of accounts."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.urls import reverse

pytestmark = pytest.mark.django_db

PAGES = ["/beheer/", "/beheer/login/", "/beheer/accounts/user/", "/beheer/mfa/authenticator/"]


@pytest.fixture
def operator(staff):
    TOTP.activate(staff, generate_totp_secret())
    return staff


@pytest.mark.parametrize("page", PAGES)
def test_administration_sends_a_visitor_to_our_login_page(visitor, page):
    response = visitor.get(page, follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize("page", PAGES)
def test_administration_is_missing_for_everybody_else(as_user, person, page):
    assert as_user(person).get(page).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_administration_asks_an_operator_for_a_second_factor(as_user, staff, page):
    response = as_user(staff).get(page, follow=True)

    assert response.redirect_chain[-1][0] == reverse("mfa_index")


def test_recovery_codes_alone_are_no_second_factor(as_user, staff):
    Authenticator.objects.create(user=staff, type="recovery_codes", data={})

    assert as_user(staff).get("/beheer/").status_code == 302


@pytest.mark.parametrize("page", ["/beheer/", "/beheer/accounts/user/", "/beheer/mfa/authenticator/"])
def test_administration_opens_for_an_operator_with_a_second_factor(as_user, operator, page):
    assert as_user(operator).get(page).status_code == 200


def test_administration_closes_at_once_when_somebody_is_no_operator_any_more(as_user, operator):
    client = as_user(operator)
    operator.is_staff = False
    operator.save()

    assert client.get("/beheer/").status_code == 404


def test_administration_shows_no_secrets_and_no_password(as_user, operator):
    client = as_user(operator)
    key = Authenticator.objects.get(user=operator)

    pages = [f"/beheer/mfa/authenticator/{key.pk}/change/", f"/beheer/accounts/user/{operator.pk}/change/"]
    html = "".join(client.get(page).content.decode() for page in pages)

    assert key.data["secret"] not in html
    assert "password" not in html and operator.password not in html


def test_operator_makes_a_person_without_a_password(as_user, operator):
    data = {
        "email": "Noor@Example.nl",
        "given_name": "Noor",
        "language": "nl",
        "time_zone": "Europe/Amsterdam",
        "is_active": "on",
    }

    response = as_user(operator).post("/beheer/accounts/user/add/", data)

    noor = type(operator).objects.get(email="noor@example.nl")
    assert response.status_code == 302
    assert not noor.has_usable_password() and not noor.is_staff


def test_operator_without_all_rights_makes_no_operators(as_user, operator, person):
    operator.is_superuser = False
    operator.save()

    model_admin = admin.site.get_model_admin(type(person))
    request = type("Request", (), {"user": operator})

    assert {"is_staff", "is_superuser"} <= set(model_admin.get_readonly_fields(request, person))


def test_nobody_deletes_a_person_here(as_user, operator, person):
    assert as_user(operator).post(f"/beheer/accounts/user/{person.pk}/delete/", {"post": "yes"}).status_code == 403


def test_secrets_and_institutions_are_not_registered():
    names = {model._meta.label for model in admin.site._registry}

    assert names.isdisjoint(
        {
            "socialaccount.SocialApp",
            "socialaccount.SocialToken",
            "socialaccount.SocialAccount",
            "usersessions.UserSession",
        }
    )
