"""Looking for a date: asking, answering, choosing; who may, who is told, and what comes too late."""

from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from communities.tests.test_races import at_once
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.models import Message
from meetings.actions.attendance import answer_meeting
from meetings.actions.date_poll import Option, choose_date, start_poll, stop_poll, vote
from meetings.actions.meeting import cancel_meeting
from meetings.models import DateOption, DatePoll, DateVote, Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def options(meeting):
    """The date it has now, and two others."""
    days = [meeting.date, meeting.date + timedelta(days=7), meeting.date + timedelta(days=14)]
    return [Option(day, meeting.start_time, meeting.end_time) for day in days]


@pytest.fixture
def last():
    return timezone.localdate() + timedelta(days=4)


@pytest.fixture
def poll(meeting, coordinator, member, host, options, last):
    return start_poll(meeting, by=coordinator, options=options, closes_on=last, note="De zaal is bezet.")


@pytest.fixture
def dates(poll):
    return list(poll.options.all())


def told(kind):
    rows = Message.objects.filter(kind=kind).select_related("recipient").order_by("recipient__given_name")
    return [row.recipient.given_name for row in rows]


def said(person):
    return list(DateVote.objects.filter(user=person).order_by("option__date").values_list("answer", flat=True))


# --- Asking -----------------------------------------------------------------------------------------------------


def test_start_poll_asks_every_member(poll, options, former_member):
    assert [(row.date, row.start_time, row.end_time) for row in poll.options.all()] == [
        (each.date, each.start_time, each.end_time) for each in options
    ]
    assert told("meetings.poll") == ["Anouk", "Daan", "Marit"]


def test_start_poll_is_refused_while_one_is_open(poll, meeting, coordinator, options, last):
    with pytest.raises(Refused, match="al gevraagd"):
        start_poll(meeting, by=coordinator, options=options, closes_on=last)
    assert DatePoll.objects.count() == 1


def test_start_poll_is_refused_for_a_night_in_which_the_time_does_not_exist(meeting, coordinator, options, last):
    # Half past two comes after three o'clock: choosing this date could not be kept.
    night = Option(date(2099, 3, 29), time(2, 30), time(3, 0))
    with pytest.raises(Refused):
        start_poll(meeting, by=coordinator, options=[*options, night], closes_on=last)


def test_start_poll_again_after_one_was_stopped(poll, meeting, coordinator, options, last):
    stop_poll(poll, by=coordinator)
    assert start_poll(meeting, by=coordinator, options=options, closes_on=last).is_open


@pytest.mark.django_db(transaction=True)
def test_start_poll_by_two_coordinators_at_once_asks_once(meeting, coordinator, host, options, last):
    at_once(lambda: start_poll(meeting, by=coordinator, options=options, closes_on=last), 2)
    assert DatePoll.objects.count() == 1
    assert told("meetings.poll") == ["Anouk", "Marit"]


def test_start_poll_refuses_dates_that_cannot_be(meeting, coordinator, options, last):
    today, times = timezone.localdate(), (meeting.start_time, meeting.end_time)
    wrong = [
        options[:1],
        [options[0], options[0]],
        [*options, Option(today - timedelta(days=1), *times)],
        [*options, Option(options[0].date, meeting.end_time, meeting.start_time)],
        [*options, Option(options[0].date, meeting.start_time, meeting.start_time)],
        [Option(today + timedelta(days=30 + number), *times) for number in range(13)],
    ]
    for each in wrong:
        with pytest.raises(Refused):
            start_poll(meeting, by=coordinator, options=each, closes_on=last)
    for day in [today - timedelta(days=1), options[0].date]:
        with pytest.raises(Refused):
            start_poll(meeting, by=coordinator, options=options, closes_on=day)
    assert not DatePoll.objects.exists() and told("meetings.poll") == []


@pytest.mark.parametrize("state", ["draft", "cancelled", "begun", "closed"])
def test_start_poll_is_refused_when_there_is_no_date_to_look_for(state, meeting, coordinator, options, last):
    put(meeting, state)
    with pytest.raises(Refused):
        start_poll(meeting, by=coordinator, options=options, closes_on=last)


def put(meeting, state):
    if state == "closed":
        Community.objects.filter(pk=meeting.cycle.community_id).update(**CLOSED)
    elif state == "begun":
        Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    else:
        Meeting.objects.filter(pk=meeting.pk).update(status=state)


# --- Answering --------------------------------------------------------------------------------------------------


def test_vote_keeps_the_last_answer_per_date(poll, dates, member):
    vote(poll, by=member, answers={dates[0].pk: "no", dates[1].pk: "yes"})
    vote(poll, by=member, answers={dates[0].pk: "maybe", dates[1].pk: "yes"})
    assert vote(poll, by=member, answers={dates[2].pk: "no"}) == 3

    assert said(member) == ["maybe", "yes", "no"]


def test_vote_again_changes_nothing(poll, dates, member):
    vote(poll, by=member, answers={dates[0].pk: "no"})
    before = DateVote.objects.get().answered_at
    vote(poll, by=member, answers={dates[0].pk: "no"})
    assert DateVote.objects.get().answered_at == before


def test_vote_refuses_a_date_of_another_question(poll, dates, member, cycle, make, coordinator, options, last):
    other = start_poll(make.meeting(cycle, 2, days=9), by=coordinator, options=options, closes_on=last)
    with pytest.raises(Refused):
        vote(poll, by=member, answers={dates[0].pk: "yes", other.options.first().pk: "yes"})
    assert not DateVote.objects.exists()


@pytest.mark.parametrize("role", ["former_member", "outsider", "staff"])
def test_vote_is_for_who_takes_part(role, poll, dates, request):
    with pytest.raises(Refused):
        vote(poll, by=request.getfixturevalue(role), answers={dates[0].pk: "yes"})


@pytest.mark.parametrize("state", ["cancelled", "begun", "closed", "past", "stopped", "chosen"])
def test_vote_too_late_is_refused_and_says_why(state, poll, dates, member, coordinator):
    if state == "past":
        DatePoll.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    elif state == "stopped":
        stop_poll(poll, by=coordinator)
    elif state == "chosen":
        choose_date(poll, by=coordinator, option=dates[1])
    else:
        put(poll.meeting, state)
    with pytest.raises(Refused) as refusal:
        vote(poll, by=member, answers={dates[0].pk: "yes"})
    assert refusal.value.messages[0].endswith((".", "!")) and not DateVote.objects.exists()


# --- Choosing ---------------------------------------------------------------------------------------------------


def test_choose_date_moves_the_meeting_and_tells_as_of_any_change(poll, dates, member, coordinator):
    answer_meeting(poll.meeting, by=member, answer="yes")
    row = choose_date(poll, by=coordinator, option=dates[1])

    meeting = Meeting.objects.get()
    assert (row.status, row.chosen, meeting.date, meeting.version) == ("chosen", dates[1], dates[1].date, 2)
    assert told("meetings.changed") == ["Anouk", "Daan", "Marit"] and told("meetings.poll_closed") == []
    assert meeting.attendances.get().answer == "yes"


def test_choose_date_twice_is_harmless_and_another_is_refused(poll, dates, coordinator):
    choose_date(poll, by=coordinator, option=dates[1])
    again = choose_date(poll, by=coordinator, option=dates[1])
    with pytest.raises(Refused, match="al afgesloten"):
        choose_date(poll, by=coordinator, option=dates[2])

    assert again.chosen == dates[1] and Meeting.objects.get().version == 2
    assert len(told("meetings.changed")) == 3


@pytest.mark.django_db(transaction=True)
def test_choose_date_and_stop_at_once_has_one_outcome(meeting, coordinator, options, last):
    poll = start_poll(meeting, by=coordinator, options=options, closes_on=last)
    option = poll.options.last()
    deeds = [lambda: choose_date(poll, by=coordinator, option=option), lambda: stop_poll(poll, by=coordinator)]
    at_once(lambda: deeds.pop()(), 2)
    poll.refresh_from_db()
    moved = Meeting.objects.get().date == option.date
    assert (poll.status, moved) in [("chosen", True), ("stopped", False)]


def test_choose_the_date_it_has_tells_that_it_stays(poll, dates, coordinator):
    choose_date(poll, by=coordinator, option=dates[0])
    assert told("meetings.changed") == [] and told("meetings.poll_closed") == ["Anouk", "Daan", "Marit"]


def test_choose_date_refuses_a_date_that_has_passed(poll, dates, coordinator):
    DateOption.objects.filter(pk=dates[1].pk).update(date=timezone.localdate() - timedelta(days=2))
    with pytest.raises(Refused, match="voorbij"):
        choose_date(poll, by=coordinator, option=dates[1])
    assert DatePoll.objects.get().is_open


def test_choose_date_refuses_a_date_of_another_question(poll, coordinator, cycle, make, options, last):
    other = start_poll(make.meeting(cycle, 2, days=9), by=coordinator, options=options, closes_on=last)
    with pytest.raises(Refused):
        choose_date(poll, by=coordinator, option=other.options.first())


@pytest.mark.parametrize("state", ["cancelled", "begun", "closed"])
def test_choose_date_is_refused_when_the_meeting_does_not_go_on(state, poll, dates, coordinator):
    put(poll.meeting, state)
    with pytest.raises(Refused):
        choose_date(poll, by=coordinator, option=dates[1])
    assert DatePoll.objects.get().is_open


def test_stop_poll_twice_tells_once_that_the_date_stays(poll, coordinator):
    stop_poll(poll, by=coordinator)
    stop_poll(poll, by=coordinator)
    assert (DatePoll.objects.get().status, Meeting.objects.get().version) == ("stopped", 1)
    assert told("meetings.poll_closed") == ["Anouk", "Daan", "Marit"]


def test_stop_poll_of_a_cancelled_meeting_tells_nobody(poll, coordinator):
    cancel_meeting(poll.meeting, by=coordinator, reason="Ziek.")
    assert stop_poll(poll, by=coordinator).status == "stopped"
    assert told("meetings.poll_closed") == []


def test_stop_poll_after_a_choice_is_refused(poll, dates, coordinator):
    choose_date(poll, by=coordinator, option=dates[1])
    with pytest.raises(Refused):
        stop_poll(poll, by=coordinator)


# --- Who may ----------------------------------------------------------------------------------------------------

MEMBERS = {"coordinator", "member", "host"}
MAY = {
    "meetings.start_poll": {"open": {"coordinator"}, "stopped": {"coordinator"}},
    "meetings.view_poll": dict.fromkeys(["open", "stopped", "cancelled", "begun"], MEMBERS) | {"closed": MEMBERS},
    "meetings.vote_poll": {"open": MEMBERS},
    "meetings.close_poll": {"open": {"coordinator"}, "cancelled": {"coordinator"}, "begun": {"coordinator"}},
    "meetings.view_votes": dict.fromkeys(["open", "stopped", "cancelled", "begun", "closed"], {"coordinator"}),
}


@pytest.mark.parametrize("state", ["open", "stopped", "cancelled", "begun", "closed"])
@pytest.mark.parametrize("name", MAY)
def test_permissions_by_role_and_state(name, state, poll, coordinator, request):
    stop_poll(poll, by=coordinator) if state == "stopped" else None
    if state not in ("open", "stopped"):
        put(poll.meeting, state)
    row = poll.meeting if name == "meetings.start_poll" else poll
    roles = ["coordinator", "member", "host", "former_member", "outsider", "staff"]
    people = {role: request.getfixturevalue(role) for role in roles} | {"visitor": AnonymousUser()}
    allowed = {role for role, person in people.items() if has_permission(person, name, row)}
    assert allowed == MAY[name].get(state, set())


def test_pages_by_role(poll, as_user, request, meeting):
    here = {"pk": meeting.pk, "poll_pk": poll.pk}
    pages = {reverse("meetings:poll_detail", kwargs=here): MEMBERS}
    pages[reverse("meetings:poll_close", kwargs=here)] = {"coordinator"}
    for url, allowed in pages.items():
        for role in ["coordinator", "member", "host", "former_member", "outsider", "staff"]:
            status = as_user(request.getfixturevalue(role)).get(url).status_code
            assert status == (200 if role in allowed else 404), (url, role)
