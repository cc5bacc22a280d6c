"""Changing turns as host: the offer, the answer, who may, and who is told."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Membership
from communities.tests.test_races import at_once
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.models import Message
from meetings.actions.host_swap import answer_swap, offer_swap, withdraw_swap
from meetings.models import HostSwap, Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_host(community, organisation, make):
    """Somebody of the organisation that hosts the second meeting."""
    user = make.user("Samira", "El Idrissi")
    make.join(user, community, "professional", organisation=organisation)
    return user


@pytest.fixture
def other(cycle, make, organisation):
    return make.meeting(cycle, 2, days=40, host=organisation, place="De Brink", theme="Visie")


@pytest.fixture
def swap(meeting, other, host, other_host, coordinator):
    return offer_swap(meeting, by=host, other=other, remark="Dan is onze zaal dicht.")


def told(kind):
    rows = Message.objects.filter(kind=kind).select_related("recipient").order_by("recipient__given_name")
    return [row.recipient.given_name for row in rows]


def hosts():
    return list(Meeting.objects.order_by("number").values_list("host__name", "place"))


BEFORE = [("gemeente Lingewaard", "Buurthuiskamer De Kersentuin"), ("Stichting Welzijn De Linge", "De Brink")]
AFTER = [BEFORE[1], BEFORE[0]]


# --- Deeds --------------------------------------------------------------------------------------------------------


def test_offer_swap_waits_and_asks_the_other_host(swap):
    assert (swap.status, hosts()) == ("open", BEFORE)
    assert told("meetings.swap_offered") == ["Marit", "Samira"]


def test_offer_swap_again_is_the_same_offer(swap, meeting, other, host):
    assert offer_swap(meeting, by=host, other=other) == swap and len(told("meetings.swap_offered")) == 2


def test_offer_swap_is_refused_while_one_of_both_has_another_offer(swap, other, meeting, cycle, make, coordinator):
    third = make.meeting(cycle, 3, days=60, host=make.organisation("Woonstichting Waalzicht"))
    for one, two in [(third, other), (third, meeting), (other, meeting), (meeting, third)]:
        with pytest.raises(Refused):
            offer_swap(one, by=coordinator, other=two)
    assert HostSwap.objects.count() == 1


@pytest.mark.parametrize("state", ["cancelled", "begun", "same_host", "no_host", "closed"])
def test_offer_swap_is_refused_when_there_is_nothing_to_change(state, meeting, other, host, coordinator):
    rows = Meeting.objects.filter(pk=other.pk)
    if state == "cancelled":
        rows.update(status="cancelled")
    if state == "begun":
        rows.update(starts_at=timezone.now())
    if state in {"same_host", "no_host"}:
        rows.update(host=meeting.host if state == "same_host" else None)
    if state == "closed":
        Community.objects.update(**CLOSED)
    with pytest.raises(Refused):
        offer_swap(meeting, by=coordinator, other=other)


def test_accept_changes_host_and_place_and_leaves_date_and_theme(swap, meeting, other, other_host):
    answer_swap(swap, by=other_host, accept=True)

    assert hosts() == AFTER
    fresh = Meeting.objects.get(pk=meeting.pk)
    assert (fresh.date, fresh.theme) == (meeting.date, meeting.theme)
    assert told("meetings.swap_answered") == ["Anouk"]
    assert Message.objects.filter(kind="meetings.changed", recipient=other_host).count() == 2


def test_accept_again_changes_nothing_and_no_after_yes_is_refused(swap, other_host):
    answer_swap(swap, by=other_host, accept=True)
    answer_swap(swap, by=other_host, accept=True)
    with pytest.raises(Refused):
        answer_swap(swap, by=other_host, accept=False)
    assert hosts() == AFTER and len(told("meetings.swap_answered")) == 1


def test_decline_leaves_it_as_it_was_and_makes_room_for_another_offer(swap, meeting, other, host, other_host):
    answer_swap(swap, by=other_host, accept=False)
    assert (hosts(), told("meetings.swap_answered")) == (BEFORE, ["Anouk"])
    assert offer_swap(meeting, by=host, other=other).pk != swap.pk


def test_withdraw_takes_it_back_once_and_not_after_an_answer(swap, host, other_host, meeting, other):
    withdraw_swap(swap, by=host)
    withdraw_swap(swap, by=host)
    assert told("meetings.swap_answered") == ["Marit", "Samira"]
    second = offer_swap(meeting, by=host, other=other)
    answer_swap(second, by=other_host, accept=False)
    with pytest.raises(Refused):
        withdraw_swap(second, by=host)


@pytest.mark.parametrize("accept", [True, False])
@pytest.mark.parametrize("state", ["begun", "other_host", "cancelled", "closed"])
def test_answer_is_refused_when_the_offer_lapsed(state, accept, swap, other, other_host, make):
    if state == "begun":
        Meeting.objects.filter(pk=other.pk).update(starts_at=timezone.now())
    if state == "other_host":
        Meeting.objects.filter(pk=other.pk).update(host=make.organisation("Woonstichting Waalzicht"))
    if state == "cancelled":
        Meeting.objects.filter(pk=other.pk).update(status="cancelled")
    if state == "closed":
        Community.objects.update(**CLOSED)
    with pytest.raises(Refused):
        answer_swap(swap, by=other_host, accept=accept)
    assert HostSwap.objects.get().status == "open"


def _lapse(how, meeting, make):
    facts = {
        "begun": {"starts_at": timezone.now()},
        "cancelled": {"status": "cancelled"},
        "other_host": {"host": make.organisation("Woonstichting Waalzicht")},
    }
    Meeting.objects.filter(pk=meeting.pk).update(**facts[how])


@pytest.mark.parametrize("place", ["meeting", "other"])
@pytest.mark.parametrize("how", ["begun", "cancelled", "other_host"])
def test_offer_waits_no_more_when_one_of_both_changed(how, place, swap, make):
    assert (list(HostSwap.objects.open()), list(HostSwap.objects.lapsed())) == ([swap], [])
    assert (swap.is_open, swap.has_lapsed, swap.words) == (True, False, "wacht op antwoord")
    _lapse(how, getattr(swap, place), make)

    fresh = HostSwap.objects.get()
    assert (list(HostSwap.objects.open()), list(HostSwap.objects.lapsed())) == ([], [swap])
    assert (fresh.is_open, fresh.has_lapsed, fresh.words) == (False, True, "vervallen")


def test_next_offer_is_free_when_the_one_before_lapsed(swap, meeting, other, host, cycle, make, coordinator):
    third = make.meeting(cycle, 3, days=60, host=make.organisation("Zorggroep Rijnoever"))
    _lapse("cancelled", other, make)

    again = offer_swap(meeting, by=host, other=third)
    assert again.is_open
    swap.refresh_from_db()
    assert (swap.status, swap.answered_by) == ("lapsed", None)


@pytest.mark.django_db(transaction=True)
def test_taps_at_the_same_moment_change_hosts_once(swap, other_host, coordinator):
    at_once(lambda: answer_swap(swap, by=other_host, accept=True), times=3)
    assert hosts() == AFTER and len(told("meetings.swap_answered")) == 1


@pytest.mark.django_db(transaction=True)
def test_offers_from_both_sides_at_once_are_one(meeting, other, coordinator, host, other_host):
    both = [(meeting, other), (other, meeting)]

    def deed():
        one, two = both.pop()
        return offer_swap(one, by=coordinator, other=two)

    results = at_once(deed, times=2)
    assert HostSwap.objects.count() == 1 and sum(isinstance(result, Refused) for result in results) == 1


# --- Mail ---------------------------------------------------------------------------------------------------------


def test_mail_asks_the_other_host_with_a_link_and_without_the_remark(swap, other_host, deliver):
    mail = deliver()[other_host.email]
    assert "gemeente Lingewaard vraagt om te ruilen" in mail.subject
    assert swap.get_absolute_url() in mail.body and "zaal" not in mail.body


@pytest.mark.parametrize(("accept", "words"), [(True, "Afgesproken:"), (False, "kan niet ruilen")])
def test_mail_tells_what_became_of_it(accept, words, swap, host, other_host, deliver, reasons):
    answer_swap(swap, by=other_host, accept=accept)
    assert words in deliver()[host.email].body
    assert reasons("meetings.swap_offered") == ["answered in the meantime"] * 2


def test_mail_is_not_for_who_left(swap, other_host, deliver):
    Membership.objects.filter(user=other_host).update(left_at=timezone.now())
    assert other_host.email not in deliver()


# --- Who may ------------------------------------------------------------------------------------------------------

ROLES = ["coordinator", "host", "other_host", "member", "former_member", "outsider", "staff", "visitor"]
STATES = ["open", "answered", "begun", "cancelled", "closed"]
# Per rule and role, the states in which it is allowed; a role that is not named may never.
ALLOWED = {
    "meetings.view_swap": {"coordinator": set(STATES), "host": set(STATES), "other_host": set(STATES)},
    "meetings.answer_swap": {
        "coordinator": {"open"},
        "other_host": {"open"},
    },
    "meetings.withdraw_swap": {"coordinator": {"open"}, "host": {"open"}},
}
MAY_OFFER = {"coordinator": {"open", "answered"}, "host": {"open", "answered"}}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_rules_by_role_and_state(role, state, swap, meeting, other, request):
    user = AnonymousUser() if role == "visitor" else request.getfixturevalue(role)
    if state == "answered":
        HostSwap.objects.update(status="declined")
    if state == "begun":
        Meeting.objects.update(starts_at=timezone.now())
    if state == "cancelled":
        Meeting.objects.update(status="cancelled")
    if state == "closed":
        Community.objects.update(**CLOSED)

    for name, allowed in ALLOWED.items():
        assert has_permission(user, name, swap) == (state in allowed.get(role, set())), name
    assert has_permission(user, "meetings.swap_host", meeting) == (state in MAY_OFFER.get(role, set()))


def test_host_of_another_circle_is_no_host_here(swap, meeting, outsider, host_organisation, programme, make):
    circle = Community.objects.create(programme=programme, slug="elders", name="Elders", question="?")
    make.join(outsider, circle, "professional", organisation=host_organisation)
    assert not has_permission(outsider, "meetings.swap_host", meeting)
    assert not has_permission(outsider, "meetings.view_swap", swap)


# --- Pages --------------------------------------------------------------------------------------------------------


def test_page_offers_and_shows_what_waits(meeting, other, host, other_host, coordinator, as_user):
    client, address = as_user(host), reverse("meetings:swap_offer", kwargs={"pk": meeting.pk})
    assert "Stichting Welzijn De Linge op" in client.get(address).content.decode()
    response = client.post(address, {"other": other.pk, "remark": "Zaal dicht"}, follow=True)
    page = response.content.decode()
    assert "Zaal dicht" in page and 'value="back"' in page and 'value="yes"' not in page
    assert "Er wacht een ruilvoorstel op antwoord." in client.get(address).content.decode()


@pytest.mark.parametrize("typed", ["", "x", "999999"])
def test_page_asks_again_when_no_meeting_is_chosen(typed, meeting, other, host, other_host, as_user):
    address = reverse("meetings:swap_offer", kwargs={"pk": meeting.pk})
    response = as_user(host).post(address, {"other": typed, "remark": "Zaal dicht"})
    assert response.status_code == 422 and "Zaal dicht" in response.content.decode()


def test_page_says_that_an_offer_lapsed_and_offers_nothing_to_press(swap, other, other_host, as_user, make):
    _lapse("begun", other, make)
    page = as_user(other_host).get(swap.get_absolute_url()).text
    assert "Vervallen" in page or "vervallen" in page
    assert "Er valt niets meer te ruilen." in page and 'name="answer"' not in page
    page = as_user(other_host).post(swap.get_absolute_url(), {"answer": "no"}, follow=True).text
    assert "Dit voorstel is vervallen." in page


def test_page_answers_for_the_other_host_only(swap, host, other_host, as_user):
    as_user(host).post(swap.get_absolute_url(), {"answer": "yes"})
    assert hosts() == BEFORE
    as_user(other_host).post(swap.get_absolute_url(), {"answer": "back"})
    assert HostSwap.objects.get().status == "open"
    page = as_user(other_host).post(swap.get_absolute_url(), {"answer": "yes"}, follow=True).content.decode()
    assert hosts() == AFTER and "Geruild." in page


@pytest.mark.parametrize("role", ["member", "outsider", "former_member", "staff"])
def test_pages_are_hidden_from_who_hosts_nothing(role, swap, meeting, as_user, request):
    client = as_user(request.getfixturevalue(role))
    for address in (swap.get_absolute_url(), reverse("meetings:swap_offer", kwargs={"pk": meeting.pk})):
        assert client.get(address).status_code == client.post(address, {"answer": "yes"}).status_code == 404


def test_offer_is_found_under_its_own_meeting_only(swap, other, coordinator, as_user):
    address = reverse("meetings:swap_detail", kwargs={"pk": other.pk, "swap_pk": swap.pk})
    assert as_user(coordinator).get(address).status_code == 404


def test_meeting_shows_the_offer_to_both_hosts(swap, meeting, other, host, other_host, member, as_user):
    for person, row in [(host, meeting), (other_host, other), (other_host, meeting)]:
        assert swap.get_absolute_url() in as_user(person).get(row.get_absolute_url()).content.decode()
    page = as_user(member).get(meeting.get_absolute_url()).content.decode()
    assert swap.get_absolute_url() not in page and "ruilen" not in page


def test_meeting_lets_its_host_offer(meeting, other, host, other_host, as_user):
    address = reverse("meetings:swap_offer", kwargs={"pk": meeting.pk})
    assert address in as_user(host).get(meeting.get_absolute_url()).content.decode()
    assert address not in as_user(other_host).get(meeting.get_absolute_url()).content.decode()


def test_offer_page_asks_the_same_number_of_queries_for_three_meetings(
    meeting, other, host, other_host, cycle, make, as_user, queries
):
    client, address = as_user(host), reverse("meetings:swap_offer", kwargs={"pk": meeting.pk})
    one = queries(lambda: client.get(address))
    for number in (3, 4):
        make.meeting(cycle, number, days=60 + number, host=make.organisation(f"Gastheer {number}"))
    assert queries(lambda: client.get(address)) == one == 4
