"""Signing in outside the login page."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from leerkring.accounts.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(make):
    user = make.user("Joris")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def browser(rf):
    request = rf.post("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    request._messages = default_storage(request)
    with request_context(request):
        yield request


def test_sign_in_opens_the_session_and_goes_on(browser, person):
    response = sign_in(browser, person, next_url="/leerkringen/lingewaard/")

    assert response["Location"] == "/leerkringen/lingewaard/"
    assert browser.user == person


def test_sign_in_asks_for_the_second_factor_when_there_is_one(browser, person):
    TOTP.activate(person, generate_totp_secret())

    response = sign_in(browser, person, next_url="/leerkringen/lingewaard/")

    assert Authenticator.objects.filter(user=person).exists()
    assert response["Location"] == reverse("mfa_authenticate")
    assert browser.user.is_anonymous


def test_sign_in_refuses_when_the_account_is_switched_off(browser, person):
    person.is_active = False
    person.save()

    response = sign_in(browser, person)

    assert response["Location"] == reverse("account_inactive")
    assert browser.user.is_anonymous
