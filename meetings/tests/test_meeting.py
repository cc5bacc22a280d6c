"""Changing and cancelling a meeting, and its page."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message
from meetings.actions.attendance import answer_meeting
from meetings.actions.meeting import ChangedMeanwhile, MeetingPlan, cancel_meeting, change_meeting
from meetings.forms.meeting import initial_of
from meetings.models import Attendance, Meeting
from meetings.shown.meeting import agenda_rows

pytestmark = pytest.mark.django_db


def told(kind="meetings.changed"):
    return sorted(Message.objects.filter(kind=kind).values_list("recipient__given_name", flat=True))


def posted(meeting, **fields):
    return {name: value or "" for name, value in initial_of(meeting).items()} | {"version": meeting.version} | fields


# --- Changing ---------------------------------------------------------------------------------------------------


def test_change_meeting_tells_every_member_two_minutes_later(meeting, change, member, host, former_member, outsider):
    row = change(meeting, start_time=time(10), end_time=time(17))

    assert (row.version, row.sequence) == (2, 1)
    assert told() == ["Anouk", "Daan", "Marit"]
    wait = Message.objects.filter(kind="meetings.changed").first().send_after - timezone.now()
    assert timedelta(seconds=110) < wait <= timedelta(minutes=2)


def test_change_meeting_without_a_difference_changes_nothing_and_tells_nobody(meeting, change, member):
    row = change(meeting)
    assert (row.version, row.sequence, told()) == (1, 0, [])


def test_change_meeting_by_a_button_pressed_twice_is_no_conflict(meeting, change, coordinator):
    change(meeting, place="Elst")
    again = MeetingPlan(**initial_of(Meeting.objects.get()))
    assert change_meeting(meeting, by=coordinator, version=1, plan=again).version == 2


def test_change_meeting_is_refused_in_a_circle_closed_meanwhile(meeting, change, community):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        change(meeting, place="Elst")


@pytest.mark.parametrize(("day", "is_fine"), [(date(2099, 3, 28), True), (date(2099, 3, 29), False)])
def test_change_meeting_in_the_night_the_clock_goes_forward_lasts_no_moment(day, is_fine, meeting, change):
    times = {"start_time": time(2, 30), "end_time": time(3, 0)}
    if is_fine:
        assert change(meeting, date=day, **times).date == day
    else:
        with pytest.raises(Refused):
            change(meeting, date=day, **times)


def test_change_meeting_keeps_the_sequence_when_only_words_change(meeting, change):
    assert change(meeting, theme="Agenderen: wie missen we?").sequence == 0
    assert change(meeting, place="Buurthuis De Brink").sequence == 1


def test_change_meeting_is_refused_when_somebody_else_was_first(meeting, change, coordinator):
    change(meeting, place="Elst")
    with pytest.raises(ChangedMeanwhile) as conflict:
        change_meeting(
            meeting, by=coordinator, version=1, plan=MeetingPlan(**initial_of(meeting) | {"place": "Duiven"})
        )

    assert conflict.value.current.place == "Elst"
    assert Meeting.objects.get().place == "Elst"


def test_change_meeting_tells_nobody_while_in_draft(cycle, make, change, member):
    draft = make.meeting(cycle, status=Meeting.Status.DRAFT)
    assert change(draft, place="Elst").place == "Elst"
    assert told() == []


@pytest.mark.parametrize("fields", [{"days": -1}, {"status": Meeting.Status.CANCELLED}])
def test_change_meeting_is_refused_when_over_or_cancelled(fields, cycle, make, change):
    with pytest.raises(Refused):
        change(make.meeting(cycle, **fields), place="Elst")


def test_change_meeting_moves_the_reminder_past_what_is_due_already(meeting, change):
    before = timezone.now()
    row = change(meeting, date=timezone.localdate() + timedelta(days=3))
    assert before <= row.next_reminder_at <= timezone.now()


def test_change_meeting_keeps_and_tells_the_municipality_in_which_the_theme_is_shown(meeting, change, member, area):
    assert change(meeting, municipality="lingewaard").municipality == area
    assert change(meeting, place="Elst").municipality == area
    assert told() == ["Daan", "Daan", "Marit", "Marit"]
    assert change(meeting, municipality="").municipality is None
    with pytest.raises(Refused, match="Atlantis"):
        change(meeting, municipality="Atlantis")


# --- Cancelling -------------------------------------------------------------------------------------------------


def test_cancel_meeting_tells_every_member_once(meeting, coordinator, member, former_member):
    cancel_meeting(meeting, by=coordinator, reason="De zaal is dicht.")
    row = cancel_meeting(meeting, by=coordinator, reason="Nog eens.")

    assert (row.status, row.cancel_reason, row.sequence) == ("cancelled", "De zaal is dicht.", 1)
    assert row.next_reminder_at is None and row.cancelled_at
    assert told("meetings.cancelled") == ["Daan", "Marit"]


@pytest.mark.parametrize("fields", [{"days": -1}, {"status": Meeting.Status.DRAFT}])
def test_cancel_meeting_is_refused_when_over_or_in_draft(fields, cycle, make, coordinator):
    with pytest.raises(Refused):
        cancel_meeting(make.meeting(cycle, **fields), by=coordinator, reason="Zomaar.")


# --- Times ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "utc_hour"), [(datetime(2027, 3, 26), 8), (datetime(2027, 3, 29), 7), (datetime(2027, 11, 1), 8)]
)
def test_set_times_follows_the_clock_of_the_place_over_summer_time(day, utc_hour):
    meeting = Meeting()
    meeting.set_times(day.date(), time(9, 30), time(16, 30))
    assert (meeting.starts_at.hour, meeting.starts_at.minute) == (utc_hour, 30)
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=7)


# --- Pages ------------------------------------------------------------------------------------------------------


def test_detail_shows_when_where_and_the_question(meeting, member, as_user):
    page = as_user(member).get(meeting.get_absolute_url()).content.decode()

    assert "9.30–16.30 uur" in page and "Buurthuiskamer De Kersentuin" in page
    assert page.count("<h1>") == 1
    assert 'name="answer" value="yes" aria-pressed="false"' in page
    assert "wijzigen" not in page.replace("antwoord wijzigen", "")


def test_detail_shows_names_by_answer_and_remarks_to_coordinators_only(meeting, member, host, coordinator, as_user):
    answer_meeting(meeting, by=member, answer="yes", remark="Ik eet geen vlees.")
    answer_meeting(meeting, by=host, answer="no")
    theirs = as_user(host).get(meeting.get_absolute_url()).content.decode()
    ours = as_user(coordinator).get(meeting.get_absolute_url()).content.decode()

    assert "Daan Willems" in theirs and "Ik eet geen vlees." not in theirs
    assert "Ik eet geen vlees." in ours and "Anouk Thijssen" in ours


def test_detail_keeps_the_answer_when_enter_presses_its_first_button(meeting, member, as_user):
    client = as_user(member)
    assert 'name="answer" value="" tabindex="-1"' in client.get(meeting.get_absolute_url()).content.decode()
    answer_meeting(meeting, by=member, answer="no")
    assert 'name="answer" value="no" tabindex="-1"' in client.get(meeting.get_absolute_url()).content.decode()


def test_detail_of_a_past_meeting_asks_to_reflect(cycle, make, member, as_user):
    page = as_user(member).get(make.meeting(cycle, days=-2).get_absolute_url()).content.decode()
    assert 'name="answer"' not in page
    assert reverse("casework:reflection_create", kwargs={"slug": "lingewaard"}) in page
    assert "Er is geen programma bewaard." in page and "Het programma volgt nog." not in page


def test_detail_of_a_cancelled_meeting_says_so(meeting, coordinator, as_user):
    cancel_meeting(meeting, by=coordinator, reason="De zaal is dicht.")
    page = as_user(coordinator).get(meeting.get_absolute_url()).content.decode()
    assert "De zaal is dicht." in page and 'name="answer"' not in page


def test_detail_tells_whose_clock_it_is_to_who_lives_by_another(meeting, member, as_user):
    client = as_user(member)
    assert "Amsterdam" not in client.get(meeting.get_absolute_url()).content.decode()
    type(member).objects.filter(pk=member.pk).update(time_zone="America/Paramaribo")
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Amsterdam" in page and "9.30–16.30 uur" in page


def test_detail_hides_siblings_in_draft_from_members(cycle, meeting, make, member, coordinator, as_user):
    make.meeting(cycle, 2, days=49, status=Meeting.Status.DRAFT, theme="Visie in wording")
    assert "Visie in wording" not in as_user(member).get(meeting.get_absolute_url()).content.decode()
    assert "Visie in wording" in as_user(coordinator).get(meeting.get_absolute_url()).content.decode()


def test_detail_query_count_does_not_grow(cycle, meeting, make, coordinator, as_user, queries):
    client = as_user(coordinator)
    one = queries(lambda: client.get(meeting.get_absolute_url()))
    for number in range(3):
        user = make.user(f"Lid{number}")
        make.join(user, cycle.community, "professional")
        answer_meeting(meeting, by=user, answer="yes")
        make.meeting(cycle, number + 2, days=50 + number)
        meeting.items.create(position=number, pillar="opening", title="Inloop", minutes=30)
    assert one == queries(lambda: client.get(meeting.get_absolute_url())) == 10


def test_change_page_saves_and_says_that_members_are_told(meeting, coordinator, as_user):
    client, url = as_user(coordinator), reverse("meetings:meeting_change", kwargs={"pk": meeting.pk})
    assert client.get(url).context["form"]["host"].value() == "gemeente Lingewaard"
    response = client.post(url, posted(meeting, place="Elst", start_time="10.00"))

    assert response.url == meeting.get_absolute_url()
    meeting.refresh_from_db()
    assert (meeting.place, meeting.start_time) == ("Elst", time(10))


@pytest.mark.promise(12)
def test_change_page_shows_both_texts_when_somebody_else_was_first(meeting, change, coordinator, as_user):
    client, url = as_user(coordinator), reverse("meetings:meeting_change", kwargs={"pk": meeting.pk})
    typed = posted(meeting, place="Duiven")
    change(meeting, place="Elst")
    response = client.post(url, typed)
    page = response.content.decode()

    assert response.status_code == 409
    assert "Elst" in page and "Duiven" in page and "conflict-title" in page
    assert 'name="version" value="2"' in page
    assert client.post(url, typed | {"version": 2}).status_code == 302
    assert Meeting.objects.get().place == "Duiven"


def test_change_page_keeps_what_was_typed_when_something_is_wrong(meeting, coordinator, as_user):
    url = reverse("meetings:meeting_change", kwargs={"pk": meeting.pk})
    response = as_user(coordinator).post(url, posted(meeting, date="31-11-2027", place="Elst"))

    assert response.status_code == 422
    assert "31-11-2027" in response.content.decode() and "Elst" in response.content.decode()


def test_cancel_page_asks_for_a_reason(meeting, coordinator, as_user):
    client, url = as_user(coordinator), reverse("meetings:meeting_cancel", kwargs={"pk": meeting.pk})
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "De zaal is dicht."}).url == meeting.get_absolute_url()
    assert Meeting.objects.get().status == "cancelled"


# The names of the pages, and the roles that get something else than 404.
PAGES = {
    "meeting_detail": {"coordinator", "member", "host"},
    "meeting_ics": {"coordinator", "member", "host"},
    "meeting_change": {"coordinator"},
    "meeting_cancel": {"coordinator"},
    "programme_change": {"coordinator"},
}


@pytest.mark.parametrize("role", ["coordinator", "member", "host", "former_member", "outsider", "staff"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_by_role(name, role, meeting, as_user, request):
    client = as_user(request.getfixturevalue(role))
    status = client.get(reverse(f"meetings:{name}", kwargs={"pk": meeting.pk})).status_code
    assert status == (200 if role in PAGES[name] else 404)


@pytest.mark.parametrize("name", [*PAGES, "answer"])
def test_pages_ask_a_visitor_to_sign_in(name, meeting, visitor):
    response = visitor.get(reverse(f"meetings:{name}", kwargs={"pk": meeting.pk}))
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))


# --- Lists ------------------------------------------------------------------------------------------------------


def test_awaiting_answer_holds_what_is_asked_of_me(cycle, meeting, make, member, outsider):
    make.meeting(cycle, 2, days=-3)
    make.meeting(cycle, 3, days=20, status=Meeting.Status.CANCELLED)
    assert list(Meeting.objects.awaiting_answer(member)) == [meeting]
    assert list(Meeting.objects.awaiting_answer(outsider)) == []

    answer_meeting(meeting, by=member, answer="maybe")
    assert list(Meeting.objects.awaiting_answer(member)) == []


def test_awaiting_answer_leaves_out_closed_circles(meeting, member):
    Community.objects.update(**CLOSED)
    assert list(Meeting.objects.awaiting_answer(member)) == []


def test_agenda_shows_my_meetings_across_circles(cycle, meeting, make, member, outsider, as_user):
    past = make.meeting(cycle, 2, days=-3, theme="Vorige keer")
    client = as_user(member)
    coming = client.get(reverse("meetings:agenda")).content.decode()
    been = client.get(reverse("meetings:agenda") + "?toon=geweest").content.decode()

    assert str(meeting) in coming and str(past) not in coming
    assert str(past) in been and str(meeting) not in been
    assert str(meeting) not in as_user(outsider).get(reverse("meetings:agenda")).content.decode()


@pytest.mark.parametrize(
    ("answer", "words"), [("yes", "aangemeld"), ("no", "niet aangemeld"), ("maybe", "niet aangemeld")]
)
def test_agenda_says_of_what_has_been_who_signed_up_and_no_plans(answer, words, cycle, make, member, as_user):
    past = make.meeting(cycle, 2, days=-3)
    Attendance.objects.create(meeting=past, user=member, answer=answer, answered_at=timezone.now())
    row = agenda_rows([past], member)[0]
    assert row.answer_words == words
    page = as_user(member).get(reverse("meetings:agenda") + "?toon=geweest").content.decode()
    assert "Ik kom" not in page and "Misschien" not in page


@pytest.mark.parametrize("name", ["agenda", "community_agenda"])
def test_agenda_query_count_does_not_grow(name, cycle, meeting, make, member, as_user, django_assert_max_num_queries):
    client = as_user(member)
    url = reverse(f"meetings:{name}", kwargs={} if name == "agenda" else {"slug": "lingewaard"})
    for number in [2, 3, 4]:
        with django_assert_max_num_queries(7):
            client.get(url)
        make.meeting(cycle, number, days=number * 10)


def test_community_agenda_is_for_members(meeting, member, outsider, former_member, as_user):
    url = reverse("meetings:community_agenda", kwargs={"slug": "lingewaard"})
    assert str(meeting) in as_user(member).get(url).content.decode()
    assert as_user(outsider).get(url).status_code == as_user(former_member).get(url).status_code == 404


def test_community_next_is_empty_for_who_is_no_member(cycle, meeting, make, member, outsider, visitor, as_user):
    make.meeting(cycle, 2, days=2, theme="Eerder")
    url = reverse("meetings:community_next", kwargs={"slug": "lingewaard"})

    assert "Eerder" in as_user(member).get(url).content.decode()
    for client in [as_user(outsider), visitor]:
        response = client.get(url)
        assert response.status_code == 200 and not response.content.strip()
