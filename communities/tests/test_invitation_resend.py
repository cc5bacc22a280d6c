"""Sending once more: to one, to everybody, to the address that was meant, and how much a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.actions.answer import find_invitation
from communities.actions.invitation import (
    Invitee,
    correct_address,
    invite_people,
    prepare_invitations,
    resend_all,
    resend_invitation,
    send_prepared,
)
from communities.mails.invitation import prepare_invitations as prepare_mails
from communities.models import Community, Invitation
from communities.tokens import invitation_token
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.notifications.kinds import Skip
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
NOOR = Invitee("Noor.Peeters@example.nl", "education", "student", "Noor", "", "Peeters", "Hogeschool Rijn & Waal")


@pytest.fixture
def invitation(community, coordinator) -> Invitation:
    prepare_invitations(community, [NOOR], by=coordinator)
    send_prepared(community, by=coordinator)
    return Invitation.objects.get()


def test_resend_is_refused_when_one_mailbox_got_ten(coordinator, invitation):
    Invitation.objects.update(times_sent=10)

    with pytest.raises(Refused):
        resend_invitation(invitation, by=coordinator)


def test_resend_all_takes_who_has_not_answered_and_once_a_day(community, coordinator, invitation):
    people = [Invitee(f"p{number}@example.nl", "practice", "manager") for number in range(3)]
    invite_people(community, people, by=coordinator)
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=2))
    Invitation.objects.filter(email="p0@example.nl").update(status="declined")
    Invitation.objects.filter(email="p1@example.nl").update(expires_at=timezone.now() - timedelta(days=1))
    old = invitation_token(invitation)

    assert resend_all(community, by=coordinator) == 3

    assert find_invitation(old) is None
    assert Invitation.objects.get(email="p1@example.nl").state == "sent"
    with pytest.raises(Refused):
        resend_all(community, by=coordinator)
    assert Message.objects.count() == 7


def test_resend_all_is_refused_when_the_circle_is_closed(community, coordinator, invitation):
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=2))
    Community.objects.update(**CLOSED)

    with pytest.raises(Refused):
        resend_all(community, by=coordinator)


def test_send_holds_who_sends_more_than_a_day_allows(community, coordinator, invitation, settings):
    settings.INVITATIONS_PER_DAY = 3
    people = [Invitee(f"p{number}@example.nl", "practice", "manager") for number in range(3)]

    with pytest.raises(Refused, match="3"):
        invite_people(community, people, by=coordinator)
    assert invite_people(community, people[:2], by=coordinator).new == 2
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=1))
    assert invite_people(community, people[2:], by=coordinator).new == 1


# --- Another address


def test_correct_sends_to_the_new_address_and_kills_the_old_link(coordinator, invitation):
    old = invitation_token(invitation)

    mended = correct_address(invitation, "Noor.Peters@example.nl", by=coordinator)

    invitation.refresh_from_db()
    assert (invitation.status, invitation.email) == ("corrected", "noor.peeters@example.nl")
    assert (mended.status, mended.email, mended.full_name) == ("sent", "noor.peters@example.nl", "Noor Peeters")
    assert (mended.role, mended.organisation) == (invitation.role, invitation.organisation)
    assert not find_invitation(old).is_sent
    first, second = Message.objects.order_by("pk")
    assert second.address == "noor.peters@example.nl"
    assert isinstance(prepare_mails([first])[first.pk], Skip)


def test_correct_changes_what_is_only_prepared_in_place(community, coordinator):
    prepare_invitations(community, [NOOR], by=coordinator)

    correct_address(Invitation.objects.get(), "noor@example.nl", by=coordinator)

    assert Invitation.objects.get().email == "noor@example.nl"
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", ["NOOR.peeters@example.nl", "daan.willems@example.nl", "b@example.nl"])
def test_correct_is_refused_for_an_address_that_is_known(community, coordinator, member, invitation, address):
    invite_people(community, [Invitee("b@example.nl", "practice", "manager")], by=coordinator)

    with pytest.raises(Refused):
        correct_address(invitation, address, by=coordinator)


@pytest.mark.parametrize("status", ["accepted", "declined", "revoked", "corrected"])
def test_correct_is_refused_when_nothing_waits(coordinator, invitation, status):
    Invitation.objects.update(status=status)

    with pytest.raises(Refused):
        correct_address(invitation, "noor@example.nl", by=coordinator)
