"""The page of a cycle, and making the next one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Organisation
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.models import Message
from meetings.actions.attendance import answer_meeting
from meetings.actions.cycle import add_next_cycle, change_cycle, discard_drafts
from meetings.models import Cycle, Meeting
from meetings.rotation import hosts_by_turn

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


# --- Changing ---------------------------------------------------------------------------------------------------


def test_change_keeps_name_and_goal_and_the_same_again_changes_nothing(cycle, coordinator):
    row = change_cycle(cycle, by=coordinator, version=1, name="Samen eten", learning_goal="Eerder zien")
    again = change_cycle(cycle, by=coordinator, version=1, name="Samen eten", learning_goal="Eerder zien")
    assert (str(row), row.learning_goal, row.version, again.version) == ("Samen eten", "Eerder zien", 2, 2)


def test_change_is_refused_when_overtaken(cycle, coordinator):
    change_cycle(cycle, by=coordinator, version=1, name="A", learning_goal="Eerder zien")
    with pytest.raises(Overtaken):
        change_cycle(cycle, by=coordinator, version=1, name="B", learning_goal="Eerder zien")
    assert Cycle.objects.get().name == "A"


# --- The next one -----------------------------------------------------------------------------------------------


def test_next_cycle_is_a_draft_that_nobody_is_told_of(cycle, meeting, coordinator, member):
    row = add_next_cycle(cycle, by=coordinator, today=today())
    assert (row.number, [each.status for each in row.meetings.all()]) == (2, ["draft"])
    assert not Message.objects.exists()


def test_next_cycle_is_refused_while_one_is_in_draft_and_in_a_closed_circle(cycle, meeting, coordinator, community):
    add_next_cycle(cycle, by=coordinator, today=today())
    with pytest.raises(Refused):
        add_next_cycle(cycle, by=coordinator, today=today())
    discard_drafts(Cycle.objects.get(number=2), by=coordinator)
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        add_next_cycle(cycle, by=coordinator, today=today())


def test_discard_keeps_what_is_planned(cycle, meeting, make, coordinator):
    make.meeting(cycle, 2, days=30, status="draft")
    discard_drafts(cycle, by=coordinator)
    discard_drafts(cycle, by=coordinator)
    assert list(cycle.meetings.all()) == [meeting]
    other = add_next_cycle(cycle, by=coordinator, today=today())
    discard_drafts(other, by=coordinator)
    discard_drafts(other, by=coordinator)
    assert list(Cycle.objects.all()) == [cycle]


# --- Whose turn -------------------------------------------------------------------------------------------------


def test_hosts_by_turn_puts_first_who_hosted_least_and_then_longest_ago(community, cycle, make):
    names = ["Vaak", "Lang geleden", "Pas", "Nooit"]
    hosts = {name: Organisation.objects.create(name=name, kind=Organisation.Kind.CARE) for name in names}
    for number, (name, host) in enumerate(hosts.items()):
        make.join(make.user(f"Lid{number}"), community, "professional", organisation=host)
        make.join(make.user(f"Tweede{number}"), community, "professional", organisation=host)
    for number, (name, days) in enumerate([("Vaak", -60), ("Vaak", 7), ("Lang geleden", -90), ("Pas", -20)], start=1):
        make.meeting(cycle, number, days=days, host=hosts[name])
    make.meeting(cycle, 9, days=40, host=hosts["Nooit"], status=Meeting.Status.CANCELLED)
    turns = hosts_by_turn(community)
    assert [(turn.name, turn.times) for turn in turns] == [("Nooit", 0), ("Lang geleden", 1), ("Pas", 1), ("Vaak", 2)]


# --- Pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def url(cycle):
    return lambda name="cycle_detail", row=None: reverse(f"meetings:{name}", kwargs={"pk": (row or cycle).pk})


def test_page_shows_members_the_goal_the_meetings_and_who_comes(url, cycle, meeting, make, member, host, as_user):
    make.meeting(cycle, 2, days=30, status="draft", theme="Geheim")
    for person in (member, host):
        answer_meeting(meeting, by=person, answer="yes")
    page = as_user(member).get(url()).content.decode()

    assert "Eenzaamheid eerder zien." in page and "2 mensen komen" in page and "gemeente Lingewaard" in page
    assert "Geheim" not in page and "beurt" not in page


def test_pages_make_the_next_cycle_look_at_it_and_plan_it(url, cycle, meeting, coordinator, member, as_user):
    client = as_user(coordinator)
    assert client.post(url("cycle_copy")).status_code == 302
    draft = Cycle.objects.get(number=2)
    assert "nog een concept" in client.get(url(row=draft)).content.decode()
    assert as_user(member).get(url(row=draft)).status_code == 404

    client.post(url("cycle_plan", draft))
    client.post(url("cycle_plan", draft))
    assert draft.meetings.planned().count() == 1
    assert as_user(member).get(url(row=draft)).status_code == 200


def test_page_says_why_a_cycle_can_not_be_planned(url, cycle, meeting, make, coordinator, as_user):
    make.meeting(cycle, 2, days=-3, status="draft")
    page = as_user(coordinator).post(url("cycle_plan"), follow=True).content.decode()
    assert "een datum die voorbij is" in page or "voorbij" in page


def test_pages_change_and_discard(url, cycle, meeting, make, coordinator, as_user):
    client = as_user(coordinator)
    data = {"name": "Samen eten", "learning_goal": "Eerder zien", "version": 1}
    assert client.post(url("cycle_change"), data).status_code == 302
    stale = client.post(url("cycle_change"), data | {"name": "Anders"})
    page = stale.content.decode()
    assert stale.status_code == 409 and "Samen eten" in page and 'value="Anders"' in page
    assert client.post(url("cycle_change"), data | {"learning_goal": ""}).status_code == 422

    make.meeting(cycle, 2, days=30, status="draft")
    assert client.get(url("cycle_discard")).status_code == 200 and cycle.meetings.count() == 2
    assert client.post(url("cycle_discard")).status_code == 302 and cycle.meetings.count() == 1


def test_page_asks_the_same_number_of_queries_for_three_meetings(
    url, cycle, meeting, make, coordinator, as_user, queries
):
    client = as_user(coordinator)
    one = queries(lambda: client.get(url()))
    for number in (2, 3):
        make.meeting(cycle, number, days=number * 20)
    assert queries(lambda: client.get(url())) == one == 6


@pytest.mark.parametrize(
    ("role", "planned", "draft", "closed"),
    [
        ("coordinator", (True, True), (True, True), (True, False)),
        ("member", (True, False), (False, False), (True, False)),
        ("host", (True, False), (False, False), (True, False)),
        ("former_member", (False, False), (False, False), (False, False)),
        ("outsider", (False, False), (False, False), (False, False)),
        ("staff", (False, False), (False, False), (False, False)),
    ],
)
def test_rules_of_a_cycle_by_role_and_state(role, planned, draft, closed, cycle, meeting, community, request):
    user = request.getfixturevalue(role)

    def may():
        return tuple(has_permission(user, f"meetings.{name}_cycle", cycle) for name in ("view", "change"))

    assert may() == planned
    Meeting.objects.update(status="draft")
    assert may() == draft
    Meeting.objects.update(status="planned")
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    assert may() == closed


def test_alumni_read_a_cycle_and_its_meetings_and_answer_nothing(url, meeting, community, make, as_user):
    alumnus = make.user("Loes", "Wennekes")
    make.join(alumnus, community, "lecturer", alumnus_since=timezone.now() - timedelta(days=1))
    client = as_user(alumnus)
    assert client.get(url()).status_code == 200
    assert 'name="answer"' not in client.get(meeting.get_absolute_url()).content.decode()

    client.post(reverse("meetings:answer", kwargs={"pk": meeting.pk}), {"answer": "yes"})
    assert not meeting.attendances.exists()
