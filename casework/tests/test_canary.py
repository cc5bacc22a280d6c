"""Words of cases and reflections turn up nowhere but on the pages of those who may read them (promise 5)."""

import io
import json
import logging
import re
from datetime import timedelta

import pytest
from celery import current_app
from django.core import serializers
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import mails
from casework.actions import case as case_actions
from casework.actions import portfolio as portfolio_actions
from casework.actions import reflection as reflection_actions
from casework.actions.check import ask_check
from casework.models import Case, Portfolio
from leerkring.core.logs import FORM, WithoutRows, WithoutSecrets
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

CANARY = "anarie"


@pytest.fixture
def everything(draft, reflection, community, member, coordinator, host):
    """All that can happen to a case and a reflection, with mail to everybody about it."""
    case = case_actions.submit_case(draft, by=member)
    case = case_actions.return_case(case, by=coordinator, remark="Kanarie opmerking.")
    Case.objects.update(**dict.fromkeys(Case.CHECKS, True))
    case = case_actions.submit_case(case, by=member)
    case = case_actions.release_case(case, by=coordinator)
    case_actions.log_reading(case, by=host)
    case_actions.report_case(case, by=host)
    reflection_actions.share_reflection(reflection, by=member, person=host)
    return case


def test_the_canary_would_be_seen(draft, reflection):
    assert all(CANARY in getattr(draft, text) for text in Case.TEXTS)
    assert all(CANARY in text for text in [reflection.title, *reflection.answers.values()])


def test_no_word_in_the_outbox(everything):
    assert Message.objects.count() == 7
    assert CANARY not in serializers.serialize("json", Message.objects.all())


def test_no_word_in_what_is_sent(everything, mailoutbox):
    deliver_due()

    assert mailoutbox
    for mail in mailoutbox:
        assert CANARY not in mail.message().as_string()
        assert CANARY not in json.dumps([mail.subject, mail.body, *(str(part) for part in mail.alternatives)])


CIRCLE = {"slug": "lingewaard"}
PAGES = [
    ("home", {}),
    ("casework:outcome_list", {}),
    ("communities:community_list", {}),
    ("communities:community_detail", CIRCLE),
    ("casework:community_outcomes", CIRCLE),
]


@pytest.mark.parametrize("who", [None, "outsider", "staff", "former_member"])
@pytest.mark.parametrize(("name", "kwargs"), PAGES)
def test_no_word_on_pages_of_others(request, visitor, as_user, case, reflection, who, name, kwargs):
    client = as_user(request.getfixturevalue(who)) if who else visitor

    assert CANARY not in client.get(reverse(name, kwargs=kwargs)).text


@pytest.mark.parametrize("name", ["dashboard", "casework:reflection_list"])
@pytest.mark.parametrize("who", ["outsider", "staff", "former_member", "host"])
def test_no_word_of_what_is_private_on_own_pages_of_others(request, as_user, draft, reflection, name, who):
    assert CANARY not in as_user(request.getfixturevalue(who)).get(reverse(name)).text


@pytest.mark.parametrize("who", ["outsider", "staff", "visitor"])
def test_search_finds_no_word(request, visitor, as_user, case, reflection, who):
    client = visitor if who == "visitor" else as_user(request.getfixturevalue(who))

    page = client.get(reverse("search"), {"q": "Kanarie"})

    assert "Kanarie titel" not in page.text
    assert "Kanarie situa" not in page.text


def test_digest_speaks_of_no_case_and_no_reflection(case, reflection, member, host):
    reflection_actions.share_reflection(reflection, by=member, person=None)
    now = timezone.now()

    assert mails.collect_outcomes([case.community_id], (now - timedelta(days=7), now)) == []


def test_hidden_and_missing_look_the_same(as_user, draft, outsider):
    client = as_user(outsider)

    hidden = client.get(draft.get_absolute_url())
    Case.objects.all().delete()
    missing = client.get(draft.get_absolute_url())

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert without_tokens(hidden.text) == without_tokens(missing.text)


def without_tokens(html):
    """Leave out what differs on each page: the form tokens."""
    return re.sub(r"[A-Za-z0-9]{64}", "", html)


# --- What waits at the broker


@pytest.fixture
def sent(monkeypatch):
    """What is put on the broker, whole."""
    sent = {}
    monkeypatch.setattr(current_app, "send_task", lambda name, *args, **facts: sent.update({name: (args, facts)}))
    return sent


def test_no_word_is_put_on_the_broker(
    sent, everything, reflection, member, published, settings, django_capture_on_commit_callbacks
):
    settings.THOROUGH_CHECK = True
    portfolio = Portfolio.objects.create(owner=member, title="Kanarie", introduction="Kanarie")
    with django_capture_on_commit_callbacks(execute=True):
        ask_check(everything)
        portfolio_actions.start_export(portfolio, by=member)

    assert set(sent) == {"casework.tasks.check_case", portfolio_actions.TASK}
    assert CANARY not in repr(sent)
    # A number, and nothing else: what it stands for is read where it is worked on.
    given = [args[0] if args else facts["args"] for args, facts in sent.values()]
    assert all(len(args) == 1 and isinstance(args[0], int) for args in given)


def test_clock_sends_tasks_that_carry_nothing():
    assert [
        name for name, entry in current_app.conf.beat_schedule.items() if entry.get("args") or entry.get("kwargs")
    ] == []


# --- When something goes wrong


@pytest.fixture
def lines():
    """The lines of the log, written as the portal writes them, from the smallest on."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(WithoutRows(FORM))
    handler.addFilter(WithoutSecrets())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def break_the_page(monkeypatch, case):
    """Let the page of a case fail with the case in its hands, as PostgreSQL would say it."""

    def fail(*_args, **_facts):
        row = ", ".join(getattr(case, text) for text in Case.TEXTS)
        raise IntegrityError(f'violates check constraint "checked"\nDETAIL:  Failing row contains ({row}).')

    monkeypatch.setattr("casework.views.case.second_readers", fail)
    monkeypatch.setattr("casework.views.case.check_of", fail)


def test_page_that_says_500_and_its_log_hold_no_word(monkeypatch, client, submitted, member, lines, mailoutbox):
    break_the_page(monkeypatch, submitted)
    client.force_login(member)
    client.raise_request_exception = False

    answer = client.get(submitted.get_absolute_url())

    assert answer.status_code == 500
    assert CANARY not in answer.text
    assert "IntegrityError" in lines.getvalue() and 'constraint "checked"' in lines.getvalue()
    assert CANARY not in lines.getvalue()
    assert mailoutbox == []


def test_save_that_fails_says_no_word_in_the_log(monkeypatch, client, draft, member, lines, case_data):
    def fail(*_args, **_facts):
        raise IntegrityError("wrong")

    monkeypatch.setattr("casework.actions.case.write", fail)
    client.force_login(member)
    client.raise_request_exception = False

    answer = client.post(reverse("casework:case_change", kwargs={"pk": draft.pk}), case_data(save="1"))

    assert answer.status_code == 500
    assert CANARY not in answer.text + lines.getvalue()


@pytest.mark.parametrize("who", ["outsider", "staff", "former_member", "host", "visitor"])
def test_page_that_says_404_or_asks_to_log_in_holds_no_word(request, visitor, as_user, draft, lines, who):
    client = visitor if who == "visitor" else as_user(request.getfixturevalue(who))

    answers = [
        getattr(client, method)(reverse(f"casework:case_{page}", kwargs={"pk": draft.pk}))
        for page in ("detail", "change", "withdraw", "grade", "release", "report", "delete")
        for method in ("get", "post")
    ]

    assert {answer.status_code for answer in answers} == {302 if who == "visitor" else 404}
    assert [answer for answer in answers if CANARY in answer.text + answer.get("Location", "")] == []
    assert CANARY not in lines.getvalue()


def test_form_whose_cookie_is_gone_says_403_and_no_word_in_the_log(draft, member, lines, case_data):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)

    answer = client.post(reverse("casework:case_change", kwargs={"pk": draft.pk}), case_data(save="1"))

    assert answer.status_code == 403
    assert CANARY not in lines.getvalue()


def test_all_that_can_happen_to_a_case_says_no_word_in_the_log(lines, everything, mailoutbox):
    deliver_due()
    assert CANARY not in lines.getvalue()
