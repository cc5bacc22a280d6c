"""The one reminder of an invitation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.actions.answer import decline_invitation
from communities.actions.invitation import (
    Invitee,
    invite_people,
    prepare_invitations,
    send_prepared,
)
from communities.actions.invitation_reminder import remind_invited
from communities.mails.invitation import prepare_invitations as prepare_mails
from communities.mails.invitation import prepare_reminders
from communities.models import Community, Invitation
from conftest import CLOSED
from leerkring.notifications.kinds import Skip
from leerkring.notifications.models import Message
from leerkring.notifications.render import render_mail

pytestmark = pytest.mark.django_db
NOOR = Invitee("Noor.Peeters@example.nl", "education", "student", "Noor", "", "Peeters", "Hogeschool Rijn & Waal")


@pytest.fixture
def invitation(community, coordinator) -> Invitation:
    prepare_invitations(community, [NOOR], by=coordinator)
    send_prepared(community, by=coordinator)
    return Invitation.objects.get()


def week_old(invitation):
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=7))


def test_reminder_goes_out_once_after_a_week_with_the_same_link(invitation):
    assert remind_invited(timezone.now()) == 0
    week_old(invitation)

    assert [remind_invited(timezone.now()) for _tick in range(3)] == [1, 0, 0]

    first, reminder = Message.objects.order_by("pk")
    assert (reminder.kind, reminder.address) == ("communities.invitation_reminder", invitation.email)
    mail = prepare_reminders([reminder])[reminder.pk]
    assert mail.context["url"] == prepare_mails([first])[first.pk].context["url"]
    for part in render_mail(mail.template, mail.context)[1:]:
        assert "Marit Hoekstra" in part and mail.context["decline_url"] in part


@pytest.mark.parametrize(
    "change",
    [
        {"status": "declined"},
        {"status": "revoked"},
        {"expires_at": timezone.now() - timedelta(minutes=1)},
        {"reminded_at": timezone.now()},
    ],
)
def test_reminder_is_left_when_there_is_nothing_to_remind_of(invitation, change):
    week_old(invitation)
    Invitation.objects.update(**change)

    assert remind_invited(timezone.now()) == 0
    assert Message.objects.count() == 1


def test_reminder_is_left_when_the_circle_is_closed(invitation):
    week_old(invitation)
    Community.objects.update(**CLOSED)

    assert remind_invited(timezone.now()) == 0


def test_reminder_is_left_when_the_address_could_not_be_reached(invitation):
    week_old(invitation)
    Message.objects.update(state="dead", try_after=None)

    assert remind_invited(timezone.now()) == 0
    assert Message.objects.count() == 1


def test_reminder_is_skipped_when_answered_before_it_went(invitation):
    week_old(invitation)
    remind_invited(timezone.now())
    decline_invitation(invitation)
    reminder = Message.objects.get(kind="communities.invitation_reminder")

    assert isinstance(prepare_reminders([reminder])[reminder.pk], Skip)


def test_reminders_cost_the_same_for_one_and_three(community, coordinator, django_assert_num_queries):
    for size in (1, 3):
        people = [Invitee(f"{size}.{number}@example.nl", "practice", "manager") for number in range(size)]
        invite_people(community, people, by=coordinator)
        week_old(None)
        with django_assert_num_queries(8):
            assert remind_invited(timezone.now()) == size
