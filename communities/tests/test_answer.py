"""The page behind the link of an invitation."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from communities.actions.answer import accept_invitation
from communities.actions.invitation import Invitee, prepare_invitations, send_prepared
from communities.models import Community, Invitation
from communities.tokens import invitation_token
from conftest import CLOSED
from leerkring.accounts.models import User

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


def test_page_is_not_kept_by_anybody(visitor, link):
    headers = visitor.get(link).headers

    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "same-origin"


def test_page_costs_few_queries(visitor, link, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        visitor.get(link)
