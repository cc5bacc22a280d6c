"""The end of a circle: closing and opening again, putting away and taking out."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from communities import closing
from communities.actions.closing import archive_community, close_community, reopen_community, unarchive_community
from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.closing import Obstacle, obstacles_of, register_obstacles
from communities.models import Community, Handover, JoinLink, JoinRequest, Membership
from communities.signals import community_closed, community_reopened
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message

ROLES = ["coordinator", "member", "host", "former_member"]


@pytest.fixture(autouse=True)
def _nothing_in_the_way(monkeypatch):
    monkeypatch.setattr(closing, "_finders", {})


@pytest.fixture
def people(request, coordinator):
    return {name: request.getfixturevalue(name) for name in ROLES}


def state(user, community):
    membership = community.memberships.filter(user=user).latest("pk")
    return "left" if membership.left_at else "alumnus" if membership.alumnus_since else "member"


def told(kind):
    return sorted(Message.objects.filter(kind=kind).values_list("recipient__given_name", flat=True))


def test_closing_makes_members_alumni_and_keeps_coordinators(community, people, coordinator):
    closed = close_community(community, by=coordinator, words="Dank jullie wel.")
    assert (closed.status, closed.phase, closed.closing_words) == ("closed", "finished", "Dank jullie wel.")
    states = {name: state(user, community) for name, user in people.items()}
    assert states == {"coordinator": "member", "member": "alumnus", "host": "alumnus", "former_member": "left"}
    assert {each.alumnus_since for each in community.memberships.filter(alumnus_since__isnull=False)} == {
        closed.closed_at
    }
    assert closed.member_count == 1


def test_closing_keeps_who_coordinates_in_their_second_role(community, coordinator, member):
    Membership.objects.filter(user=member).update(second_role="coordinator")
    close_community(community, by=coordinator)
    assert state(member, community) == "member"


def test_closing_ends_what_waits_for_an_answer(community, coordinator, member, outsider):
    prepare_invitations(community, [Invitee("jan@example.nl", "residents", "resident")], by=coordinator)
    send_prepared(community, by=coordinator)
    prepare_invitations(community, [Invitee("truus@example.nl", "residents", "resident")], by=coordinator)
    request = JoinRequest.objects.create(community=community, user=outsider, motivation="Graag", role="resident")
    ends = timezone.now() + timedelta(days=3)
    link = JoinLink.objects.create(
        community=community, nonce="n", token_hash="h", role="resident", sector="residents", ends_at=ends, limit=5
    )
    offer = Handover.objects.create(community=community, giver=coordinator, receiver=member)
    close_community(community, by=coordinator)
    for row in (request, link, offer):
        row.refresh_from_db()
    assert set(community.invitations.values_list("status", flat=True)) == {"revoked"}
    assert (request.status, request.answered_by, bool(request.answer_note)) == ("declined", coordinator, True)
    assert (link.is_open, offer.status) == (False, "withdrawn")
    assert told("communities.request_ended") == ["Riet"]


def test_closing_tells_who_took_part_but_not_who_did_it(community, people, coordinator):
    close_community(community, by=coordinator)
    assert told("communities.closed") == ["Anouk", "Daan"]


def test_closing_twice_tells_once(community, people, coordinator):
    first = close_community(community, by=coordinator)
    second = close_community(community, by=coordinator, words="Nog eens.")
    assert (second.closed_at, second.closing_words) == (first.closed_at, "")
    assert told("communities.closed") == ["Anouk", "Daan"]


def test_closing_is_refused_while_something_stands_in_the_way(community, people, coordinator):
    register_obstacles("meetings", lambda circle: [Obstacle("Er komt nog een bijeenkomst.", "/b/", "Bekijk")])
    with pytest.raises(Refused) as refused:
        close_community(community, by=coordinator)
    community.refresh_from_db()
    assert (refused.value.messages, community.status) == (["Er komt nog een bijeenkomst."], "active")
    assert state(people["member"], community) == "member"


def test_obstacles_are_registered_once():
    register_obstacles("meetings", lambda circle: [])
    with pytest.raises(LookupError):
        register_obstacles("meetings", lambda circle: [])


def test_obstacles_of_all_apps_are_found(community):
    register_obstacles("b", lambda circle: [Obstacle("B", "", "")])
    register_obstacles("a", lambda circle: [Obstacle("A", "", "")])
    assert [obstacle.text for obstacle in obstacles_of(community)] == ["A", "B"]


def counts():
    return {model.__name__: model.objects.count() for app in ("communities", "meetings") for model in models_of(app)}


def models_of(app):
    return apps.get_app_config(app).get_models()


def test_closing_and_putting_away_lose_no_row(world_rows, community, coordinator):
    before = counts()
    close_community(community, by=coordinator)
    archive_community(community, by=coordinator)
    # Only who follows from outside has nothing left to follow.
    assert counts() == before | {"Follow": 0}
    assert before["Membership"] > 2


@pytest.fixture
def world_rows(community, people, meeting, coordinator, member, organisation, outsider):
    community.phase_checks.create(point="agreements")
    community.contact_persons.create(user=member)
    community.commitments.create(organisation=organisation)
    community.follows.create(user=outsider)
    community.former_names.create(name="Oud", slug="oud")
    JoinRequest.objects.create(community=community, user=outsider, motivation="Graag", role="resident")
    prepare_invitations(community, [Invitee("jan@example.nl", "residents", "resident")], by=coordinator)


def test_opening_again_brings_back_who_became_an_alumnus_by_closing(community, people, coordinator, make):
    earlier = make.user("Truus", "Peters")
    make.join(earlier, community, "resident", alumnus_since=timezone.now() - timedelta(days=9))
    Community.objects.filter(pk=community.pk).update(phase="develop")
    close_community(community, by=coordinator, words="Tot ziens.")
    opened = reopen_community(community, by=coordinator)
    assert (opened.status, opened.phase, opened.closed_at) == ("active", "develop", None)
    assert [state(people[name], community) for name in ROLES] == ["member", "member", "member", "left"]
    assert (state(earlier, community), opened.member_count) == ("alumnus", 3)
    assert told("communities.reopened") == ["Anouk", "Daan"]


def test_opening_again_twice_tells_once(community, people, coordinator):
    close_community(community, by=coordinator)
    reopen_community(community, by=coordinator)
    reopen_community(community, by=coordinator)
    assert told("communities.reopened") == ["Anouk", "Daan"]


def test_circle_closed_before_its_phase_was_kept_opens_while_sustaining(community, coordinator):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    assert reopen_community(community, by=coordinator).phase == "sustain"


def test_apps_above_are_told_of_closing_and_opening(community, coordinator):
    seen = []

    def see(signal, community, by, **_more):
        seen.append((signal, community.pk, by.pk))

    for signal in (community_closed, community_reopened):
        signal.connect(see)
    close_community(community, by=coordinator)
    reopen_community(community, by=coordinator)
    assert seen == [(signal, community.pk, coordinator.pk) for signal in (community_closed, community_reopened)]


DEEDS = {
    "close": close_community,
    "reopen": reopen_community,
    "archive": archive_community,
    "unarchive": unarchive_community,
}
REFUSED = "refused"
# What each deed makes of each status.
OUTCOMES = {
    "draft": {"close": REFUSED, "reopen": REFUSED, "archive": REFUSED, "unarchive": REFUSED},
    "active": {"close": "closed", "reopen": "active", "archive": REFUSED, "unarchive": REFUSED},
    "closed": {"close": "closed", "reopen": "active", "archive": "archived", "unarchive": "closed"},
    "archived": {"close": REFUSED, "reopen": REFUSED, "archive": "archived", "unarchive": "closed"},
}


def put_in(community, status):
    facts = {"draft": {"status": "draft", "started_at": None}, "active": {}}
    over = CLOSED | {"status": status}
    Community.objects.filter(pk=community.pk).update(**facts.get(status, over) or {"status": "active"})


@pytest.mark.parametrize("status", OUTCOMES)
@pytest.mark.parametrize("deed", DEEDS)
def test_deeds_by_status(deed, status, community, coordinator):
    put_in(community, status)
    outcome = OUTCOMES[status][deed]
    if outcome == REFUSED:
        with pytest.raises(Refused):
            DEEDS[deed](community, by=coordinator)
        outcome = status
    else:
        DEEDS[deed](community, by=coordinator)
    community.refresh_from_db()
    assert community.status == outcome


@pytest.fixture
def crowd(community, make):
    """Return a function that adds that many members."""

    def add(count):
        start = Membership.objects.count()
        users = [make.user(f"Lid{start + number}") for number in range(count)]
        rows = [Membership(user=user, community=community, role="student", sector="education") for user in users]
        Membership.objects.bulk_create(rows)

    return add


def test_closing_asks_as_often_for_thirty_as_for_three(community, coordinator, crowd, django_assert_num_queries):
    for count in (3, 27):
        crowd(count)
        with django_assert_num_queries(15):
            close_community(community, by=coordinator)
        reopen_community(community, by=coordinator)
    assert community.memberships.active().count() == 31


def test_closing_stays_quick_with_three_hundred(community, coordinator, crowd, django_assert_max_num_queries):
    crowd(300)
    # SQLite takes the mail in five pieces.
    with django_assert_max_num_queries(20):
        close_community(community, by=coordinator)
    assert (community.memberships.active().count(), len(told("communities.closed"))) == (1, 300)


def test_closed_circle_shows_who_took_part_until_then(community, people, coordinator, make):
    make.join(make.user("Truus"), community, "resident", alumnus_since=timezone.now() - timedelta(days=9))
    closed = close_community(community, by=coordinator)
    assert sorted(row.user.given_name for row in Membership.objects.of(closed)) == ["Anouk", "Daan", "Marit"]
