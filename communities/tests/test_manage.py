"""The desk of a circle."""

import re

import pytest
from django.urls import reverse

from communities.models import Community
from conftest import CLOSED


@pytest.fixture
def path(community):
    return reverse("communities:community_manage", kwargs={"slug": community.slug})


@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 200), ("member", 404), ("host", 404), ("former_member", 404), ("outsider", 404), ("staff", 404)],
)
def test_desk_is_for_coordinators(who, status, path, as_user, request):
    assert as_user(request.getfixturevalue(who)).get(path).status_code == status


def test_desk_leads_to_what_a_coordinator_does(path, coordinator, as_user, community):
    page = as_user(coordinator).get(path)
    for name in ("community_setup", "member_list", "invitation_create", "invitation_list"):
        assert reverse(f"communities:{name}", kwargs={"slug": community.slug}).encode() in page.content


def test_desk_counts_what_each_app_knows_of(path, coordinator, as_user, community):
    page = as_user(coordinator).get(path).content.decode()
    figures = re.findall(r"<li><strong>(.+?)</strong>(.+?)</li>", page)
    assert figures[:2] == [(str(community.member_count), "lid van de leerkring"), ("0", "bijeenkomsten gehouden")]


def test_desk_counts_with_one_query_for_each_number(path, coordinator, as_user, community, django_assert_num_queries):
    browser = as_user(coordinator)
    with django_assert_num_queries(9):
        browser.get(path)


def test_desk_stays_when_the_circle_is_closed_but_changes_nothing(path, coordinator, as_user, community):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    page = as_user(coordinator).get(path)
    assert page.status_code == 200
    assert reverse("communities:community_setup", kwargs={"slug": community.slug}).encode() not in page.content


def test_desk_of_a_draft_is_its_setup(path, coordinator, as_user, community):
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    setup = reverse("communities:community_setup", kwargs={"slug": community.slug})
    assert as_user(coordinator).get(path)["Location"] == setup


@pytest.mark.parametrize(("who", "shown"), [("coordinator", True), ("member", False), ("outsider", False)])
def test_tab_of_the_desk_is_seen_by_coordinators_alone(who, shown, path, community, as_user, request):
    page = as_user(request.getfixturevalue(who)).get(community.get_absolute_url())
    assert (f'href="{path}"'.encode() in page.content) == shown


def test_page_of_the_question_belongs_to_the_desk(coordinator, as_user, community):
    page = as_user(coordinator).get(reverse("communities:community_setup", kwargs={"slug": community.slug}))

    assert b'/beheren/" aria-current="page"' in page.content
