"""Following a circle or a programme from outside."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.actions.closing import archive_community
from communities.actions.follow import (
    follow_community,
    follow_programme,
    unfollow_community,
    unfollow_programme,
)
from communities.models import Community, Follow, Membership, Programme, ProgrammeFollow
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db
STATES = {
    "draft": {"status": "draft", "started_at": None},
    "active": {},
    "closed": CLOSED,
    "archived": CLOSED | {"status": "archived"},
}


def put_in(state):
    if STATES[state]:
        Community.objects.update(**STATES[state])


def path(name, community):
    return reverse(f"communities:follow_{name}", kwargs={"slug": community.slug})


def test_follow_twice_is_once(community, outsider):
    first, second = (follow_community(community, by=outsider) for _press in range(2))

    assert first == second


def test_follow_is_refused_for_its_own_people(community, member):
    with pytest.raises(Refused):
        follow_community(community, by=member)

    Membership.objects.update(alumnus_since=timezone.now())
    with pytest.raises(Refused):
        follow_community(community, by=member)


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_follow_is_refused_when_nothing_can_come(community, outsider, state):
    put_in(state)

    with pytest.raises(Refused):
        follow_community(community, by=outsider)


def test_unfollow_twice_is_harmless(community, outsider):
    follow_community(community, by=outsider)
    for _press in range(2):
        unfollow_community(community, by=outsider)

    assert not Follow.objects.exists()


def test_following_ends_when_the_circle_is_archived(community, outsider, coordinator):
    follow_community(community, by=outsider)
    Community.objects.update(**CLOSED)

    archive_community(community, by=coordinator)

    assert not Follow.objects.exists()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("who", "may"),
    [("outsider", True), ("former_member", True), ("staff", True), ("member", False), ("coordinator", False)],
)
def test_who_may_follow(community, request, state, who, may):
    person = request.getfixturevalue(who)
    put_in(state)

    is_open = state in ("active", "closed")
    assert has_permission(person, "communities.follow_community", community) == (may and is_open)
    assert not has_permission(AnonymousUser(), "communities.follow_community", community)


def test_page_follows_and_stops_by_a_button(community, outsider, as_user):
    client = as_user(outsider)
    assert path("create", community) in client.get(community.get_absolute_url()).text

    client.post(path("create", community))
    page = client.get(community.get_absolute_url()).text
    assert path("remove", community) in page and path("create", community) not in page

    client.post(path("remove", community))
    assert not Follow.objects.exists()


def test_links_ask_first_and_change_nothing(community, outsider, as_user):
    client = as_user(outsider)

    assert client.get(path("create", community)).status_code == 200
    assert not Follow.objects.exists()
    follow_community(community, by=outsider)
    assert client.get(path("remove", community)).status_code == 200
    assert Follow.objects.exists()


def test_visitor_logs_in_first_and_comes_back(community, visitor):
    page = visitor.get(path("create", community))

    assert page.status_code == 302 and path("create", community) in page["Location"]


def test_member_who_opens_the_link_is_led_to_the_circle(community, member, as_user):
    for method in ("get", "post"):
        answer = getattr(as_user(member), method)(path("create", community))
        assert answer["Location"] == community.get_absolute_url()
    assert not Follow.objects.exists()


def test_follower_sees_no_more_than_everybody(community, outsider):
    follow_community(community, by=outsider)

    assert not has_permission(outsider, "communities.view_inside_community", community)


PROGRAMME_STATES = {
    "draft": {"status": "draft"},
    "active": {"status": "active"},
    "withdrawn": {"status": "withdrawn", "withdrawn_at": timezone.now()},
}


def programme_path(name, programme):
    return reverse(f"communities:programme_follow_{name}", kwargs={"programme_slug": programme.slug})


def test_follow_and_unfollow_of_a_programme_twice_is_once(programme, outsider):
    first, second = (follow_programme(programme, by=outsider) for _press in range(2))
    assert first == second

    for _press in range(2):
        unfollow_programme(programme, by=outsider)
    assert not ProgrammeFollow.objects.exists()


@pytest.mark.parametrize("state", PROGRAMME_STATES)
@pytest.mark.parametrize("who", ["outsider", "former_member", "member", "coordinator", "staff"])
def test_whoever_has_an_account_may_follow_a_programme_that_runs(programme, request, state, who):
    person = request.getfixturevalue(who)
    Programme.objects.update(**PROGRAMME_STATES[state])

    may = state == "active"
    assert has_permission(person, "communities.follow_programme", programme) == may
    assert not has_permission(AnonymousUser(), "communities.follow_programme", programme)
    if not may:
        with pytest.raises(Refused):
            follow_programme(programme, by=person)


def test_programme_is_followed_and_left_by_a_button(programme, outsider, as_user):
    client, page = as_user(outsider), programme.get_absolute_url()
    assert programme_path("create", programme) in client.get(page).text
    assert client.get(programme_path("create", programme)).status_code == 200
    assert not ProgrammeFollow.objects.exists()

    answer = client.post(programme_path("create", programme), follow=True)
    assert "Je volgt dit programma." in answer.text
    assert programme_path("remove", programme) in answer.text
    assert programme_path("create", programme) not in answer.text
    for method in ("get", "post"):
        assert getattr(client, method)(programme_path("create", programme))["Location"] == page
    assert ProgrammeFollow.objects.count() == 1

    assert client.get(programme_path("remove", programme)).status_code == 200
    assert ProgrammeFollow.objects.exists()
    client.post(programme_path("remove", programme))
    assert not ProgrammeFollow.objects.exists()


def test_who_follows_a_programme_that_stopped_can_still_stop_following(programme, outsider, visitor, as_user):
    follow_programme(programme, by=outsider)
    Programme.objects.update(**PROGRAMME_STATES["withdrawn"])

    page = as_user(outsider).get(programme.get_absolute_url()).text
    assert programme_path("remove", programme) in page
    assert programme_path("create", programme) not in visitor.get(programme.get_absolute_url()).text
    as_user(outsider).post(programme_path("remove", programme))
    assert not ProgrammeFollow.objects.exists()


def test_programme_that_stops_at_this_moment_says_so(programme, outsider, as_user, monkeypatch):
    monkeypatch.setattr("communities.views.follow.has_permission", lambda *_asked: True)
    Programme.objects.update(**PROGRAMME_STATES["withdrawn"])

    answer = as_user(outsider).post(programme_path("create", programme), follow=True)

    assert "Dit programma loopt niet." in answer.text
    assert not ProgrammeFollow.objects.exists()
