"""Words of cases and reflections turn up nowhere but on the pages of those who may read them (promise 5)."""

import json
import re
from datetime import timedelta

import pytest
from django.core import serializers
from django.urls import reverse
from django.utils import timezone

from casework import mails
from casework.actions import case as case_actions
from casework.actions import reflection as reflection_actions
from casework.models import Case
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
