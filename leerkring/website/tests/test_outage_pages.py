"""What somebody is told when the database goes away in the middle of a request."""

from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, OperationalError, connection

pytestmark = pytest.mark.django_db


@contextmanager
def sessions_that_are_not_saved(error: Exception):
    """Break each change of a session, as a killed connection does."""

    def run(execute, sql, params, many, context):
        if sql.startswith('UPDATE "django_session"'):
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield


@pytest.fixture
def browser(as_user, member):
    """A browser whose session changes with the next page."""
    browser = as_user(member)
    session = browser.session
    session["accounts_seen"] = "2026-01-01"
    session.save()
    return browser


def test_page_says_to_try_again_when_the_session_is_lost_with_the_connection(browser):
    with sessions_that_are_not_saved(OperationalError("server closed the connection unexpectedly")):
        answer = browser.get("/dashboard/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_page_is_refused_when_the_session_was_ended_meanwhile(browser):
    with sessions_that_are_not_saved(DatabaseError("Forced update did not affect any rows.")):
        answer = browser.get("/dashboard/")

    assert answer.status_code == 400
    assert Session.objects.count() == 1
