"""The page behind the link of an invitation."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from communities.actions.answer import (
    accept_invitation,
    agree_claim,
    claim_invitation,
    decline_invitation,
    refuse_claim,
)
from communities.actions.closing import close_community
from communities.actions.invitation import (
    Invitee,
    correct_address,
    prepare_invitations,
    revoke_invitation,
    send_prepared,
)
from communities.mails.claim import prepare_claim_answers, prepare_claims
from communities.models import Community, Invitation
from communities.tokens import invitation_token
from conftest import CLOSED
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.kinds import Skip
from leerkring.notifications.models import Message
from leerkring.notifications.render import render_mail

pytestmark = pytest.mark.django_db
NAMES = {"given_name": "Noor", "tussenvoegsel": "van", "family_name": "Peeters"}


@pytest.fixture
def invitation(community, coordinator) -> Invitation:
    prepare_invitations(community, [Invitee("noor@example.nl", "education", "student", "Noor")], by=coordinator)
    send_prepared(community, by=coordinator)
    return Invitation.objects.get()


@pytest.fixture
def link(invitation) -> str:
    return f"/leerkringen/uitnodiging/{invitation_token(invitation)}/"


def test_get_says_who_invites_to_what_and_changes_nothing(visitor, link, invitation, community):
    page = visitor.get(link).content.decode()

    for text in ("Marit Hoekstra", community.question, "noor@example.nl", "Noor"):
        assert text in page
    invitation.refresh_from_db()
    assert invitation.status == "sent"


def test_head_changes_nothing(visitor, link, invitation):
    assert visitor.head(link).status_code == 200
    assert visitor.head(f"{link}afslaan/").status_code == 200
    assert Invitation.objects.get().status == "sent"


def test_join_makes_account_and_member_in_one_step(visitor, link, community):
    answer = visitor.post(link, NAMES)

    noor = User.objects.get(email="noor@example.nl")
    assert answer.url == "/leerkringen/lingewaard/"
    assert noor.full_name == "Noor van Peeters"
    assert noor.memberships.active().get().community == community
    assert EmailAddress.objects.get(user=noor).verified
    assert "Noor van Peeters" in visitor.get(answer.url).content.decode()


def test_join_without_a_name_asks_for_it(visitor, link):
    answer = visitor.post(link, NAMES | {"given_name": ""})

    assert "given_name" in answer.context["form"].errors
    assert not User.objects.filter(email="noor@example.nl").exists()


def test_link_leads_home_when_used_again_by_the_same_person(visitor, link):
    visitor.post(link, NAMES)

    assert visitor.get(link).url == "/leerkringen/lingewaard/"


def test_link_is_used_up_for_everybody_else(visitor, link, as_user, outsider, client):
    visitor.post(link, NAMES)

    assert as_user(outsider).get(link).status_code == 410
    assert as_user(outsider).post(link, NAMES).status_code == 410


def test_existing_account_signs_in_first(visitor, link, make):
    make.user("Noor", email="noor@example.nl")

    page = visitor.get(link).content.decode()
    visitor.post(link, NAMES)

    assert f"?next={link}" in page
    assert Invitation.objects.get().status == "sent"


def test_signed_in_person_joins_with_one_button(as_user, link, make):
    noor = make.user("Noor", email="noor@example.nl")

    assert as_user(noor).post(link).url == "/leerkringen/lingewaard/"
    assert noor.memberships.active().exists()


def test_signed_in_with_another_address_is_told_kindly(as_user, link, outsider):
    browser = as_user(outsider)

    for answer in (browser.get(link), browser.post(link)):
        assert "noor@example.nl" in answer.content.decode()
    assert not outsider.memberships.exists()


@pytest.mark.parametrize(
    "change",
    [{"status": "revoked"}, {"status": "declined"}, {"expires_at": timezone.now() - timedelta(days=1)}],
)
def test_ended_invitation_gets_a_clear_page(visitor, link, change, as_user, make):
    Invitation.objects.update(**change)
    noor = make.user("Noor", email="noor@example.nl")

    for browser in (visitor, as_user(noor)):
        assert browser.get(link).status_code == 410
        assert browser.post(link, NAMES).status_code == 410
    assert not noor.memberships.exists()


def test_invitation_to_a_closed_circle_gets_a_clear_page(visitor, link):
    Community.objects.update(**CLOSED)

    assert visitor.get(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "None", "A" * 43, "é"])
def test_unknown_link_is_a_404_that_says_what_to_do(visitor, db, token):
    assert visitor.get(f"/leerkringen/uitnodiging/{token}/").status_code == 404
    assert visitor.post(f"/leerkringen/uitnodiging/{token}/", NAMES).status_code == 404
    assert visitor.post(f"/leerkringen/uitnodiging/{token}/afslaan/").status_code == 404


def test_decline_needs_no_account_and_a_post(visitor, link):
    visitor.get(f"{link}afslaan/")
    assert Invitation.objects.get().status == "sent"

    answer = visitor.post(f"{link}afslaan/", follow=True)

    assert answer.status_code == 200
    assert Invitation.objects.get().status == "declined"
    assert visitor.post(f"{link}afslaan/").status_code == 200


def test_decline_after_joining_is_too_late(visitor, link, invitation, make):
    accept_invitation(invitation, by=make.user("Noor", email="noor@example.nl"))

    assert visitor.post(f"{link}afslaan/").status_code == 410
    assert Invitation.objects.get().status == "accepted"


def test_decline_keeps_the_reason_for_the_coordinators(visitor, link):
    visitor.post(f"{link}afslaan/", {"reason": "Ik begin in mei ergens anders."})

    assert Invitation.objects.get().decline_reason == "Ik begin in mei ergens anders."


def test_decline_shows_a_reason_that_is_too_long_again(visitor, link):
    answer = visitor.post(f"{link}afslaan/", {"reason": "x" * 501})

    assert answer.context["form"].errors["reason"] and "x" * 501 in answer.content.decode()
    assert Invitation.objects.get().status == "sent"


# --- Opened


def test_opened_is_said_by_the_page_and_never_by_a_get(visitor, link):
    page = visitor.get(link).content.decode()
    assert visitor.get(f"{link}geopend/").status_code == 405
    assert Invitation.objects.get().opened_at is None
    assert f'data-hx-post="{link}geopend/"' in page

    assert visitor.post(f"{link}geopend/").status_code == 204
    first = Invitation.objects.get().opened_at
    visitor.post(f"{link}geopend/")

    assert first is not None and Invitation.objects.get().opened_at == first


def test_opened_needs_the_token_of_the_form(link):
    assert Client(enforce_csrf_checks=True).post(f"{link}geopend/").status_code == 403
    assert Invitation.objects.get().opened_at is None


def test_opened_is_not_noted_after_an_answer(visitor, link):
    Invitation.objects.update(status="declined")

    visitor.post(f"{link}geopend/")

    assert Invitation.objects.get().opened_at is None


# --- Another address


def test_claim_tells_the_coordinators_and_opens_no_door(as_user, link, outsider, coordinator):
    browser = as_user(outsider)
    assert f'action="{link}vragen/"' in browser.get(link).content.decode()

    for _press in range(2):
        assert browser.post(f"{link}vragen/").url == link

    assert Invitation.objects.get().claimed_by == outsider
    assert not outsider.memberships.exists()
    told = Message.objects.filter(kind="communities.invitation_claimed")
    assert [message.recipient for message in told] == [coordinator]
    assert "vragen/" not in browser.get(link).content.decode()


def test_claim_by_get_or_without_signing_in_does_nothing(visitor, as_user, link, outsider):
    visitor.post(f"{link}vragen/")
    as_user(outsider).get(f"{link}vragen/")

    assert Invitation.objects.get().claimed_by is None


def agreed(invitation, claimant, coordinator):
    agree_claim(claim_invitation(invitation, by=claimant), claimant, by=coordinator)
    invitation.refresh_from_db()


def test_agree_lets_in_under_the_own_address(invitation, outsider, coordinator, as_user, link):
    agreed(invitation, outsider, coordinator)

    assert (invitation.status, invitation.accepted_by, invitation.claimed_by) == ("accepted", outsider, None)
    assert outsider.memberships.active().get().role == "student"
    message = Message.objects.get(kind="communities.invitation_claim_answered")
    assert (message.recipient, message.context["agreed"]) == (outsider, True)
    assert as_user(outsider).get(link).url == "/leerkringen/lingewaard/"


def test_agree_twice_is_one_membership(invitation, outsider, coordinator):
    agreed(invitation, outsider, coordinator)

    agree_claim(invitation, outsider, by=coordinator)

    assert outsider.memberships.count() == 1


def test_refuse_keeps_the_invitation_for_who_was_asked(invitation, outsider, coordinator, make):
    refuse_claim(claim_invitation(invitation, by=outsider), outsider, by=coordinator)
    refuse_claim(invitation, outsider, by=coordinator)

    assert Message.objects.filter(kind="communities.invitation_claim_answered").count() == 1
    assert accept_invitation(invitation, by=make.user("Noor", email="noor@example.nl")).role == "student"
    assert not outsider.memberships.exists()


@pytest.mark.parametrize("status", ["accepted", "declined", "revoked", "corrected", "prepared"])
@pytest.mark.parametrize("deed", [agree_claim, refuse_claim])
def test_claim_is_refused_when_the_invitation_is_over(invitation, outsider, coordinator, status, deed):
    Invitation.objects.update(status=status, claimed_by=outsider)

    with pytest.raises(Refused):
        deed(invitation, outsider, by=coordinator)
    with pytest.raises(Refused):
        claim_invitation(invitation, by=outsider)
    assert not outsider.memberships.exists()


def test_agree_is_refused_for_somebody_who_does_not_ask(invitation, outsider, host, coordinator):
    claim_invitation(invitation, by=outsider)

    with pytest.raises(Refused):
        agree_claim(invitation, host, by=coordinator)
    with pytest.raises(Refused):
        claim_invitation(invitation, by=host)


def test_claim_and_answer_are_told_again_when_somebody_asks_again_after_a_no(invitation, outsider, coordinator):
    for _time in range(2):
        refuse_claim(claim_invitation(invitation, by=outsider), outsider, by=coordinator)

    assert Message.objects.filter(kind="communities.invitation_claimed").count() == 2
    assert Message.objects.filter(kind="communities.invitation_claim_answered").count() == 2


def test_claim_is_refused_to_a_member(invitation, member):
    with pytest.raises(Refused):
        claim_invitation(invitation, by=member)


def test_claim_ends_when_the_invited_person_answers(invitation, outsider):
    claim_invitation(invitation, by=outsider)

    decline_invitation(invitation)

    assert Invitation.objects.get().claimed_by is None


@pytest.mark.parametrize("deed", [revoke_invitation, correct_address, close_community, accept_invitation])
def test_who_claims_hears_that_the_invitation_ended(invitation, outsider, coordinator, make, deed):
    claim_invitation(invitation, by=outsider)
    done = {
        correct_address: lambda: correct_address(invitation, "noor@example.org", by=coordinator),
        close_community: lambda: close_community(invitation.community, by=coordinator),
        accept_invitation: lambda: accept_invitation(invitation, by=make.user("Noor", email=invitation.email)),
    }
    done.get(deed, lambda: deed(invitation, by=coordinator))()

    message = Message.objects.get(kind="communities.invitation_claim_answered")
    mail = prepare_claim_answers([message])[message.pk]
    subject, text, html = render_mail(mail.template, mail.context, recipient=outsider)
    assert message.recipient == outsider and "ingetrokken" in text and "ingetrokken" in html
    assert "noor@example" not in text + html and subject


def test_mails_about_a_claim_say_what_is_true_when_they_go_out(invitation, outsider, coordinator):
    claim_invitation(invitation, by=outsider)
    asked = Message.objects.get(kind="communities.invitation_claimed")
    mail = prepare_claims([asked])[asked.pk]
    subject, text, html = render_mail(mail.template, mail.context, recipient=coordinator)
    assert "Riet Derksen" in subject
    for part in (text, html):
        assert outsider.email in part and "noor@example.nl" in part and "/uitnodigingen/" in part

    agree_claim(invitation, outsider, by=coordinator)
    assert isinstance(prepare_claims([asked])[asked.pk], Skip)
    answer = Message.objects.get(kind="communities.invitation_claim_answered")
    mail = prepare_claim_answers([answer])[answer.pk]
    assert "Lingewaard" in render_mail(mail.template, mail.context, recipient=outsider)[1]


def test_mail_about_a_claim_goes_to_no_former_coordinator(invitation, outsider, coordinator):
    claim_invitation(invitation, by=outsider)
    coordinator.memberships.update(role="manager")
    asked = Message.objects.get(kind="communities.invitation_claimed")

    assert isinstance(prepare_claims([asked])[asked.pk], Skip)


def test_page_is_not_kept_by_anybody(visitor, link):
    headers = visitor.get(link).headers

    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "same-origin"


def test_page_costs_few_queries(visitor, link, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        visitor.get(link)
