"""Who sits where: proposed, changed by hand, settled."""

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.actions.placement import clear_tables, highest_table, place_case
from casework.actions.table import freeze_seats, open_seats, propose_seats, save_seats
from casework.models import Case, CasePlacement, TableDivision, TableSeat
from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from meetings.models import Attendance, Meeting, Presence, ProgrammeItem

PARTICIPANT, FACILITATOR = TableSeat.Part.PARTICIPANT, TableSeat.Part.FACILITATOR


@pytest.fixture
def item(meeting) -> ProgrammeItem:
    facts = {"pillar": "consultation", "title": "Intervisie", "minutes": 90, "tables": 2}
    return ProgrammeItem.objects.create(meeting=meeting, position=1, **facts)


def comes(meeting, *people, **fields):
    for person in people:
        facts = {"answer": "yes", "answered_at": timezone.now()} | fields
        Attendance.objects.create(meeting=meeting, user=person, **facts)


def seats(item):
    return {seat.member: (seat.table, seat.part) for seat in TableSeat.objects.filter(item=item)}


@pytest.fixture
def full(meeting, item, member, host, coordinator, case):
    """Three people come, of whom the member has a case at table 1."""
    comes(meeting, member, host, coordinator)
    Case.objects.update(meeting=meeting)
    CasePlacement.objects.create(case=case, item=item, table=1)
    return item


def test_proposal_seats_who_comes_and_lets_no_owner_lead(full, coordinator, member, host):
    division = propose_seats(full, by=coordinator, version=1)

    assert seats(full)[member] == (1, PARTICIPANT)
    assert set(seats(full)) == {member, host, coordinator}
    assert (division.version, division.is_frozen) == (2, False)


def test_only_who_comes_or_is_there_gets_a_seat(full, meeting, make, community, coordinator):
    people = {name: make.user(name) for name in ("Wacht", "Nee", "Weg", "Binnen")}
    for person in people.values():
        make.join(person, community, "professional")
    comes(meeting, people["Wacht"], is_waiting=True)
    comes(meeting, people["Nee"], answer="no")
    comes(meeting, people["Weg"])
    Membership.objects.filter(user=people["Weg"]).update(left_at=timezone.now())
    times = {"from_time": meeting.start_time, "until_time": meeting.end_time}
    Presence.objects.create(meeting=meeting, user=people["Binnen"], source="list", **times)

    propose_seats(full, by=coordinator, version=1)

    assert {name for name, person in people.items() if person in seats(full)} == {"Binnen"}


def test_proposal_is_refused_when_nobody_comes_it_is_settled_or_changed(item, full, coordinator):
    propose_seats(full, by=coordinator, version=1)
    with pytest.raises(Overtaken):
        propose_seats(full, by=coordinator, version=1)
    freeze_seats(full, by=coordinator, version=2)
    with pytest.raises(Refused):
        propose_seats(full, by=coordinator, version=3)
    open_seats(full, by=coordinator, version=3)
    Attendance.objects.all().delete()
    with pytest.raises(Refused):
        propose_seats(full, by=coordinator, version=4)


def test_by_hand_also_who_comes_late_and_the_same_changes_nothing(full, coordinator, member, host):
    places = {member.pk: (1, PARTICIPANT), host.pk: (1, FACILITATOR)}
    save_seats(full, by=coordinator, places=places, version=1)
    assert save_seats(full, by=coordinator, places=places, version=2).version == 2
    freeze_seats(full, by=coordinator, version=2)
    save_seats(full, by=coordinator, places=places | {coordinator.pk: (2, PARTICIPANT)}, version=3)

    assert seats(full) == {member: (1, "participant"), host: (1, "facilitator"), coordinator: (2, "participant")}
    assert TableDivision.objects.get().is_frozen


@pytest.mark.parametrize("wrong", ["no table", "owner leads", "two lead", "outsider", "left"])
def test_by_hand_refuses_what_cannot_be(full, coordinator, member, host, outsider, former_member, wrong):
    places = {
        "no table": {host.pk: (3, PARTICIPANT)},
        "owner leads": {member.pk: (1, FACILITATOR)},
        "two lead": {host.pk: (2, FACILITATOR), coordinator.pk: (2, FACILITATOR)},
        "outsider": {outsider.pk: (1, PARTICIPANT)},
        "left": {former_member.pk: (1, PARTICIPANT)},
    }
    with pytest.raises(Refused):
        save_seats(full, by=coordinator, places=places[wrong], version=1)
    assert seats(full) == {}


def test_owner_leads_another_table_than_that_of_their_case(full, coordinator, member):
    save_seats(full, by=coordinator, places={member.pk: (2, FACILITATOR)}, version=1)
    assert seats(full) == {member: (2, "facilitator")}


def test_settling_is_refused_when_nobody_sits_and_twice_is_once(full, coordinator):
    with pytest.raises(Refused):
        freeze_seats(full, by=coordinator, version=1)
    propose_seats(full, by=coordinator, version=1)
    first = freeze_seats(full, by=coordinator, version=2)
    assert freeze_seats(full, by=coordinator, version=3).frozen_at == first.frozen_at
    opened = open_seats(full, by=coordinator, version=3)
    assert (opened.frozen_at, open_seats(full, by=coordinator, version=4).version) == (None, 4)


def test_table_reads_its_case_as_soon_as_it_is_settled(full, coordinator, case, host, all_agreed):
    Case.objects.update(grade="table")
    save_seats(full, by=coordinator, places={host.pk: (1, PARTICIPANT)}, version=1)
    assert not has_permission(host, "casework.view_case", case)
    freeze_seats(full, by=coordinator, version=2)
    assert has_permission(host, "casework.view_case", case)
    open_seats(full, by=coordinator, version=3)
    assert not has_permission(host, "casework.view_case", case)


def test_case_that_moves_takes_its_owner_along_who_leads_there_no_more(full, meeting, coordinator, member, case):
    save_seats(full, by=coordinator, places={member.pk: (2, FACILITATOR)}, version=1)

    place_case(case, by=coordinator, meeting=meeting, place=f"{full.pk}:2", was=f"{full.pk}:1")

    assert seats(full) == {member: (2, "participant")}


def test_seats_that_count_keep_their_group(full, meeting, coordinator, host):
    save_seats(full, by=coordinator, places={host.pk: (2, PARTICIPANT)}, version=1)
    assert highest_table(full) == 1
    freeze_seats(full, by=coordinator, version=2)
    assert highest_table(full) == 2
    clear_tables(meeting=meeting)
    assert (TableSeat.objects.count(), TableDivision.objects.count()) == (0, 0)


@pytest.mark.parametrize("state", ["over", "cancelled", "closed", "gone"])
@pytest.mark.parametrize("deed", [propose_seats, freeze_seats, open_seats])
def test_nothing_changes_when_it_is_too_late(full, coordinator, state, deed):
    if state == "over":
        Meeting.objects.update(starts_at=timezone.now() - timezone.timedelta(hours=7), ends_at=timezone.now())
    elif state == "cancelled":
        Meeting.objects.update(status="cancelled")
    elif state == "closed":
        Community.objects.update(**CLOSED)
    else:
        ProgrammeItem.objects.update(pillar="deepening")
    with pytest.raises(Refused):
        deed(full, by=coordinator, version=1)


# --- The page ---------------------------------------------------------------------------------------------------


@pytest.fixture
def url(full, meeting):
    return reverse("casework:table_division", kwargs={"pk": meeting.pk, "item_pk": full.pk})


def test_leader_has_it_proposed_changes_it_and_settles(url, full, as_user, coordinator, member, host):
    client = as_user(coordinator)
    client.post(url, {"version": "1", "deed": "propose"})
    page = client.get(url)
    assert member.full_name in page.text
    choices = {f"table-{person.pk}": "2" for person in (member, host)} | {f"part-{host.pk}": "facilitator"}

    client.post(url, choices | {"version": "2", "deed": "freeze"})

    assert seats(full) == {member: (2, "participant"), host: (2, "facilitator")}
    assert TableDivision.objects.get().is_frozen
    client.post(url, {"version": "4", "deed": "open"})
    assert not TableDivision.objects.get().is_frozen


def test_what_is_refused_is_said_and_nothing_chosen_is_lost(url, full, as_user, coordinator, member):
    client = as_user(coordinator)
    data = {f"table-{member.pk}": "1", f"part-{member.pk}": "facilitator", "version": "1"}

    page = client.post(url, data)
    late = client.post(url, data | {"version": "7"})

    assert (page.status_code, late.status_code) == (409, 409)
    assert page.context["form"][f"part-{member.pk}"].value() == "facilitator"
    assert late.context["form"]["version"].value() == "1"


def test_members_see_who_sits_where_once_it_is_settled(full, meeting, as_user, coordinator, host, member):
    place = reverse("casework:meeting_cases", kwargs={"pk": meeting.pk})
    save_seats(full, by=coordinator, places={host.pk: (1, FACILITATOR)}, version=1)
    assert f"{host.full_name} (gespreksleider)" not in as_user(member).get(place).text
    freeze_seats(full, by=coordinator, version=2)
    assert f"{host.full_name} (gespreksleider)" in as_user(member).get(place).text


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_many_queries_for_more_people(
    url, meeting, community, make, as_user, coordinator, django_assert_num_queries, number
):
    for count in range(number):
        person = make.user(f"Lid{count}")
        make.join(person, community, "professional")
        comes(meeting, person)
    client = as_user(coordinator)
    with django_assert_num_queries(9):
        client.get(url)
