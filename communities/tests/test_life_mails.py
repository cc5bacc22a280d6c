"""What is told by mail about the life of a circle, looked at again just before it is sent."""

import pytest

from communities import closing
from communities.actions.closing import close_community, reopen_community
from communities.actions.handover import accept_handover, decline_handover, offer_handover, withdraw_handover
from communities.actions.membership import end_membership
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.kinds import Mail, get_kind
from leerkring.notifications.models import Message


@pytest.fixture(autouse=True)
def _nothing_in_the_way(monkeypatch):
    monkeypatch.setattr(closing, "_finders", {})


def prepared(kind):
    """Return what becomes of the messages of a kind: the template of the mail, or why there is none."""
    messages = list(Message.objects.filter(kind=f"communities.{kind}").select_related("recipient").order_by("pk"))
    answers = get_kind(f"communities.{kind}").prepare(messages)
    found = [answers[message.pk] for message in messages]
    return [answer.template if isinstance(answer, Mail) else answer.reason for answer in found]


def test_closing_is_told_as_long_as_it_holds(community, coordinator, member):
    close_community(community, by=coordinator)
    assert prepared("closed") == ["communities_closed"]
    reopen_community(community, by=coordinator)
    assert (prepared("closed"), prepared("reopened")) == (["opened again"], ["communities_reopened"])
    close_community(community, by=coordinator)
    assert prepared("closed") == ["opened again", "communities_closed"]
    assert prepared("reopened") == ["closed again"]


def test_nothing_is_told_to_who_left_meanwhile(community, coordinator, member):
    close_community(community, by=coordinator)
    end_membership(community.memberships.get(user=member), by=member)
    assert prepared("closed") == ["no longer in the circle"]


def test_who_asked_to_join_hears_that_there_is_nothing_to_join(community, coordinator, outsider):
    community.join_requests.create(user=outsider, motivation="Graag", role="resident")
    close_community(community, by=coordinator)
    assert prepared("request_ended") == ["communities_request_ended"]
    reopen_community(community, by=coordinator)
    assert prepared("request_ended") == ["opened again"]


@pytest.mark.parametrize("answer", [accept_handover, decline_handover])
def test_offer_and_its_answer_are_told(answer, community, coordinator, member):
    offer = offer_handover(community, by=coordinator, to=member)
    assert prepared("handover_offered") == ["communities_handover_offered"]
    answer(offer, by=member)
    assert prepared("handover_offered") == ["the offer was answered or withdrawn"]
    assert prepared("handover_answered") == ["communities_handover_answered"]


def test_offer_that_was_taken_back_is_not_told(community, coordinator, member):
    withdraw_handover(offer_handover(community, by=coordinator, to=member), by=coordinator)
    assert prepared("handover_offered") == ["the offer was answered or withdrawn"]


def test_offer_is_not_told_to_who_was_let_go_meanwhile(community, coordinator, member):
    offer_handover(community, by=coordinator, to=member)
    end_membership(community.memberships.get(user=member), by=coordinator)
    assert prepared("handover_offered") == ["no longer in the circle"]


def test_answer_to_an_offer_is_not_told_to_who_left_meanwhile(community, coordinator, member):
    accept_handover(offer_handover(community, by=coordinator, to=member), by=member)
    end_membership(community.memberships.get(user=coordinator), by=member)
    assert prepared("handover_answered") == ["no longer in the circle"]


def test_mails_of_closing_take_as_many_queries_for_three_as_for_one(
    community, coordinator, make, django_assert_num_queries
):
    for number in range(3):
        make.join(make.user(f"Lid{number}"), community, "student")
    close_community(community, by=coordinator)
    messages = list(Message.objects.filter(kind="communities.closed"))
    for count in (1, 3):
        with django_assert_num_queries(2):
            get_kind("communities.closed").prepare(messages[:count])


def test_mails_hold_a_link_and_no_private_word(community, coordinator, member, outsider, mailoutbox):
    community.join_requests.create(user=outsider, motivation="kanarie", role="resident")
    offer = offer_handover(community, by=coordinator, to=member, giver_stays=True, note="kanarie")
    deliver_due()
    accept_handover(offer, by=member)
    close_community(community, by=coordinator, words="kanarie")
    deliver_due()
    assert len(mailoutbox) == 4
    for mail in mailoutbox:
        assert "kanarie" not in str(mail.message())
        assert "/leerkringen/lingewaard/" in mail.body
