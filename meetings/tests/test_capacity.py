"""The places of a meeting, and the waiting list."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Membership
from communities.tests.test_races import at_once
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.models import Message
from meetings.actions.attendance import answer_meeting
from meetings.actions.capacity import give_free_places, set_capacity
from meetings.actions.cycle import copy_cycle
from meetings.actions.meeting import cancel_meeting
from meetings.actions.reminder import remind
from meetings.models import Attendance, Meeting
from meetings.tokens import make_token

from .test_mails import calendar_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(community, make):
    """Four members, in the order of their names."""
    users = [make.user(name) for name in ("Anna", "Bram", "Chris", "Dewi")]
    for user in users:
        make.join(user, community, "professional")
    return users


@pytest.fixture
def yes(meeting):
    """Return a function that lets people say yes, one after the other."""
    return lambda *users: [answer_meeting(meeting, by=user, answer="yes") for user in users]


def places(meeting, number):
    Meeting.objects.filter(pk=meeting.pk).update(capacity=number)


def coming():
    return [row.user.given_name for row in Attendance.objects.coming().order_by("pk").select_related("user")]


def waiting():
    return [row.user.given_name for row in Attendance.objects.waiting().select_related("user")]


def told(kind="meetings.place"):
    rows = Message.objects.filter(kind=kind).select_related("recipient").order_by("pk")
    return [row.recipient.given_name for row in rows]


# --- Answering ----------------------------------------------------------------------------------------------------


def test_yes_waits_when_all_places_are_taken(meeting, people, yes):
    places(meeting, 2)
    kept = yes(*people)

    assert [row.waits for row in kept] == [False, False, True, True]
    assert (coming(), waiting()) == (["Anna", "Bram"], ["Chris", "Dewi"])


def test_yes_has_a_place_when_there_is_no_limit(people, yes):
    yes(*people)
    assert (len(coming()), waiting()) == (4, [])


@pytest.mark.parametrize("answer", ["no", "maybe"])
def test_place_given_up_goes_to_the_first_who_said_yes(answer, meeting, people, yes):
    places(meeting, 1)
    yes(people[0], people[2], people[1])

    answer_meeting(meeting, by=people[0], answer=answer)

    assert (coming(), waiting(), told()) == (["Chris"], ["Bram"], ["Chris"])


def test_yes_again_keeps_the_place_in_line_and_sends_nothing(meeting, people, yes):
    places(meeting, 1)
    yes(*people[:3])
    yes(people[1])
    assert waiting() == ["Bram", "Chris"] and len(told("meetings.answer")) == 3


def test_yes_after_a_no_is_last_in_line(meeting, people, yes):
    places(meeting, 1)
    yes(*people[:3])
    answer_meeting(meeting, by=people[1], answer="no")
    yes(people[1])
    assert waiting() == ["Chris", "Bram"] and told() == []


def test_no_of_who_waits_frees_nothing(meeting, people, yes):
    places(meeting, 1)
    yes(*people[:3])
    answer_meeting(meeting, by=people[1], answer="no")
    assert (coming(), waiting(), told()) == (["Anna"], ["Chris"], [])


def test_answer_by_a_coordinator_follows_the_same_rule(meeting, people, yes, coordinator, as_user):
    places(meeting, 1)
    yes(people[0])
    address = reverse("meetings:answer_for", kwargs={"pk": meeting.pk})
    client = as_user(coordinator)
    response = client.post(address, {"person": people[1].pk, "answer": "yes"})

    assert waiting() == ["Bram"]
    assert "Bram Jansen staat op de wachtlijst" in str(*get_messages(response.wsgi_request))
    assert "Bram Jansen: op de wachtlijst (Marit Hoekstra)" in client.get(address).content.decode()


def test_answer_by_mail_follows_the_same_rule(meeting, people, yes, visitor):
    places(meeting, 1)
    yes(people[0])
    link = reverse("meetings:answer_by_mail", kwargs={"token": make_token(meeting.pk, people[1].pk)})
    page = visitor.post(link, {"answer": "yes"}, follow=True).content.decode()
    assert waiting() == ["Bram"] and "Alle plekken zijn bezet: je staat op de wachtlijst." in page


def test_place_of_who_left_the_circle_is_given_by_the_tick(meeting, people, yes):
    places(meeting, 1)
    yes(*people[:2])
    Membership.objects.filter(user=people[0]).update(left_at=timezone.now())

    assert [give_free_places(timezone.now()), give_free_places(timezone.now())] == [1, 0]
    assert told() == ["Bram"]


def test_who_left_the_circle_is_passed_over(meeting, people, yes):
    places(meeting, 1)
    yes(*people[:3])
    Membership.objects.filter(user=people[1]).update(left_at=timezone.now())
    answer_meeting(meeting, by=people[0], answer="no")
    assert told() == ["Chris"]


@pytest.mark.parametrize("state", ["begun", "cancelled", "closed"])
def test_tick_gives_nothing_when_a_place_is_of_no_use(state, meeting, people, yes):
    places(meeting, 1)
    yes(*people[:2])
    places(meeting, 2)
    if state == "begun":
        Meeting.objects.update(starts_at=timezone.now() - timedelta(minutes=5))
    if state == "cancelled":
        Meeting.objects.update(status="cancelled")
    if state == "closed":
        Community.objects.update(**CLOSED)
    assert give_free_places(timezone.now()) == 0 and waiting() == ["Bram"]


@pytest.mark.django_db(transaction=True)
def test_last_place_is_given_once_when_two_say_yes_together(meeting, people):
    places(meeting, 1)
    in_turn = list(people)

    results = at_once(lambda: answer_meeting(meeting, by=in_turn.pop(), answer="yes"), times=4)

    assert not [result for result in results if isinstance(result, Exception)]
    assert (len(coming()), len(waiting())) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_each_free_place_is_given_once_when_two_cancel_together(meeting, people, yes):
    places(meeting, 2)
    yes(*people)
    cancelling = people[:2]
    at_once(lambda: answer_meeting(meeting, by=cancelling.pop(), answer="no"), times=2)
    assert (sorted(coming()), waiting(), sorted(told())) == (["Chris", "Dewi"], [], ["Chris", "Dewi"])


# --- The number of places -----------------------------------------------------------------------------------------


def test_set_capacity_higher_gives_places_in_order_of_answering(meeting, people, yes, coordinator):
    places(meeting, 1)
    yes(*people)
    set_capacity(meeting, by=coordinator, capacity=3, known=1)
    assert (coming(), waiting(), told()) == (["Anna", "Bram", "Chris"], ["Dewi"], ["Bram", "Chris"])


def test_set_capacity_to_no_limit_gives_everybody_a_place(meeting, people, yes, coordinator):
    places(meeting, 1)
    yes(*people)
    set_capacity(meeting, by=coordinator, capacity=None, known=1)
    assert waiting() == [] and told() == ["Bram", "Chris", "Dewi"]


def test_set_capacity_below_the_number_of_yes_throws_nobody_off(meeting, people, yes, coordinator):
    yes(*people[:3])
    set_capacity(meeting, by=coordinator, capacity=1, known=None)
    answer_meeting(meeting, by=people[3], answer="yes")
    answer_meeting(meeting, by=people[0], answer="no")
    assert (coming(), waiting(), told()) == (["Bram", "Chris"], ["Dewi"], [])


def test_set_capacity_again_is_harmless_and_a_stale_one_is_overtaken(meeting, coordinator):
    set_capacity(meeting, by=coordinator, capacity=5, known=None)
    set_capacity(meeting, by=coordinator, capacity=5, known=None)
    with pytest.raises(Overtaken):
        set_capacity(meeting, by=coordinator, capacity=8, known=None)
    assert Meeting.objects.get().capacity == 5


def test_set_capacity_is_refused_when_it_does_not_go_on(meeting, coordinator):
    cancel_meeting(meeting, by=coordinator, reason="De zaal is dicht.")
    with pytest.raises(Refused):
        set_capacity(meeting, by=coordinator, capacity=5, known=None)


def test_copy_of_a_cycle_keeps_the_number_of_places(meeting, coordinator, community):
    places(meeting, 12)
    copy = copy_cycle(meeting.cycle, community, by=coordinator, today=timezone.localdate())
    assert copy.meetings.get().capacity == 12


# --- Mail ---------------------------------------------------------------------------------------------------------


def test_mail_says_who_waits_and_brings_no_calendar_file(meeting, people, yes, deliver):
    places(meeting, 1)
    yes(*people[:2])
    mails = deliver()
    assert [len(mails[person.email].attachments) for person in people[:2]] == [1, 0]
    assert mails[people[1].email].subject.startswith("Je staat op de wachtlijst voor")
    assert "Je staat op de wachtlijst" in mails[people[1].email].body


def test_mail_tells_of_a_place_with_the_calendar_file(meeting, people, yes, deliver):
    places(meeting, 1)
    yes(*people[:2])
    deliver()
    answer_meeting(meeting, by=people[0], answer="no")

    message = deliver()[people[1].email]
    assert message.subject.startswith("Er is een plek voor je op")
    assert calendar_of(message)[1]["attendee"].params["PARTSTAT"] == "ACCEPTED"


def test_mail_about_a_place_is_not_sent_when_it_was_given_up_again(meeting, people, yes, deliver, reasons):
    places(meeting, 1)
    yes(*people[:2])
    answer_meeting(meeting, by=people[0], answer="no")
    answer_meeting(meeting, by=people[1], answer="no")
    assert "kan niet" not in deliver()[people[1].email].subject or reasons("meetings.place")
    assert reasons("meetings.place") == ["answered otherwise since"]


def test_reminder_is_for_who_has_a_place(meeting, people, yes):
    places(meeting, 1)
    yes(*people[:2])
    remind(timezone.localtime(meeting.starts_at) - timedelta(days=2))
    assert "Anna" in told("meetings.reminder") and "Bram" not in told("meetings.reminder")


def test_reminder_written_before_somebody_waits_is_not_sent(meeting, people, yes, deliver, reasons):
    remind(timezone.localtime(meeting.starts_at) - timedelta(days=2))
    places(meeting, 1)
    yes(*people[:2])
    deliver()
    assert "on the waiting list" in reasons("meetings.reminder")


def test_change_is_told_to_who_waits_without_a_calendar_file(meeting, people, yes, change, deliver):
    places(meeting, 1)
    yes(*people[:2])
    deliver()
    change(meeting, place="De Brink")
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        mails = deliver()
    assert [len(mails[person.email].attachments) for person in people[:2]] == [1, 0]
    assert "Je staat nog op de wachtlijst." in mails[people[1].email].body


# --- Pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def address(meeting):
    return reverse("meetings:capacity_change", kwargs={"pk": meeting.pk})


def test_page_shows_the_line_and_gives_places(address, meeting, people, yes, coordinator, as_user):
    places(meeting, 1)
    yes(*people[:3])
    client = as_user(coordinator)
    page = client.get(address).content.decode()
    assert page.index("Bram Jansen") < page.index("Chris Jansen") and "Anna Jansen" not in page

    client.post(address, {"capacity": "2", "known": "1"})
    assert waiting() == ["Chris"]


def test_page_says_that_nobody_is_thrown_off(address, people, yes, coordinator, as_user):
    yes(*people)
    response = as_user(coordinator).post(address, {"capacity": "2", "known": ""}, follow=True)
    assert "4 mensen hebben al een plek en houden die" in response.content.decode() and len(coming()) == 4


@pytest.mark.parametrize("typed", ["0", "-3", "veel", "99999999999"])
def test_page_asks_again_when_the_number_is_no_number_of_places(typed, address, coordinator, as_user):
    response = as_user(coordinator).post(address, {"capacity": typed, "known": ""})
    assert response.status_code == 422 and f'value="{typed}"' in response.content.decode()
    assert Meeting.objects.get().capacity is None


def test_page_shows_both_numbers_when_somebody_was_first(address, meeting, coordinator, as_user):
    places(meeting, 9)
    client = as_user(coordinator)
    response = client.post(address, {"capacity": "5", "known": ""})
    page = response.content.decode()
    assert response.status_code == 409 and 'value="5"' in page and "Nu staat er: 9 plekken." in page
    assert client.post(address, {"capacity": "5", "known": "9"}).status_code == 302


@pytest.mark.parametrize("role", ["member", "host", "outsider", "former_member", "staff"])
def test_page_is_for_coordinators(role, address, as_user, request):
    client = as_user(request.getfixturevalue(role))
    assert client.get(address).status_code == client.post(address, {"capacity": "1"}).status_code == 404


def test_page_is_hidden_when_the_meeting_is_over(cycle, make, coordinator, as_user):
    past = make.meeting(cycle, 2, days=-3)
    assert as_user(coordinator).get(reverse("meetings:capacity_change", kwargs={"pk": past.pk})).status_code == 404


def test_page_asks_the_same_number_of_queries_for_three_who_wait(
    address, meeting, people, yes, coordinator, as_user, queries
):
    places(meeting, 1)
    client = as_user(coordinator)
    yes(*people[:2])
    one = queries(lambda: client.get(address))
    yes(*people[2:])
    assert queries(lambda: client.get(address)) == one == 4


def test_meeting_says_where_i_stand_in_line(meeting, people, yes, as_user):
    places(meeting, 1)
    yes(*people[:3])
    page = as_user(people[2]).get(meeting.get_absolute_url()).content.decode()
    assert "Je bent nummer 2 op de wachtlijst" in page and "Zet in mijn agenda" not in page
    assert "Jouw antwoord: op de wachtlijst" in page


def test_meeting_says_how_many_places_are_left(meeting, people, yes, as_user):
    places(meeting, 2)
    yes(people[0])
    client = as_user(people[1])
    assert "Er is nog 1 van de 2 plekken vrij." in client.get(meeting.get_absolute_url()).content.decode()
    yes(people[2])
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Alle 2 plekken zijn bezet." in page and "kom je op de wachtlijst" in page


def test_agenda_says_who_waits(meeting, people, yes, as_user):
    places(meeting, 1)
    yes(*people[:2])
    assert "op de wachtlijst" in as_user(people[1]).get(reverse("meetings:agenda")).content.decode()


def test_number_of_who_comes_leaves_out_who_waits(meeting, people, yes, as_user):
    places(meeting, 1)
    yes(*people[:3])
    page = as_user(people[0]).get(meeting.cycle.get_absolute_url()).content.decode()
    assert "1 persoon komt" in page
