"""Hosts by whose turn it is."""

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership
from leerkring.core.errors import Refused
from meetings.actions.host import assign_hosts
from meetings.models import Meeting
from meetings.rotation import propose_hosts

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(meeting, cycle, make, host, coordinator):
    """Four meetings, of which the first has a host; two organisations take part."""
    return [meeting, *(make.meeting(cycle, number, days=7 + 30 * number) for number in (2, 3, 4))]


@pytest.fixture
def address(cycle):
    return reverse("meetings:cycle_hosts", kwargs={"pk": cycle.pk})


def hosts():
    return list(Meeting.objects.order_by("number").values_list("host__name", flat=True))


def proposed(cycle):
    return [(one.meeting.number, one.host.name) for one in propose_hosts(cycle)]


def pairs(cycle):
    return [(one.meeting.pk, one.host.pk) for one in propose_hosts(cycle)]


def test_propose_hosts_gives_the_turn_to_who_hosted_least(series, cycle):
    assert proposed(cycle) == [
        (2, "Stichting Welzijn De Linge"),
        (3, "gemeente Lingewaard"),
        (4, "Stichting Welzijn De Linge"),
    ]


def test_propose_hosts_leaves_out_what_is_cancelled_or_has_been(series, cycle, make):
    Meeting.objects.filter(number=2).update(status="cancelled")
    Meeting.objects.filter(number=3).update(starts_at=timezone.now())
    assert [number for number, _name in proposed(cycle)] == [4]


def test_propose_hosts_proposes_nobody_when_nobody_comes_from_an_organisation(series, cycle):
    Membership.objects.update(organisation=None)
    assert proposed(cycle) == []


def test_assign_hosts_takes_the_proposal_over_and_tells_members(series, cycle, coordinator):
    rows = assign_hosts(cycle, by=coordinator, chosen=pairs(cycle))
    assert len(rows) == 3 and all(row.changes.count() == 1 for row in rows)
    assert hosts()[1:] == ["Stichting Welzijn De Linge", "gemeente Lingewaard", "Stichting Welzijn De Linge"]


def test_assign_hosts_is_refused_when_the_proposal_changed_or_was_taken_over(series, cycle, coordinator):
    chosen = pairs(cycle)
    assign_hosts(cycle, by=coordinator, chosen=chosen)
    for again in (chosen, []):
        with pytest.raises(Refused):
            assign_hosts(cycle, by=coordinator, chosen=again)
    assert all(row.changes.count() <= 1 for row in Meeting.objects.all())


def test_page_gives_the_chosen_meetings_their_host(address, series, cycle, coordinator, as_user):
    client, (first, *_rest) = as_user(coordinator), pairs(cycle)
    assert "Stichting Welzijn De Linge op" in client.get(address).content.decode()
    response = client.post(address, {"hosts": [f"{first[0]}-{first[1]}"]}, follow=True)
    assert "1 bijeenkomst heeft nu een gastheer." in response.content.decode()
    assert hosts() == ["gemeente Lingewaard", "Stichting Welzijn De Linge", None, None]


@pytest.mark.parametrize("value", ["", "x", "1-999", "0-0"])
def test_page_asks_again_when_nothing_proposed_is_chosen(value, address, series, coordinator, as_user):
    assert as_user(coordinator).post(address, {"hosts": value}).status_code == 422
    assert hosts()[1:] == [None, None, None]


@pytest.mark.parametrize("role", ["member", "host", "outsider", "former_member", "staff"])
def test_page_is_for_coordinators(role, address, series, as_user, request):
    client = as_user(request.getfixturevalue(role))
    assert client.get(address).status_code == client.post(address, {"hosts": "1-1"}).status_code == 404


def test_page_asks_the_same_number_of_queries_for_three_meetings(
    address, series, cycle, coordinator, as_user, queries
):
    client = as_user(coordinator)
    three = queries(lambda: client.get(address))
    Meeting.objects.filter(number__gt=2).update(status="cancelled")
    assert queries(lambda: client.get(address)) == three == 4


def test_cycle_leads_to_the_proposal_only_where_a_host_is_missing(address, series, cycle, coordinator, as_user):
    client = as_user(coordinator)
    assert address in client.get(cycle.get_absolute_url()).content.decode()
    assign_hosts(cycle, by=coordinator, chosen=pairs(cycle))
    assert address not in client.get(cycle.get_absolute_url()).content.decode()
