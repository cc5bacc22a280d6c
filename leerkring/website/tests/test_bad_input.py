"""What nobody should type, typed into every field of every form: never an error, and never gone from the page."""

import re
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import transaction
from lxml import html

from .access import PAGES, address, reader_of

HOSTILE = {
    "nothing": "",
    "a text longer than any": "x" * 30_000,
    "a number that fits no column": "99999999999999999999",
    "a digit that is no number": "²",
    "the first day of all": "0001-01-01",
    "the last day of all": "9999-12-31",
    "what some programs understand": "\u202eשלום 👩🏽‍🦽 {% load x %}<script>alert('1')</script>\"%s%(x)s{0}",
}
FORMS = [name for name, page in PAGES.items() if page.get and page.post and name != "set_language"]
TYPED = "//*[@name=$name][self::textarea or self::input[not(@type='hidden' or @type='radio' or @type='checkbox')]]"


def fields_of(browser, path):
    """Yield what a browser would send for each form of a page that posts back to it."""
    for form in html.fromstring(browser.get(path, follow=True).content).forms:
        if form.method == "POST" and form.action in (None, "", path):
            names = {name for name in form.fields if name}
            empty = dict.fromkeys(names - {"csrfmiddlewaretoken"}, "")
            yield empty | {name: value for name, value in form.form_values() if name in empty}


def tries(fields):
    """Yield the form with each field spoiled by itself; one row of a list of rows stands for the others."""
    for name in sorted(fields):
        if not re.search(r"-[1-9]\d*-", name):
            for what, text in HOSTILE.items():
                yield SimpleNamespace(name=name, what=what, text=text, data=fields | {name: text})


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
    for field in html.fromstring(response.content).xpath(TYPED, name=attempt.name):
        if (field.value or "").strip() != attempt.text:
            return f"typed {attempt.text[:20]!r}, shown {str(field.value)[:20]!r}"
    return ""


@pytest.mark.parametrize("name", FORMS)
def test_what_is_typed_makes_no_error_and_stays(name, world):
    browser, path = world.browsers[reader_of(PAGES[name])], address(name, world)
    browser.raise_request_exception = False
    complaints = {
        (attempt.name, attempt.what): wrong
        for fields in fields_of(browser, path)
        for attempt in tries(fields)
        if (wrong := what_went_wrong(attempt, answer_to(browser, path, attempt.data)))
    }
    assert complaints == {}


def test_the_forms_of_the_main_job_are_among_those_tried(world):
    tried = {name: set() for name in ("communities:community_create", "meetings:cycle_setup", "casework:case_create")}
    for name in tried:
        for fields in fields_of(world.browsers[reader_of(PAGES[name])], address(name, world)):
            tried[name] |= set(fields)
    assert {"name", "area", "question"} <= tried["communities:community_create"]
    assert {"form-0-date", "form-0-end_time", "learning_goal"} <= tried["meetings:cycle_setup"]
    assert {"title", "situation"} <= tried["casework:case_create"]
