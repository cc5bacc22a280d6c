import io
import json
import logging
import sys

import pytest
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.exception import response_for_exception
from django.db import DatabaseError, IntegrityError

from leerkring.core import logs
from leerkring.core.logs import AsJson, Request, WithoutRows, WithoutSecrets, lines, request_id
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
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["refusals", "secrets", "request"]


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
    said = [lines(as_json=each)["formatters"]["line"]["()"] for each in (False, True)]
    assert said == ["leerkring.core.logs.WithoutRows", "leerkring.core.logs.AsJson"]


@pytest.fixture
def written():
    """What the portal writes as JSON, line by line."""
    out = io.StringIO()
    logger = logging.getLogger("leerkring.requests")
    handler = logging.StreamHandler(out)
    handler.setFormatter(AsJson())
    handler.addFilter(Request())
    logger.addHandler(handler)
    before = logger.level
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(before)


@pytest.mark.parametrize(("asked", "kept"), [("proxy-12345678", True), ("x\ninjected line", False), ("", False)])
def test_each_request_is_one_line_with_its_id_and_nothing_of_what_was_asked(asked, kept, written, client):
    answer = client.get("/robots.txt", {"q": "geheim"}, headers={"X-Request-ID": asked})

    (line,) = written()
    assert (line["message"], line["status"], line["method"]) == ("robots", 200, "GET")
    assert line["request"] == answer["X-Request-ID"]
    assert (line["request"] == asked) == kept
    assert "geheim" not in str(line)
    assert request_id.get() == "-"


def test_json_line_of_an_error_has_its_trace_without_the_row():
    row = "violates\nDETAIL: (1, Kanarie)"
    try:
        raise IntegrityError(row)
    except IntegrityError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "Wrong %s", ("here",), sys.exc_info())

    line = json.loads(AsJson().format(record))

    assert line["message"] == "Wrong here"
    assert "IntegrityError: violates" in line["trace"] and "Kanarie" not in line["trace"]


@pytest.mark.parametrize("error", [SuspiciousOperation("kanarieinhoud"), BadRequest("kanarieinhoud")])
def test_refused_request_is_one_line_without_trace_or_words_of_the_sender(error, rf):
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    for each in (logs.Refusals(), logs.WithoutSecrets(), logs.Request()):
        handler.addFilter(each)
    handler.setFormatter(logs.WithoutRows(logs.FORM))
    loggers = [logging.getLogger(name) for name in ("django.security", "django.request")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        answer = response_for_exception(rf.get("/casussen/?q=kanarieinhoud"), error)
    finally:
        for logger in loggers:
            logger.removeHandler(handler)

    assert answer.status_code == 400
    (line,) = out.getvalue().splitlines()
    assert f"{type(error).__name__} refused at /casussen/" in line and "kanarie" not in line
