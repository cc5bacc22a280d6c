"""Nobody learns from an answer, or from how long it takes, who has an account here."""

import time

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from .test_login import shown

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "joris@example.nl", "karin@example.nl"
# Where somebody who has no account can type an address.
ASKED = {
    "account_login": {"login": "{}"},
    "accounts:login_password": {"login": "{}", "password": "vier paarden eten gras"},
    "account_signup": {"email": "{}", "given_name": "Joris", "family_name": "Plas"},
    "account_reset_password": {"email": "{}"},
}
TRIES = 7


@pytest.fixture
def person(person):
    person.set_password("een ander wachtwoord dan dit")
    person.save()
    return person


def ask(name, email):
    """Return the answer to an address typed in a browser of its own; what it did is undone."""
    cache.clear()
    data = {key: value.format(email) for key, value in ASKED[name].items()}
    with transaction.atomic():
        response = Client().post(reverse(name), data)
        transaction.set_rollback(True)
    return response


@pytest.mark.promise(8)
@pytest.mark.parametrize("name", ASKED)
def test_answer_is_the_same_for_a_known_and_an_unknown_address(name, person):
    known, unknown = (ask(name, email) for email in (KNOWN, UNKNOWN))

    assert (known.status_code, known.headers.get("Location")) == (unknown.status_code, unknown.headers.get("Location"))
    assert shown(known).replace(KNOWN, "") == shown(unknown).replace(UNKNOWN, "")
    assert sorted(known.cookies) == sorted(unknown.cookies)


def work(name, email, monkeypatch) -> tuple[int, int]:
    """Return how often a password was hashed and how many rows were written: the two that take time."""
    hashed = []
    encode = PBKDF2PasswordHasher.encode
    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as asked:
        patch.setattr(
            PBKDF2PasswordHasher, "encode", lambda *given, **more: hashed.append(1) or encode(*given, **more)
        )
        ask(name, email)
    written = [query for query in asked.captured_queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    return len(hashed), len(written)


@pytest.mark.parametrize("name", ASKED)
def test_work_is_the_same_for_a_known_and_an_unknown_address(name, person, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    person.set_password("een ander wachtwoord dan dit")
    person.save()

    assert work(name, KNOWN, monkeypatch) == work(name, UNKNOWN, monkeypatch)


def seconds(name, email) -> float:
    """Return the least CPU time of several tries: what is left when nothing else hinders."""
    taken = []
    for _ in range(TRIES):
        start = time.process_time()
        ask(name, email)
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.promise(8)
@pytest.mark.parametrize("name", ASKED)
def test_time_is_about_the_same_for_a_known_and_an_unknown_address(name, person):
    seconds(name, KNOWN)
    known, unknown = seconds(name, KNOWN), seconds(name, UNKNOWN)

    assert 0.5 < known / unknown < 2
