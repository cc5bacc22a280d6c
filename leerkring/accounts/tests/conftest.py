"""People for the tests of signing in: with a confirmed address, as they come from the sign-up page."""

import time

import pytest
from django.apps import apps
from django.test import Client

from leerkring.accounts.actions import register_person


@pytest.fixture
def person(db):
    return register_person(email="joris@example.nl", given_name="Joris", tussenvoegsel="van der", family_name="Plas")


def sign_in_now(user) -> Client:
    """Return a browser in which somebody signed in with a code a moment ago, as far as allauth can tell."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time(), "email": user.email}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def browser_of():
    return sign_in_now


@pytest.fixture
def signed_in(person):
    return sign_in_now(person)


class Outbox:
    """What waits in the outbox. Looked up by name: this app stands below the one that keeps it."""

    def all(self) -> list:
        return list(apps.get_model("notifications.Message").objects.order_by("pk"))

    def last(self):
        return self.all()[-1]

    def names(self) -> list[str]:
        return [message.context["mail"] for message in self.all()]

    def code(self) -> str:
        return self.last().context["code"]


@pytest.fixture
def outbox(db) -> Outbox:
    return Outbox()


@pytest.fixture
def woken(monkeypatch, settings, tmp_path):
    """What workers are asked for; the broker is not there."""
    asked = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, args=(), **options: asked.append((name, *args)))
    settings.ERASURE_LEDGER = tmp_path / "ledger" / "erased.jsonl"
    return asked
