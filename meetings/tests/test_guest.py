"""Guests: what coordinators do, and their page."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.models import Message
from meetings.actions.guest import MOST_GUESTS, change_guest, erase_guests, invite_guest, resend_guest, withdraw_guest
from meetings.actions.guest_visit import answer_as_guest, find_guest
from meetings.actions.programme import add_item
from meetings.actions.programme_change import publish_programme
from meetings.models import Guest, Meeting
from meetings.tokens import guest_token

pytestmark = pytest.mark.django_db


def told(kind):
    return sorted(Message.objects.filter(kind=kind).values_list("address", flat=True))


def facts(guest, **fields):
    names = ["kind", "name", "email", "organisation", "language"]
    return {name: getattr(guest, name) for name in names} | fields


# --- Asking -----------------------------------------------------------------------------------------------------


def test_invite_keeps_only_the_hash_of_the_link_and_mails_it_to_the_guest(invite):
    guest = invite(email=" R.Vos@Example.nl ")

    assert (guest.status, guest.email) == ("invited", "r.vos@example.nl")
    assert find_guest(guest_token(guest)) == guest
    assert guest_token(guest) not in str(vars(guest)) + str(Message.objects.values_list("context", "key"))
    assert told("meetings.guest_invited") == ["r.vos@example.nl"]


def test_invite_again_is_one_guest_and_one_mail(invite):
    assert invite() == invite(email="R.VOS@example.nl")
    assert told("meetings.guest_invited") == ["r.vos@example.nl"]


def test_invite_is_refused_when_the_address_is_somebody_elses(invite, member):
    invite()
    with pytest.raises(Refused, match="Ronald Vos"):
        invite("Iemand Anders")
    with pytest.raises(Refused, match="lid van deze leerkring"):
        invite("Daan", email=member.email.upper())


def test_database_holds_one_guest_per_address(invite):
    guest = invite()
    with pytest.raises(IntegrityError), transaction.atomic():
        Guest.objects.create(
            meeting=guest.meeting, name="B", email="R.vos@example.nl", token_hash="x", invited_at=timezone.now()
        )


@pytest.mark.parametrize("fields", [{"days": -1}, {"status": Meeting.Status.CANCELLED}, {"status": "draft"}])
def test_invite_is_refused_when_the_meeting_is_not_to_come(fields, invite, cycle, make):
    with pytest.raises(Refused):
        invite(meeting=make.meeting(cycle, 2, **fields))


def test_invite_is_refused_when_the_circle_is_closed(invite, community):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        invite()


def test_invite_is_refused_when_there_are_many(invite):
    for number in range(MOST_GUESTS):
        invite(email=f"g{number}@example.nl")
    with pytest.raises(Refused):
        invite()


def test_resend_gives_a_new_link_and_ends_the_old(invite, coordinator):
    guest = invite()
    old = guest_token(guest)
    again = resend_guest(guest, by=coordinator)

    assert find_guest(old) is None and find_guest(guest_token(again)) == guest
    assert len(told("meetings.guest_invited")) == 2


def test_resend_asks_who_declined_again_and_keeps_a_yes(invite, coordinator):
    guest = invite()
    answer_as_guest(guest, is_coming=False)
    guest = resend_guest(guest, by=coordinator)
    assert guest.status == "invited"
    answer_as_guest(guest, is_coming=True)
    assert resend_guest(guest, by=coordinator).status == "confirmed"


# --- Correcting -------------------------------------------------------------------------------------------------


def test_change_to_another_address_gives_that_address_a_link_of_its_own(invite, coordinator):
    guest = invite()
    answer_as_guest(guest, is_coming=True)
    guest.refresh_from_db()
    old = guest_token(guest)
    row = change_guest(guest, by=coordinator, version=guest.version, **facts(guest, email="ronald@example.nl"))

    assert find_guest(old) is None and row.status == "invited"
    assert told("meetings.guest_invited") == ["r.vos@example.nl", "ronald@example.nl"]


def test_change_of_the_name_keeps_the_link_and_mails_nobody(invite, coordinator):
    guest = invite()
    row = change_guest(guest, by=coordinator, version=1, **facts(guest, name="Dr. R. Vos"))
    assert (row.name, row.version) == ("Dr. R. Vos", 2) and find_guest(guest_token(guest)) == guest
    assert len(told("meetings.guest_invited")) == 1


def test_change_is_refused_when_overtaken_taken_or_withdrawn(invite, coordinator):
    guest, other = invite(), invite("Ilse Bos", email="ilse@example.nl")
    change_guest(guest, by=coordinator, version=1, **facts(guest, name="Dr. R. Vos"))
    assert change_guest(guest, by=coordinator, version=1, **facts(guest, name="Dr. R. Vos")).version == 2
    with pytest.raises(Overtaken):
        change_guest(guest, by=coordinator, version=1, **facts(guest, name="Prof. Vos"))
    with pytest.raises(Refused, match="Ilse Bos"):
        change_guest(guest, by=coordinator, version=2, **facts(guest, email=other.email))
    withdraw_guest(guest, by=coordinator)
    with pytest.raises(Refused):
        change_guest(guest, by=coordinator, version=3, **facts(guest))


# --- Withdrawing ------------------------------------------------------------------------------------------------


def test_withdraw_ends_the_link_tells_once_and_frees_the_items(invite, coordinator, meeting):
    guest = invite()
    item = add_item(meeting, by=coordinator, pillar="deepening", title="Lezing", minutes=60, guest=guest)
    withdraw_guest(guest, by=coordinator)
    withdraw_guest(guest, by=coordinator)
    item.refresh_from_db()

    assert find_guest(guest_token(guest)) is None and item.guest is None
    assert told("meetings.guest_withdrawn") == ["r.vos@example.nl"]


def test_withdraw_tells_members_that_nobody_takes_care_of_the_item(invite, coordinator, member, meeting, deliver):
    guest = invite()
    facts = {"pillar": "deepening", "title": "Lezing", "minutes": 60, "responsible": "guest", "guest": guest}
    item = add_item(meeting, by=coordinator, **facts)
    publish_programme(meeting, by=coordinator)
    withdraw_guest(guest, by=coordinator)
    withdraw_guest(guest, by=coordinator)
    item.refresh_from_db()

    assert (item.responsible, item.version) == ("", 2)
    assert told("meetings.guest_programme_changed") == []
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert "‘Lezing’: nog niemand verzorgt dit" in deliver()[member.email].body


def test_withdraw_tells_nobody_who_had_declined_and_lets_them_be_asked_again(invite, coordinator):
    guest = invite()
    answer_as_guest(guest, is_coming=False)
    withdraw_guest(guest, by=coordinator)
    assert told("meetings.guest_withdrawn") == []
    assert invite() != guest


# --- Erasing ----------------------------------------------------------------------------------------------------


def test_erase_takes_address_needs_and_link_thirty_days_after_the_meeting(invite, meeting):
    guest = invite()
    Guest.objects.update(needs="Beamer", remark="Ik kom per trein", bio="Hoogleraar")
    end = meeting.ends_at + Guest.LINK_LASTS

    assert erase_guests(end - timedelta(minutes=1)) == 0
    assert (erase_guests(end), erase_guests(end)) == (1, 0)
    guest.refresh_from_db()
    assert (guest.email, guest.needs, guest.remark, guest.token_hash) == ("", "", "", None)
    assert (guest.name, guest.bio) == ("Ronald Vos", "Hoogleraar")


def test_erase_takes_two_guests_of_one_meeting(invite, meeting):
    invite(), invite("Ilse Bos", email="ilse@example.nl")
    assert erase_guests(meeting.ends_at + Guest.LINK_LASTS) == 2


# --- Pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def pages(meeting, coordinator, as_user):
    """Return a browser of the coordinator, and where each page stands."""

    def url(name="guest_list", guest=None):
        kwargs = {"pk": meeting.pk} | ({"guest_pk": guest.pk} if guest else {})
        return reverse(f"meetings:{name}", kwargs=kwargs)

    return as_user(coordinator), url


DATA = {"kind": "expert", "name": "Ronald Vos", "email": "r.vos@example.nl", "organisation": "", "language": "nl"}


def test_pages_ask_correct_resend_and_withdraw_a_guest(pages):
    client, url = pages
    assert client.post(url(), DATA).status_code == 302
    guest = Guest.objects.get()
    assert "nog niet geantwoord" in client.get(url()).content.decode()

    assert client.post(url("guest_change", guest), DATA | {"name": "R. Vos", "version": 1}).status_code == 302
    assert client.post(url("guest_resend", guest)).status_code == 302
    assert client.get(url("guest_withdraw", guest)).status_code == 200
    assert client.post(url("guest_withdraw", guest)).status_code == 302
    guest.refresh_from_db()
    assert (guest.name, guest.status) == ("R. Vos", "withdrawn")
    assert "R. Vos" not in client.get(url()).content.decode().split("toasts")[0]


@pytest.mark.parametrize(
    "wrong", [{"email": "geen adres"}, {"name": ""}, {"name": "a\nb"}, {"kind": "x"}, {"language": "fr"}]
)
def test_list_says_what_is_wrong_and_keeps_what_was_typed(wrong, pages):
    client, url = pages
    response = client.post(url(), DATA | {"organisation": "Waalzicht"} | wrong)
    assert response.status_code == 422 and "Waalzicht" in response.content.decode()
    assert not Guest.objects.exists()


def test_list_says_why_it_was_refused(pages, invite):
    client, url = pages
    invite()
    response = client.post(url(), DATA | {"name": "Iemand Anders"})
    assert response.status_code == 422 and "Ronald Vos" in response.content.decode()


def test_change_shows_both_texts_when_overtaken(pages, invite, coordinator):
    client, url = pages
    guest = invite()
    change_guest(guest, by=coordinator, version=1, **facts(guest, name="Dr. R. Vos"))
    response = client.post(url("guest_change", guest), DATA | {"name": "Prof. Vos", "version": 1})
    page = response.content.decode()

    assert response.status_code == 409 and "Dr. R. Vos" in page and 'value="Prof. Vos"' in page
    assert [each["label"] for each in response.context["form"].differences] == ["Naam", "Organisatie"]
    assert client.post(url("guest_change", guest), DATA | {"name": "Prof. Vos", "version": 2}).status_code == 302


def test_meeting_shows_members_the_guests_who_come_and_coordinators_all(pages, invite, meeting, member, as_user):
    client, url = pages
    coming, silent = invite(), invite("Ilse Bos", email="ilse@example.nl")
    Guest.objects.filter(pk=silent.pk).update(needs="Een tolk")
    answer_as_guest(coming, is_coming=True, remark="Ik neem de trein")
    page = as_user(member).get(meeting.get_absolute_url()).content.decode()

    assert "Ronald Vos" in page and "Ilse Bos" not in page
    assert "Een tolk" not in page and "trein" not in page and "r.vos@example.nl" not in page
    desk = client.get(url()).content.decode()
    assert "Een tolk" in desk and "trein" in desk and "Ilse Bos" in desk


def test_programme_names_the_guest_who_takes_care_of_an_item(pages, invite, meeting, member, as_user):
    client, url = pages
    client.post(url("programme_change"), {"title": "Lezing", "pillar": "deepening", "minutes": 60})
    assert meeting.items.get().guest is None
    guest = invite()
    address = reverse("meetings:item_change", kwargs={"pk": meeting.pk, "item_pk": meeting.items.get().pk})
    data = {"title": "Lezing", "pillar": "deepening", "minutes": 60, "party": f"guest:{guest.pk}", "version": 1}
    client.post(address, data)
    publish_programme(meeting, by=meeting.cycle.community.memberships.first().user)

    assert meeting.items.get().guest == guest
    assert "Ronald Vos" in as_user(member).get(meeting.get_absolute_url()).content.decode()


def test_programme_takes_no_guest_of_another_meeting(pages, invite, cycle, make, meeting):
    client, url = pages
    other = invite(meeting=make.meeting(cycle, 2, days=20))
    invite("Ilse Bos", email="ilse@example.nl")
    data = {"title": "Lezing", "pillar": "deepening", "minutes": 60, "party": f"guest:{other.pk}"}
    assert client.post(url("programme_change"), data).status_code == 422


def test_list_asks_the_same_number_of_queries_for_three_guests(pages, invite, queries, django_assert_num_queries):
    client, url = pages
    invite()
    one = queries(lambda: client.get(url()))
    for number in range(2):
        invite(email=f"g{number}@example.nl")
    assert queries(lambda: client.get(url())) == one == 5


def test_invite_of_a_nameless_double_press_keeps_one_mail_per_link(meeting, coordinator):
    fields = {"name": "R", "email": "r@example.nl", "kind": "co_organiser", "language": "en"}
    for _press in range(3):
        invite_guest(meeting, by=coordinator, **fields)
    assert list(Message.objects.filter(kind="meetings.guest_invited").values_list("language", flat=True)) == ["en"]
