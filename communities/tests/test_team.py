"""The team of a programme: asking somebody in, their answer, letting them go."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.actions.programme import create_programme, publish_programme
from communities.actions.team import (
    accept_team_invitation,
    decline_team_invitation,
    find_team_invitation,
    invite_theme_lead,
    invite_to_team,
    remove_from_team,
    resend_team_invitation,
    revoke_team_invitation,
)
from communities.mails.team import prepare_team_invitations
from communities.models import Programme, ProgrammeMember, TeamInvitation
from communities.tokens import team_token
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message
from leerkring.notifications.render import render_mail

pytestmark = pytest.mark.django_db
NAMES = {"given_name": "Yusuf", "tussenvoegsel": "", "family_name": "Aydın"}


@pytest.fixture
def mine(outsider) -> Programme:
    draft = create_programme(by=outsider, name="Learning Lab", description="Samen leren in de wijk.")
    return publish_programme(draft, by=outsider)


@pytest.fixture
def asked(mine, outsider) -> TeamInvitation:
    return invite_to_team(mine, by=outsider, email="yusuf.aydin@example.nl", role="broker")


@pytest.fixture
def yusuf(make) -> User:
    return make.user("Yusuf", "Aydin")


def link(invitation) -> str:
    return reverse("communities:team_answer", kwargs={"token": team_token(invitation)})


def page(name, programme, **parts) -> str:
    return reverse(f"communities:{name}", kwargs={"programme_slug": programme.slug} | parts)


# --- Asking


def test_invite_keeps_only_a_hash_and_mails_the_link(asked):
    message = Message.objects.get()
    mail = prepare_team_invitations([message])[message.pk]

    assert isinstance(mail, Mail)
    token = team_token(asked)
    assert find_team_invitation(token) == asked
    assert token not in str(list(TeamInvitation.objects.values_list()))
    assert token in mail.context["url"]


def test_mail_says_who_asks_for_what(asked, mine):
    message = Message.objects.get()
    prepared = prepare_team_invitations([message])[message.pk]

    subject, *parts = render_mail(prepared.template, prepared.context)

    assert "Learning Lab" in subject
    for part in parts:
        assert "alliantiemakelaar" in part
        assert "Riet Derksen" in part


def test_invite_again_sends_a_new_link_in_place_of_the_old_one(asked, mine, outsider):
    old = team_token(asked)

    again = invite_to_team(mine, by=outsider, email="YUSUF.AYDIN@example.nl", role="broker")

    assert again == asked
    assert find_team_invitation(old) is None
    first, second = Message.objects.order_by("pk")
    mails = prepare_team_invitations([first, second])
    assert isinstance(mails[first.pk], Skip)
    assert isinstance(mails[second.pk], Mail)


def test_invite_gives_who_is_on_the_team_the_task_at_once(mine, outsider):
    made = invite_to_team(mine, by=outsider, email=outsider.email, role="editor")

    assert isinstance(made, ProgrammeMember)
    assert not Message.objects.exists()
    with pytest.raises(Refused):
        invite_to_team(mine, by=outsider, email=outsider.email, role="editor")


def test_resend_kills_the_old_link_and_answered_ones_stay(asked, outsider, yusuf):
    old = team_token(asked)
    fresh = resend_team_invitation(asked, by=outsider)
    assert find_team_invitation(old) is None

    accept_team_invitation(fresh, by=yusuf)
    with pytest.raises(Refused):
        resend_team_invitation(fresh, by=outsider)


def test_revoke_holds_at_once_and_twice_is_harmless(asked, outsider, yusuf):
    for _time in range(2):
        revoke_team_invitation(asked, by=outsider)

    with pytest.raises(Refused):
        accept_team_invitation(asked, by=yusuf)


# --- Answering


def test_accept_gives_the_task_once(asked, mine, yusuf):
    for _time in range(2):
        accept_team_invitation(asked, by=yusuf)

    assert mine.team.get(user=yusuf).role == "broker"


def test_accept_is_refused_for_another_address_and_when_expired(asked, member, yusuf):
    with pytest.raises(Refused):
        accept_team_invitation(asked, by=member)

    TeamInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused):
        accept_team_invitation(asked, by=yusuf)


def test_decline_needs_no_account_and_holds(asked, yusuf):
    for _time in range(2):
        decline_team_invitation(asked)

    with pytest.raises(Refused):
        accept_team_invitation(asked, by=yusuf)


def test_theme_lead_leads_as_soon_as_they_accept(mine, outsider, yusuf):
    theme = mine.themes.create(name="Armoede", lead_name="Iemand")
    invitation = invite_theme_lead(theme, by=outsider, email=yusuf.email)
    theme.refresh_from_db()
    assert theme.lead is None

    accept_team_invitation(invitation, by=yusuf)

    theme.refresh_from_db()
    assert (theme.lead, theme.lead_name) == (yusuf, "")
    assert not mine.team.filter(user=yusuf).exists()


def test_link_is_read_by_get_and_answered_by_post(as_user, asked, yusuf, mine):
    browser = as_user(yusuf)

    assert browser.get(link(asked)).status_code == 200
    assert not mine.team.filter(user=yusuf).exists()
    assert browser.post(link(asked)).url == page("programme_desk", mine)
    assert mine.team.filter(user=yusuf).exists()


def test_link_makes_an_account_for_who_has_none(visitor, asked, mine):
    answer = visitor.post(link(asked), NAMES)

    assert answer.status_code == 302
    assert mine.team.get(role="broker").user.email == "yusuf.aydin@example.nl"


def test_link_asks_who_has_an_account_to_log_in(visitor, asked, yusuf):
    answer = visitor.post(link(asked), NAMES)

    assert "inloggen" in answer.content.decode()
    assert TeamInvitation.objects.get().status == "sent"


def test_link_in_the_hands_of_somebody_else_gives_nothing(as_user, asked, member, mine):
    answer = as_user(member).post(link(asked))

    assert "yusuf.aydin@example.nl" in answer.content.decode()
    assert not mine.team.filter(user=member).exists()


def test_ended_and_unknown_links_say_so(visitor, asked, outsider):
    revoke_team_invitation(asked, by=outsider)

    assert visitor.get(link(asked)).status_code == 410
    assert visitor.get("/programmas/uitnodiging/niets/").status_code == 404


def test_no_is_noted_by_post_alone(visitor, asked):
    address = reverse("communities:team_decline", kwargs={"token": team_token(asked)})

    visitor.get(address)
    assert TeamInvitation.objects.get().status == "sent"
    visitor.post(address)
    assert TeamInvitation.objects.get().status == "declined"


# --- Letting go


def test_removed_from_the_team_may_nothing_more_at_once(as_user, asked, mine, outsider, yusuf):
    accept_team_invitation(asked, by=yusuf)
    browser = as_user(yusuf)
    assert browser.get(page("programme_desk", mine)).status_code == 200

    for _time in range(2):
        remove_from_team(mine.team.filter(user=yusuf).first() or ProgrammeMember(programme=mine), by=outsider)

    assert browser.get(page("programme_desk", mine)).status_code == 404


def test_last_coordinator_stays(as_user, mine, outsider):
    member = mine.team.get()
    with pytest.raises(Refused):
        remove_from_team(member, by=outsider)

    answer = as_user(outsider).post(page("team_remove", mine, pk=member.pk), {"confirmed": "1"}, follow=True)
    assert "coördinator nodig" in answer.content.decode()
    assert mine.team.count() == 1


def test_team_page_asks_and_shows_the_state(as_user, mine, outsider):
    browser = as_user(outsider)
    address = page("team_list", mine)

    browser.post(address, {"email": "loes@example.nl", "role": "editor"})

    text = browser.get(address).content.decode()
    assert "loes@example.nl" in text
    wrong = browser.post(address, {"email": "loes@", "role": "baas"})
    assert set(wrong.context["form"].errors) == {"email", "role"}


def test_broker_sees_the_team_and_asks_nobody(as_user, asked, mine, yusuf):
    accept_team_invitation(asked, by=yusuf)
    browser = as_user(yusuf)

    assert browser.get(page("team_list", mine)).status_code == 200
    answer = browser.post(page("team_list", mine), {"email": "a@example.nl", "role": "editor"})

    # They may read this page, so they are told that this is not theirs to do.
    assert answer.status_code == 403
    assert not TeamInvitation.objects.filter(email="a@example.nl").exists()
