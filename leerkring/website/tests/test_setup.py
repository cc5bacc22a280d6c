"""The last step of setting a circle up."""

import pytest
from django.shortcuts import resolve_url

from communities.actions.community import create_draft
from communities.actions.invitation import Invitee, prepare_invitations
from communities.models import Community, Invitation
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message
from leerkring.website.actions import start_circle
from meetings.models import Cycle, Meeting

pytestmark = pytest.mark.django_db
CHECK = "/opzetten/liemers/"


@pytest.fixture
def draft(outsider, programme, area, make) -> Community:
    circle = create_draft(
        by=outsider,
        programme=programme,
        name="Liemers",
        kind="regional",
        question="Hoe bereiken we laaggeletterde inwoners?",
        area=area,
        sector="practice",
    )
    cycle = Cycle.objects.create(community=circle, number=1, learning_goal="Mensen eerder bereiken.")
    make.meeting(cycle, status=Meeting.Status.DRAFT)
    prepare_invitations(circle, [Invitee("noor@example.nl", "education", "student")], by=outsider)
    return circle


@pytest.fixture
def browser(as_user, outsider):
    return as_user(outsider)


def test_start_does_everything_at_once(draft, outsider):
    start_circle(draft, by=outsider)

    assert Community.objects.get().status == "active"
    assert Meeting.objects.get().status == "planned"
    assert Invitation.objects.get().status == "sent"
    assert Message.objects.get().kind == "communities.invitation"


def test_start_twice_is_refused_and_sends_nothing_again(draft, outsider):
    start_circle(draft, by=outsider)

    with pytest.raises(Refused):
        start_circle(draft, by=outsider)
    assert Message.objects.count() == 1


def test_start_is_refused_with_everything_that_is_missing(draft, outsider):
    Community.objects.update(question="")
    Meeting.objects.all().delete()

    with pytest.raises(Refused) as refused:
        start_circle(draft, by=outsider)

    assert len(refused.value.messages) == 2
    assert Community.objects.get().status == "draft"
    assert not Message.objects.exists()


def test_check_shows_all_and_how_many_are_invited(browser, draft):
    page = browser.get(CHECK).content.decode()

    assert draft.question in page
    assert "(1)" in page


def test_check_names_what_is_missing_with_a_link_to_mend_it(browser, draft):
    Meeting.objects.all().delete()

    page = browser.get(CHECK)

    assert not page.context["is_complete"]
    assert '<a href="/bijeenkomsten/opzetten/liemers/">' in page.content.decode()
    assert '<a class="btn btn-primary btn-lg" href="/bijeenkomsten/opzetten/liemers/">' in page.content.decode()


def test_check_starts_and_leads_to_the_circle(browser, draft):
    assert browser.post(CHECK).url == "/leerkringen/liemers/"
    assert Community.objects.get().status == "active"


def test_check_of_a_started_circle_shows_the_circle(browser, draft):
    browser.post(CHECK)

    assert browser.get(CHECK).url == "/leerkringen/liemers/"
    assert browser.post(CHECK).url == "/leerkringen/liemers/"
    assert Message.objects.count() == 1


def test_check_that_lacks_something_starts_nothing(browser, draft):
    Meeting.objects.all().delete()

    assert browser.post(CHECK).url == CHECK
    assert Community.objects.get().status == "draft"


@pytest.mark.parametrize("role", ["member", "coordinator", "staff"])
def test_check_looks_missing_to_others(request, as_user, draft, role):
    browser = as_user(request.getfixturevalue(role))

    assert browser.get(CHECK).status_code == 404
    assert browser.post(CHECK).status_code == 404


def test_check_asks_visitors_to_log_in_first(visitor, draft):
    assert visitor.get(CHECK).url.startswith(resolve_url("account_login"))


def test_check_costs_the_same_at_one_and_three_people(browser, draft, outsider, django_assert_max_num_queries):
    counts = []
    for size in (1, 3):
        people = [Invitee(f"p{size}{number}@example.nl", "practice", "manager") for number in range(size)]
        prepare_invitations(draft, people, by=outsider)
        with django_assert_max_num_queries(12) as counted:
            browser.get(CHECK)
        counts.append(len(counted))
    assert counts[0] == counts[1]
