import logging

import pytest
from django.urls import reverse

from .test_login import CODE, ask_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(caplog):
    """What the log holds of attempts to log in: what happened, by what means, and of which account."""
    caplog.set_level(logging.INFO, logger="leerkring.accounts.sign_in_log")

    def read() -> list[tuple]:
        rows = [record for record in caplog.records if record.name == "leerkring.accounts.sign_in_log"]
        return [(row.message, row.facts.get("methods"), row.facts.get("account")) for row in rows]

    return read


def test_log_tells_who_came_in_by_what_means_and_who_left(client, person, outbox, noted):
    ask_code(client, person.email)
    client.post(CODE, {"code": outbox.code()})
    client.post("/account/uitloggen/")

    assert noted() == [("logged in", ["code"], person.pk), ("logged out", None, person.pk)]


def test_log_tells_of_a_wrong_code_and_names_nobody(client, person, noted, caplog):
    ask_code(client, person.email)
    client.post(CODE, {"code": "000000"})

    assert noted() == [("login refused", ["code"], None)]
    assert person.email not in caplog.text


@pytest.mark.parametrize("known", [True, False])
def test_log_tells_of_a_wrong_password_and_names_nobody(client, person, noted, caplog, known):
    email = person.email if known else "niemand@example.nl"

    client.post(reverse("accounts:login_password"), {"login": email, "password": "kameel-zonder-bult"})

    assert noted() == [("login refused", ["password"], None)]
    assert email not in caplog.text
