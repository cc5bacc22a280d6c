"""Asking people in, and their answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from communities.actions.answer import accept_invitation, decline_invitation, find_invitation
from communities.actions.community import start_community
from communities.actions.invitation import (
    Invitee,
    change_prepared,
    invite_people,
    prepare_invitations,
    remove_prepared,
    resend_invitation,
    revoke_invitation,
    send_prepared,
)
from communities.actions.membership import end_membership
from communities.mails.invitation import prepare_invitations as prepare_mails
from communities.models import Community, Invitation, Membership, Organisation
from communities.tokens import invitation_token
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.tokens import hash_token
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message
from leerkring.notifications.render import render_mail

pytestmark = pytest.mark.django_db
NOOR = Invitee("Noor.Peeters@example.nl", "education", "student", "Noor", "", "Peeters", "Hogeschool Rijn & Waal")


@pytest.fixture
def invitation(community, coordinator) -> Invitation:
    prepare_invitations(community, [NOOR], by=coordinator)
    send_prepared(community, by=coordinator)
    return Invitation.objects.get()


@pytest.fixture
def noor(make):
    return make.user("Noor", "Peeters")


# --- Preparing


def test_prepare_keeps_people_without_sending(community, coordinator):
    result = prepare_invitations(community, [NOOR], by=coordinator)

    row = Invitation.objects.get()
    assert (result.new, row.email, row.status) == (1, "noor.peeters@example.nl", "prepared")
    assert (row.full_name, row.organisation.name) == ("Noor Peeters", "Hogeschool Rijn & Waal")
    assert not Message.objects.exists()


def test_prepare_again_reports_who_was_there_already(community, coordinator, member):
    prepare_invitations(community, [NOOR], by=coordinator)

    again = prepare_invitations(community, [NOOR, Invitee(member.email, "education", "student")], by=coordinator)

    assert (again.new, again.invited, again.members) == (0, ["noor.peeters@example.nl"], [member.email])


def test_prepare_takes_one_of_the_same_address_in_two_spellings(community, coordinator):
    twice = [NOOR, Invitee("NOOR.PEETERS@example.nl", "practice", "manager")]

    assert prepare_invitations(community, twice, by=coordinator).new == 1


def test_prepare_uses_one_organisation_for_one_name(community, coordinator, organisation):
    people = [
        Invitee(f"p{number}@example.nl", "practice", "professional", organisation=name)
        for number, name in enumerate(["stichting  welzijn de linge", "Nieuw BV", "nieuw bv"])
    ]

    prepare_invitations(community, people, by=coordinator)

    assert Organisation.objects.count() == 2
    assert Invitation.objects.get(email="p0@example.nl").organisation == organisation


def test_prepare_is_refused_when_the_circle_is_closed(community, coordinator):
    Community.objects.update(**CLOSED)

    with pytest.raises(Refused):
        prepare_invitations(community, [NOOR], by=coordinator)


def test_prepare_costs_the_same_for_one_and_many(community, coordinator, django_assert_num_queries):
    for size in (2, 30):  # SQLite writes some 40 such rows at a time
        people = [
            Invitee(f"{size}.{n}@example.nl", "practice", "manager", organisation=f"O{size}") for n in range(size)
        ]
        # The new organisation is put in the index of what can be found.
        with django_assert_num_queries({"sqlite": 23, "postgresql": 18}[connection.vendor]):
            prepare_invitations(community, people, by=coordinator)


def test_change_prepared_leaves_sent_ones_alone(community, coordinator, invitation):
    prepare_invitations(community, [Invitee("a@example.nl", "practice", "manager")], by=coordinator)
    waiting = Invitation.objects.prepared().get()

    change_prepared(
        community, {waiting.pk: ("residents", "resident"), invitation.pk: ("research", "expert")}, by=coordinator
    )

    waiting.refresh_from_db()
    invitation.refresh_from_db()
    assert (waiting.sector, waiting.role) == ("residents", "resident")
    assert (invitation.sector, invitation.role) == ("education", "student")


def test_remove_prepared_never_removes_what_was_sent(community, coordinator, invitation):
    remove_prepared(invitation, by=coordinator)

    assert Invitation.objects.count() == 1


# --- Sending


def test_send_writes_one_message_to_the_address(community, coordinator, invitation):
    message = Message.objects.get()

    assert (message.address, message.recipient, message.kind) == (
        "noor.peeters@example.nl",
        None,
        "communities.invitation",
    )
    assert invitation.expires_at - invitation.sent_at == timedelta(days=30)
    assert invitation_token(invitation) not in str(message.context) + str(invitation.__dict__)


def test_send_is_refused_while_the_circle_is_a_draft(community, coordinator):
    Community.objects.update(status="draft", started_at=None)

    with pytest.raises(Refused):
        send_prepared(community, by=coordinator)


def test_token_is_256_bits_and_found_by_its_hash_only(invitation):
    token = invitation_token(invitation)

    assert len(token) == 43
    assert invitation.token_hash == hash_token(token)
    assert find_invitation(token) == invitation
    assert find_invitation("") is None
    assert find_invitation("None") is None


def test_resend_makes_a_new_link_and_kills_the_old(coordinator, invitation):
    old = invitation_token(invitation)

    renewed = resend_invitation(invitation, by=coordinator)

    assert find_invitation(old) is None
    assert find_invitation(invitation_token(renewed)) == invitation
    assert Message.objects.count() == 2


@pytest.mark.parametrize("status", ["prepared", "accepted", "declined", "revoked"])
def test_resend_is_refused_when_nothing_waits_for_an_answer(coordinator, invitation, status):
    Invitation.objects.update(status=status)

    with pytest.raises(Refused):
        resend_invitation(invitation, by=coordinator)


def test_revoke_twice_is_harmless_and_refused_after_an_answer(coordinator, invitation, noor):
    assert revoke_invitation(invitation, by=coordinator).status == "revoked"
    assert revoke_invitation(invitation, by=coordinator).status == "revoked"
    Invitation.objects.update(status="accepted")
    with pytest.raises(Refused):
        revoke_invitation(invitation, by=coordinator)


# --- The mail


def test_mail_says_who_invites_to_what_with_the_same_link_each_time(invitation, coordinator):
    message = Message.objects.get()

    first, second = (prepare_mails([message])[message.pk] for _try in range(2))

    subject, text, html = render_mail(first.template, first.context)
    assert first.context["url"] == second.context["url"]
    assert invitation_token(invitation) in first.context["url"]
    assert "Lingewaard" in subject
    for part in (text, html):
        assert "Marit Hoekstra" in part
        assert "zonder te vereenzamen?" in part
        assert first.context["url"] in part
        assert first.context["decline_url"] in part


@pytest.mark.parametrize(
    "change",
    [
        {"status": "revoked"},
        {"status": "accepted"},
        {"nonce": "other"},
        {"expires_at": timezone.now() - timedelta(minutes=1)},
        {"token_hash": "x" * 64},
    ],
)
def test_mail_is_skipped_when_it_would_say_what_is_no_longer_true(invitation, change):
    Invitation.objects.update(**change)
    message = Message.objects.get()

    assert isinstance(prepare_mails([message])[message.pk], Skip)


def test_mail_is_skipped_when_the_circle_was_closed_or_the_invitation_is_gone(invitation):
    message = Message.objects.get()
    Community.objects.update(**CLOSED)
    assert isinstance(prepare_mails([message])[message.pk], Skip)

    Invitation.objects.all().delete()
    assert isinstance(prepare_mails([message])[message.pk], Skip)


def test_mails_cost_one_query_for_any_number(community, coordinator, django_assert_num_queries):
    prepare_invitations(
        community, [Invitee(f"p{n}@example.nl", "practice", "manager") for n in range(3)], by=coordinator
    )
    send_prepared(community, by=coordinator)
    messages = list(Message.objects.all())

    with django_assert_num_queries(1):
        mails = prepare_mails(messages)

    assert all(isinstance(mail, Mail) for mail in mails.values())


# --- The answer


def test_accept_makes_a_member_in_the_place_they_were_asked_for(community, invitation, noor):
    membership = accept_invitation(invitation, by=noor)

    invitation.refresh_from_db()
    community.refresh_from_db()
    assert (membership.role, membership.sector) == ("student", "education")
    assert membership.organisation.name == "Hogeschool Rijn & Waal"
    assert (invitation.status, invitation.accepted_by) == ("accepted", noor)
    assert community.member_count == 2


def test_accept_hands_on_the_whole_place(community, coordinator, area, noor):
    place = {"function": "Stagiair", "study_programme": "Hbo-v", "study_level": "hbo", "study_year": 2}
    person = Invitee(noor.email, "education", "student", area="Lingewaard", **place)
    invite_people(community, [person], by=coordinator)

    membership = accept_invitation(Invitation.objects.get(), by=noor)

    assert {name: getattr(membership, name) for name in place} == place
    assert membership.area == area


def test_accept_twice_is_one_membership(community, invitation, noor):
    assert accept_invitation(invitation, by=noor) == accept_invitation(invitation, by=noor)
    assert Membership.objects.filter(user=noor).count() == 1


def test_accept_is_refused_to_another_address(invitation, outsider):
    with pytest.raises(Refused, match="noor.peeters@example.nl"):
        accept_invitation(invitation, by=outsider)


def test_accept_takes_a_second_address_only_when_verified(invitation, outsider):
    address = outsider.emailaddress_set.create(email="noor.peeters@example.nl", verified=False)
    with pytest.raises(Refused):
        accept_invitation(invitation, by=outsider)

    address.verified = True
    address.save()
    assert accept_invitation(invitation, by=outsider).user == outsider


@pytest.mark.parametrize("status", ["accepted", "declined", "revoked", "prepared"])
def test_accept_is_refused_when_answered_or_withdrawn(invitation, noor, status):
    Invitation.objects.update(status=status)

    with pytest.raises(Refused):
        accept_invitation(invitation, by=noor)


def test_accept_is_refused_when_expired(invitation, noor):
    Invitation.objects.update(expires_at=timezone.now())

    with pytest.raises(Refused):
        accept_invitation(invitation, by=noor)


def test_accept_is_refused_when_the_circle_is_closed(invitation, noor):
    Community.objects.update(**CLOSED)

    with pytest.raises(Refused):
        accept_invitation(invitation, by=noor)
    assert Invitation.objects.get().status == "sent"


def test_accept_opens_no_door_again_after_leaving(invitation, noor):
    end_membership(accept_invitation(invitation, by=noor), by=noor)

    with pytest.raises(Refused):
        accept_invitation(invitation, by=noor)


def test_decline_twice_is_harmless_and_ends_the_invitation(invitation, noor):
    decline_invitation(invitation)
    decline_invitation(invitation)

    with pytest.raises(Refused):
        accept_invitation(invitation, by=noor)


def test_who_declined_can_be_asked_again(community, coordinator, invitation):
    decline_invitation(invitation)

    assert prepare_invitations(community, [NOOR], by=coordinator).new == 1


# --- Starting


def test_start_sends_what_was_prepared(community, coordinator):
    Community.objects.update(status="draft", started_at=None)
    prepare_invitations(community, [NOOR], by=coordinator)

    start_community(community, by=coordinator)

    assert Invitation.objects.get().status == "sent"
    assert Message.objects.count() == 1
