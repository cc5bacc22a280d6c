"""Passing a circle on to another coordinator."""

import pytest

from communities.actions.handover import accept_handover, decline_handover, offer_handover, withdraw_handover
from communities.actions.membership import end_membership
from communities.models import Community, Handover, Membership
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message


@pytest.fixture
def offer(community, coordinator, member):
    return offer_handover(community, by=coordinator, to=member, note="De map ligt bij de balie.")


def roles(community, user):
    row = community.memberships.get(user=user)
    return row.role, row.second_role


def told():
    return sorted(Message.objects.values_list("kind", "recipient__given_name"))


def test_offer_changes_nothing_yet_and_tells_the_receiver(offer, community, coordinator, member):
    assert (offer.status, offer.giver, offer.receiver) == ("offered", coordinator, member)
    assert (roles(community, coordinator)[0], roles(community, member)[0]) == ("coordinator", "student")
    assert told() == [("communities.handover_offered", "Daan")]


def test_offer_made_twice_is_one_offer(offer, community, coordinator, member):
    assert offer_handover(community, by=coordinator, to=member) == offer
    assert told() == [("communities.handover_offered", "Daan")]


def test_second_offer_to_somebody_else_is_refused(offer, community, coordinator, host):
    with pytest.raises(Refused, match="Daan Willems"):
        offer_handover(community, by=coordinator, to=host)


@pytest.mark.parametrize("who", ["coordinator", "outsider", "former_member", "alumnus"])
def test_offer_is_refused_to_who_does_not_take_part(who, community, coordinator, request, make):
    if who == "alumnus":
        person = make.user("Truus")
        make.join(person, community, "resident", alumnus_since=community.started_at)
    else:
        person = request.getfixturevalue(who)
    with pytest.raises(Refused):
        offer_handover(community, by=coordinator, to=person)


def test_offer_by_who_does_not_coordinate_is_refused(community, coordinator, member, host):
    with pytest.raises(Refused):
        offer_handover(community, by=host, to=member)


def test_offer_to_another_coordinator_is_for_stepping_back_only(community, coordinator, member):
    Membership.objects.filter(user=member).update(second_role="coordinator")
    with pytest.raises(Refused):
        offer_handover(community, by=coordinator, to=member, giver_stays=True)
    offer = offer_handover(community, by=coordinator, to=member)
    accept_handover(offer, by=member)
    assert [roles(community, user) for user in (coordinator, member)] == [
        ("professional", ""),
        ("coordinator", "student"),
    ]


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_closed_circle_is_not_handed_over(status, offer, community, coordinator, member, host):
    Community.objects.filter(pk=community.pk).update(**CLOSED | {"status": status})
    with pytest.raises(Refused):
        offer_handover(community, by=coordinator, to=host)
    with pytest.raises(Refused):
        accept_handover(offer, by=member)


# Stays, role and second role of the giver before; those of giver and receiver afterwards.
@pytest.mark.parametrize(
    ("stays", "before", "giver", "receiver"),
    [
        (False, ("coordinator", ""), ("professional", ""), ("coordinator", "student")),
        (False, ("coordinator", "lecturer"), ("lecturer", ""), ("coordinator", "student")),
        (False, ("lecturer", "coordinator"), ("lecturer", ""), ("coordinator", "student")),
        (True, ("coordinator", ""), ("coordinator", ""), ("coordinator", "student")),
        (True, ("lecturer", "coordinator"), ("lecturer", "coordinator"), ("coordinator", "student")),
    ],
)
def test_accepting_gives_the_task(stays, before, giver, receiver, community, coordinator, member):
    Membership.objects.filter(user=coordinator).update(role=before[0], second_role=before[1])
    offer = offer_handover(community, by=coordinator, to=member, giver_stays=stays)
    for _twice in range(2):
        assert accept_handover(offer, by=member).status == "accepted"
    assert (roles(community, coordinator), roles(community, member)) == (giver, receiver)
    assert told() == [("communities.handover_answered", "Marit"), ("communities.handover_offered", "Daan")]


def test_declining_changes_nothing_and_tells_the_giver_once(offer, community, coordinator, member):
    for _twice in range(2):
        assert decline_handover(offer, by=member).status == "declined"
    assert (roles(community, coordinator)[0], roles(community, member)[0]) == ("coordinator", "student")
    assert told() == [("communities.handover_answered", "Marit"), ("communities.handover_offered", "Daan")]


def test_withdrawing_takes_the_offer_back(offer, coordinator, member):
    for _twice in range(2):
        assert withdraw_handover(offer, by=coordinator).status == "withdrawn"
    with pytest.raises(Refused):
        accept_handover(offer, by=member)


ANSWERS = {"accept": accept_handover, "decline": decline_handover, "withdraw": withdraw_handover}
ENDS = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}


@pytest.mark.parametrize("status", ["accepted", "declined", "withdrawn"])
@pytest.mark.parametrize("deed", ANSWERS)
def test_offer_is_answered_once(deed, status, offer, coordinator, member):
    Handover.objects.filter(pk=offer.pk).update(status=status)
    by = coordinator if deed == "withdraw" else member
    if ENDS[deed] == status:
        assert ANSWERS[deed](offer, by=by).status == status
    else:
        with pytest.raises(Refused):
            ANSWERS[deed](offer, by=by)


def test_only_the_receiver_answers(offer, host):
    for answer in (accept_handover, decline_handover):
        with pytest.raises(Refused):
            answer(offer, by=host)


def test_offer_of_who_left_meanwhile_gives_nothing(offer, community, coordinator, member, host):
    Membership.objects.filter(user=host).update(role="coordinator")
    end_membership(community.memberships.get(user=coordinator), by=coordinator)
    with pytest.raises(Refused, match="Marit"):
        accept_handover(offer, by=member)
    assert roles(community, member)[0] == "student"


def test_offer_of_who_coordinates_no_more_gives_nothing(offer, community, coordinator, member):
    Membership.objects.filter(user=coordinator).update(role="professional")
    with pytest.raises(Refused, match="Marit"):
        accept_handover(offer, by=member)


def test_receiver_who_left_meanwhile_gets_nothing(offer, community, member):
    community.memberships.filter(user=member).update(left_at=community.started_at)
    with pytest.raises(Refused):
        accept_handover(offer, by=member)
