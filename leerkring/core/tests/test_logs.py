import io
import logging

import pytest
from django.db import DatabaseError, IntegrityError

from leerkring.core.logs import LINES, WithoutRows, WithoutSecrets
from leerkring.core.tokens import link_token

SECRETS = [link_token("salt", number, "nonce") for number in range(200)]


def logged(message, *args):
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(WithoutSecrets())
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, message, args, None)
    handler.handle(record)
    return out.getvalue().strip()


def test_log_holds_no_secret_of_a_link():
    for secret in SECRETS:
        assert (
            logged("Not Found: %s", f"/leerkringen/uitnodiging/{secret}/") == "Not Found: /leerkringen/uitnodiging/…/"
        )


@pytest.mark.parametrize(
    "path",
    [
        "/leerkringen/hoe-blijven-ouderen-in-huissen-en-gendt-langer-thuis/mensen/",
        "/static/vendor/Bootstrap.css",
        "/bestanden/7c9e6679-7425-40de-944b-e07fc1f90ae7/",
    ],
)
def test_log_keeps_what_is_no_secret(path):
    assert logged("Not Found: %s", path) == f"Not Found: {path}"


def test_portal_uses_it(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]


def logged_error(error) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(WithoutRows("%(message)s"))
    handler.handle(logging.LogRecord("django.request", logging.ERROR, "", 1, "Wrong", (), (type(error), error, None)))
    return out.getvalue()


def test_log_holds_no_row_of_an_error_of_the_database():
    row = 'violates check constraint "checked"\nDETAIL:  Failing row contains (1, Kanarie\nin twee regels).'
    error = IntegrityError(row)
    error.__cause__ = DatabaseError(f"inner {row}")
    last = ValueError("It went wrong.")
    last.__context__ = error

    said = logged_error(last)

    assert "anarie" not in said and "twee regels" not in said and "DETAIL" not in said
    assert said.count('violates check constraint "checked"') == 2
    assert "It went wrong." in said


def test_log_keeps_the_lines_of_every_other_error():
    assert "one\ntwo" in logged_error(ValueError("one\ntwo"))


def test_lines_of_the_portal_are_written_so():
    assert LINES["formatters"]["line"]["()"] == "leerkring.core.logs.WithoutRows"
