"""The host kit: the checklist, who comes, what they need, and what is printed."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED, make_meeting
from leerkring.core.documents import DocumentError
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.core.tests.paper import assert_accessible
from meetings import host_papers
from meetings.actions.attendance import Details, answer_meeting
from meetings.actions.guest_visit import answer_as_guest, describe_guest
from meetings.actions.host_task import tick_task
from meetings.actions.needs import Wishes
from meetings.host_papers import attendance_list_pdf, badges_pdf
from meetings.hosting import KNOWN, LINES, tasks_of
from meetings.models import HostTask, Meeting
from meetings.shown.host_kit import Person, expected, needs_of

pytestmark = pytest.mark.django_db


def url(name, meeting):
    return reverse(f"meetings:{name}", kwargs={"pk": meeting.pk})


def say_yes(meeting, user, diet="", access="", **details):
    details = Details(needs=Wishes(diet, access), **details)
    return answer_meeting(meeting, by=user, answer="yes", details=details)


# --- The checklist ----------------------------------------------------------------------------------------------


def test_lines_have_names_of_their_own_and_the_dates_of_the_brief():
    assert len(KNOWN) == len(LINES)
    assert {line.days_before for line in LINES} == {42, 14, 3}


def test_line_is_late_from_the_day_after_it_is_due(meeting):
    due = meeting.date - timedelta(days=42)
    states = {days: tasks_of(meeting, {}, due + timedelta(days=days))[0].state for days in (-8, -7, 0, 1)}
    assert states == {-8: "later", -7: "soon", 0: "soon", 1: "late"}


@pytest.mark.parametrize(("format", "names"), [("location", 10), ("hybrid", 11), ("online", 1)])
def test_checklist_fits_the_way_of_meeting(format, names, meeting):
    meeting.format = format
    assert len(tasks_of(meeting, {}, meeting.date)) == names


def test_tick_task_names_who_was_first_and_can_be_taken_back(meeting, coordinator, host):
    tick_task(meeting, by=host, task="room", is_done=True)
    tick_task(meeting, by=coordinator, task="room", is_done=True)
    assert HostTask.objects.get().done_by == host
    for _ in range(2):
        tick_task(meeting, by=coordinator, task="room", is_done=False)
    assert not HostTask.objects.exists()


def test_tick_task_is_refused_for_another_line_and_when_it_is_over(meeting, coordinator, community, cycle, make):
    for task in ("hybrid", "nonsense", ""):
        with pytest.raises(Refused):
            tick_task(meeting, by=coordinator, task=task, is_done=True)
    for state in ({"days": -1}, {"status": "cancelled"}):
        with pytest.raises(Refused):
            tick_task(make.meeting(cycle, 5 + len(state), **state), by=coordinator, task="room", is_done=True)
        Meeting.objects.filter(number__gt=4).delete()
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        tick_task(meeting, by=coordinator, task="room", is_done=True)


def test_page_ticks_and_takes_back(meeting, host, as_user):
    client = as_user(host)
    page = client.post(url("host_task_tick", meeting), {"task": "room", "is_done": "1"}, follow=True)
    assert "Gedaan door Anouk Thijssen" in page.content.decode()
    assert client.post(url("host_task_tick", meeting), {"task": "room"}).url.endswith("#room")
    assert not HostTask.objects.exists()
    assert client.post(url("host_task_tick", meeting), {"task": "weg"}).status_code == 302


# --- Who comes, and what they need ------------------------------------------------------------------------------


def test_expected_counts_places_parts_and_guests(meeting, member, host, coordinator, invite, make):
    Meeting.objects.update(format="hybrid", capacity=2)
    meeting.refresh_from_db()
    answer_as_guest(invite(), is_coming=True)
    say_yes(meeting, member, part="morning")
    say_yes(meeting, coordinator, way="online")
    say_yes(meeting, host)
    late, silent = make.user("Wim"), make.user("Stil")
    for person in (late, silent):
        make.join(person, meeting.cycle.community, "resident", sector="residents")
    say_yes(meeting, late)

    found = expected(meeting)
    assert [person.name for person in found.coming] == [
        "Marit Hoekstra",
        "Anouk Thijssen",
        "Ronald Vos",
        "Daan Willems",
    ]
    assert [number for _words, number in found.rows] == [3, 1, 1, 1, 1, 1]
    assert {row["code"]: row["count"] for row in found.sectors} == {"education": 1, "practice": 2}


def test_needs_have_a_name_for_coordinators_and_none_for_the_host(meeting, member, host, coordinator, invite):
    guest = invite()
    answer_as_guest(guest, is_coming=True)
    guest.refresh_from_db()
    describe_guest(guest, version=guest.version, bio="", needs="Een beamer")
    say_yes(meeting, member, diet="Geen noten")
    say_yes(meeting, coordinator, diet="geen noten ", access="een lift")
    say_yes(meeting, host, diet="halal")

    known = needs_of(meeting, coordinator)
    assert known.diets == ["Anouk Thijssen: halal", "Daan Willems: Geen noten", "Marit Hoekstra: geen noten"]
    assert (known.access, known.guests) == (["Marit Hoekstra: een lift"], ["Ronald Vos: Een beamer"])
    seen = needs_of(meeting, host)
    assert (seen.diets, seen.access, seen.guests) == (
        ["Anouk Thijssen: halal", "2 × geen noten"],
        ["1 × een lift"],
        [],
    )


def test_needs_of_who_left_are_not_shown_any_more(meeting, member, coordinator):
    say_yes(meeting, member, diet="geen noten")
    meeting.cycle.community.memberships.filter(user=member).update(left_at=timezone.now())
    assert not needs_of(meeting, coordinator)


# --- On paper ---------------------------------------------------------------------------------------------------


def opened(content):
    return pikepdf.open(io.BytesIO(content))


def people(number):
    sectors = ["education", "research", "practice", "residents", ""]
    place = "Stichting voor Welzijn en Samenlevingsopbouw Midden-Gelderland"
    return [Person(f"Persoon van der {'Lange' * 6} {n}", place, sectors[n % 5]) for n in range(number)]


@pytest.mark.parametrize(("number", "pages"), [(1, 1), (10, 1), (11, 2), (40, 4)])
def test_badges_stand_ten_on_a_page(number, pages, meeting):
    pdf = assert_accessible(badges_pdf(meeting, people(number)), language="nl", title=f"Naamkaartjes: {meeting}")
    assert len(pdf.pages) == pages


def test_attendance_list_is_a_table_with_room_for_who_walks_in(meeting):
    content = attendance_list_pdf(meeting, people(40))
    pdf = assert_accessible(content, language="nl", title=f"Presentielijst: {meeting}")
    assert 2 <= len(pdf.pages) <= 5


def test_paper_leaves_out_signs_that_its_letters_cannot_draw(meeting):
    assert badges_pdf(meeting, [Person("Yusuf Aydın 👩🏽‍🦽 李", "ROC")]).startswith(b"%PDF")


@pytest.mark.parametrize("name", ["host_badges", "host_attendance_list"])
def test_papers_are_made_fresh_and_kept_by_no_cache(name, meeting, member, host, as_user):
    client = as_user(host)
    assert client.get(url(name, meeting)).url == url("host_kit", meeting)
    say_yes(meeting, member)
    answer = client.get(url(name, meeting))
    assert answer.content.startswith(b"%PDF") and answer.headers["Cache-Control"] == "private, no-store"


def test_page_says_so_when_the_paper_cannot_be_made(meeting, member, host, as_user, monkeypatch):
    def fail(*_args, **_more):
        raise DocumentError("kapot")

    monkeypatch.setattr(host_papers, "make_pdf", fail)
    say_yes(meeting, member)
    page = as_user(host).get(url("host_badges", meeting), follow=True).content.decode()
    assert "PDF" in page and re.search("nu niet|niet worden gemaakt", page)


# --- The page ---------------------------------------------------------------------------------------------------


def test_page_asks_as_much_for_three_people_as_for_one(meeting, member, coordinator, as_user, make, invite, queries):
    client = as_user(coordinator)
    say_yes(meeting, member, diet="geen noten")
    counted = [queries(lambda: client.get(url("host_kit", meeting)))]
    for number in range(2):
        person = make.user(f"Lid{number}")
        make.join(person, meeting.cycle.community, "resident")
        say_yes(meeting, person, diet="halal", access="lift")
        answer_as_guest(invite(email=f"g{number}@example.nl"), is_coming=True)
        tick_task(meeting, by=coordinator, task=LINES[number].name, is_done=True)
    counted.append(queries(lambda: client.get(url("host_kit", meeting))))
    assert counted == [9, 9]


ALLOWED = {
    "meetings.view_host_kit": {"planned": True, "past": True, "closed": True},
    "meetings.tick_host_task": {"planned": True},
}


@pytest.mark.parametrize("state", ["draft", "planned", "cancelled", "past", "closed"])
def test_rules_by_role_and_state(
    state, cycle, community, host_organisation, member, host, coordinator, outsider, staff
):
    status = state if state in ("draft", "cancelled") else "planned"
    row = make_meeting(cycle, 8, days=-1 if state == "past" else 5, status=status, host=host_organisation)
    if state == "closed":
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    cast = {"member": member, "host": host, "coordinator": coordinator, "outsider": outsider, "staff": staff}
    for rule, states in ALLOWED.items():
        found = {name for name, user in cast.items() if has_permission(user, rule, row)}
        assert found == ({"host", "coordinator"} if state in states else set()), rule


def test_host_is_whoever_comes_from_the_organisation_that_receives(meeting, member, host, as_user):
    assert [as_user(user).get(url("host_kit", meeting)).status_code for user in (host, member)] == [200, 404]
    assert url("host_kit", meeting) in as_user(host).get(meeting.get_absolute_url()).content.decode()
    assert url("host_kit", meeting) not in as_user(member).get(meeting.get_absolute_url()).content.decode()
    Meeting.objects.update(host=None)
    assert as_user(host).get(url("host_kit", meeting)).status_code == 404


def test_checklist_is_marked_late_on_the_page(meeting, coordinator, as_user):
    with time_machine.travel(meeting.starts_at - timedelta(days=1)):
        page = as_user(coordinator).get(url("host_kit", meeting)).content.decode()
    assert page.count("status-danger") == 10
