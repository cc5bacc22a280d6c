"""What nobody should type, typed into every field of every form: never an error, and never gone from the page.

And what somebody did right is done, also while something else is away.
"""

import re
from types import SimpleNamespace

import pytest
from celery import Celery
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from kombu.exceptions import OperationalError
from lxml import html

from casework.models import Outcome
from meetings.models import Meeting

from .access import PAGES, address, part_of, reader_of

# Refused wherever it stands, so typed in all fields of a form at once.
REFUSED = {
    "a text longer than any": "x" * 30_000,
    "a number that fits no column": "99999999999999999999",
    "a digit that is no number": "²",
}
# A form may take these, and go on with them: typed in one field, with all others as they were.
TAKEN = {
    "nothing": "",
    "what some programs understand": "\u202eשלום 👩🏽‍🦽 {% load x %}<script>alert('1')</script>\"%s%(x)s{0}",
}
DAYS = {"the first day of all": "0001-01-01", "the last day of all": "9999-12-31"}
FORMS = [name for name, page in PAGES.items() if page.get and page.post and name != "set_language"]
# No browser keeps a chosen file.
KEPT_ELSEWHERE = "@type='hidden' or @type='radio' or @type='checkbox' or @type='file'"
TYPED = f"//*[@name=$name][self::textarea or self::input[not({KEPT_ELSEWHERE})]]"


def fields_of(browser, path):
    """Yield what a browser would send for each form of a page that posts back to it, and which of it are days."""
    for form in html.fromstring(browser.get(path, follow=True).content).forms:
        if form.method == "POST" and form.action in (None, "", path):
            names = {name for name in form.fields if name}
            empty = dict.fromkeys(names - {"csrfmiddlewaretoken"}, "")
            days = {field.name for field in form.xpath(".//input[@type='date' or @type='datetime-local']")}
            yield empty | {name: value for name, value in form.form_values() if name in empty}, days


def tries(fields, days):
    """Yield the form with its fields spoiled; one row of a list of rows, or box of a scale, stands for the others."""
    names = [name for name in sorted(fields) if not re.search(r"-[1-9]\d*-|-([2-9]|\d\d+)$", name)]
    for what, text in REFUSED.items():
        yield SimpleNamespace(names=names, what=what, text=text, data=fields | dict.fromkeys(names, text))
    for name in names:
        for what, text in TAKEN.items() | (DAYS.items() if name in days else set()):
            yield SimpleNamespace(names=[name], what=what, text=text, data=fields | {name: text})


def answer_to(browser, path, data):
    """Post, and undo what it did."""
    cache.clear()
    with transaction.atomic():
        response = browser.post(path, data)
        transaction.set_rollback(True)
    return response


def what_went_wrong(attempt, response) -> str:
    """Return what somebody would complain about; empty when all is well."""
    if response.status_code >= 500:
        return "error"
    if response.status_code in (302, 404):
        return ""
    page = html.fromstring(response.content)
    for name in attempt.names:
        for field in page.xpath(TYPED, name=name):
            if (field.value or "").strip() != attempt.text:
                return f"{name}: typed {attempt.text[:20]!r}, shown {str(field.value)[:20]!r}"
    return ""


# PostgreSQL refuses more than SQLite does.
@pytest.mark.later
@pytest.mark.parametrize("part_of_portal", sorted({part_of(name) for name in FORMS}))
def test_what_is_typed_makes_no_error_and_stays(part_of_portal, world):
    complaints = {}
    for name in FORMS:
        if part_of(name) != part_of_portal:
            continue
        browser, path = world.browsers[reader_of(PAGES[name])], address(name, world)
        browser.raise_request_exception = False
        for fields, days in fields_of(browser, path):
            for attempt in tries(fields, days):
                if wrong := what_went_wrong(attempt, answer_to(browser, path, attempt.data)):
                    complaints[name, attempt.names[0], attempt.what] = wrong
    assert complaints == {}


def test_the_forms_of_the_main_job_are_among_those_tried(world):
    tried = {name: set() for name in ("communities:community_create", "meetings:cycle_setup", "casework:case_create")}
    for name in tried:
        for fields, _days in fields_of(world.browsers[reader_of(PAGES[name])], address(name, world)):
            tried[name] |= set(fields)
    assert {"name", "area", "question"} <= tried["communities:community_create"]
    assert {"form-0-date", "form-0-end_time", "learning_goal"} <= tried["meetings:cycle_setup"]
    assert {"title", "situation"} <= tried["casework:case_create"]


# --- What is away


@pytest.mark.parametrize(("language", "words"), [("nl", "stond te lang open"), ("en", "was open too long")])
def test_form_without_its_cookie_changes_nothing_and_says_how_to_go_on(language, words, world):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.people["coordinator"])
    browser.cookies["django_language"] = language

    response = browser.post(address("meetings:meeting_cancel", world), {"reason": "De zaal is dicht."})

    assert response.status_code == 403 and words in response.text
    assert not Meeting.objects.filter(status="cancelled").exists()


CHECKED = {"next_step": "Proberen.", "has_consent": "on", "is_unrecognisable": "on", "need_not_wait": "on"}
DEEDS = {
    "meetings:meeting_cancel": {"reason": "De zaal is dicht."},
    "meetings:answer": {"answer": "yes"},
    "communities:invitation_resend": {},
    "communities:invitation_create": {"people": "noor@example.nl", "role": "student", "go": "next"},
    "casework:outcome_publish": {"version": "1", "access": "open", "licence": "cc-by", **CHECKED},
}


@pytest.mark.parametrize("name", DEEDS)
def test_deed_is_done_while_the_broker_is_away(name, world, monkeypatch, django_capture_on_commit_callbacks):
    def away(*_args, **_options):
        raise OperationalError("No broker.")

    monkeypatch.setattr("leerkring.notifications.tasks.deliver.apply_async", away)
    monkeypatch.setattr(Celery, "send_task", away)
    Outcome.objects.update(abstract="In vijf zinnen.")
    connection.run_on_commit.clear()
    doer = world.browsers["author" if name.startswith("casework") else "coordinator"]
    with django_capture_on_commit_callbacks(execute=True) as hints:
        response = doer.post(address(name, world), DEEDS[name])

    assert response.status_code == 302 and hints
    shown = get_messages(doer.get(response.url).wsgi_request)
    assert [message.level_tag for message in shown][-1] == "success"
