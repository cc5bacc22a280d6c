"""Following a circle from outside."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.actions.closing import archive_community
from communities.actions.follow import follow_community, unfollow_community
from communities.models import Community, Follow, Membership
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
