"""Putting cases in the groups of a meeting."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from casework.actions import case as case_actions
from casework.actions.placement import highest_table, place_case
from casework.models import Case, CasePlacement
from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from meetings.actions.meeting import cancel_meeting
from meetings.actions.programme import change_item, remove_item
from meetings.models import Meeting, ProgrammeItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(meeting) -> ProgrammeItem:
    facts = {"pillar": "consultation", "title": "Intervisie", "minutes": 90, "tables": 3}
    return ProgrammeItem.objects.create(meeting=meeting, position=1, **facts)


@pytest.fixture
def handed_in(case, meeting) -> Case:
    """The case of the member, for this meeting."""
    Case.objects.filter(pk=case.pk).update(meeting=meeting)
    case.refresh_from_db()
    return case


@pytest.fixture
def place(handed_in, meeting, item, coordinator):
    """Return a function that puts the case at a table as the coordinator would; 0 is none."""

    def put(table: int, was: int = 0, **fields):
        keys = {"place": f"{item.pk}:{table}" if table else "", "was": f"{item.pk}:{was}" if was else ""}
        return place_case(fields.pop("case", handed_in), **{"by": coordinator, "meeting": meeting} | keys | fields)

    return put


def table_of(case) -> int | None:
    return CasePlacement.objects.filter(case=case).values_list("table", flat=True).first()


# --- What happens -----------------------------------------------------------------------------------------------


def test_place_moves_takes_off_and_the_same_again_changes_nothing(place, handed_in, item):
    place(2)
    place(2)
    assert (table_of(handed_in), highest_table(item)) == (2, 2)
    place(1, was=2)
    place(1, was=2)
    assert table_of(handed_in) == 1
    place(0, was=1)
    place(0, was=1)
    assert (table_of(handed_in), highest_table(item)) == (None, 0)


def test_place_is_refused_when_somebody_else_moved_it(place, handed_in):
    place(2)
    with pytest.raises(Overtaken):
        place(1)
    with pytest.raises(Overtaken):
        place(0, was=3)
    assert table_of(handed_in) == 2


@pytest.mark.parametrize("wrong", ["{item}:0", "{item}:4", "{item}:-1", "999:1", "x", "{item}", "{item}:1:1", "²:1"])
def test_place_at_no_table_of_this_meeting_is_refused(place, item, handed_in, wrong):
    with pytest.raises(Refused):
        place(1, place=wrong.format(item=item.pk))
    assert table_of(handed_in) is None


def test_place_of_another_meeting_or_kind_of_item_is_refused(place, item, meeting, cycle, make):
    other = ProgrammeItem.objects.create(
        meeting=make.meeting(cycle, 2), position=1, pillar="consultation", title="I", minutes=90, tables=3
    )
    with pytest.raises(Refused):
        place(1, place=f"{other.pk}:1")
    with pytest.raises(Refused):
        place(1, meeting=other.meeting, place=f"{other.pk}:1")
    ProgrammeItem.objects.filter(pk=item.pk).update(pillar="deepening")
    with pytest.raises(Refused):
        place(1)


@pytest.mark.parametrize("state", ["over", "cancelled", "closed", "withdrawn", "discussed", "draft", "elsewhere"])
def test_place_is_refused_when_it_is_too_late_or_not_for_them(
    place, handed_in, meeting, member, coordinator, make, cycle, state
):
    if state == "over":
        Meeting.objects.update(starts_at=timezone.now() - timezone.timedelta(hours=7), ends_at=timezone.now())
    elif state == "cancelled":
        cancel_meeting(meeting, by=coordinator, reason="R")
    elif state == "closed":
        Community.objects.update(**CLOSED)
    elif state == "elsewhere":
        Case.objects.update(meeting=make.meeting(cycle, 2))
    else:
        deeds = {"withdrawn": "withdraw_case", "discussed": "discuss_case", "draft": "reopen_case"}
        getattr(case_actions, deeds[state])(handed_in, by=member)
    with pytest.raises(Refused):
        place(1)
    assert table_of(handed_in) is None


def test_case_for_no_meeting_in_particular_can_be_placed(place, handed_in):
    Case.objects.update(meeting=None)
    place(1)
    assert table_of(handed_in) == 1


@pytest.mark.parametrize("deed", ["withdraw_case", "reopen_case", "report_case"])
def test_case_that_is_taken_back_leaves_its_group(place, handed_in, member, deed):
    place(1)
    getattr(case_actions, deed)(handed_in, by=member)
    assert table_of(handed_in) is None


def test_case_stays_when_its_group_goes(place, handed_in, item, meeting, coordinator):
    place(1)
    cancel_meeting(meeting, by=coordinator, reason="R")
    assert not CasePlacement.objects.exists() and Case.objects.get().is_shared

    Meeting.objects.update(status="planned")
    place(1)
    remove_item(item, by=coordinator)
    assert not CasePlacement.objects.exists() and Case.objects.get().is_shared


def test_fewer_groups_than_are_in_use_is_refused(place, item, coordinator):
    place(2)
    for tables in (1, None):
        with pytest.raises(Refused, match="2"):
            change_item(item, by=coordinator, tables=tables)
    assert change_item(item, by=coordinator, tables=2).tables == 2
    place(0, was=2)
    assert change_item(item, by=coordinator, tables=1).tables == 1


# --- Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["planned", "over", "cancelled", "draft", "closed"])
@pytest.mark.parametrize(
    "role", ["coordinator", "facilitator", "member", "host", "former_member", "outsider", "staff", "visitor"]
)
def test_who_leads_places_until_it_is_over(role, state, community, cycle, make, request):
    facilitator = make.user("Leider")
    make.join(facilitator, community, "professional")
    status = state if state in ("cancelled", "draft") else "planned"
    row = make.meeting(cycle, 5, days=-7 if state == "over" else 7, status=status, facilitator=facilitator)
    people = {"facilitator": facilitator, "visitor": AnonymousUser()}
    user = people.get(role) or request.getfixturevalue(role)
    if state == "closed":
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    expected = state == "planned" and role in ("coordinator", "facilitator")
    assert has_permission(user, "casework.place_cases", row) == expected


# --- Pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def url(meeting):
    return reverse("casework:meeting_cases", kwargs={"pk": meeting.pk})


def place_url(meeting, case):
    return reverse("casework:case_place", kwargs={"pk": meeting.pk, "case_pk": case.pk})


@pytest.mark.parametrize("state", ["not accepted", "for the table"])
def test_who_leads_arranges_what_they_may_not_read(url, meeting, item, handed_in, coordinator, as_user, state):
    if state == "for the table":
        Case.objects.update(grade="table", second_reader=handed_in.owner)
    client = as_user(coordinator)

    page = client.get(url).content.decode()
    assert "anarie" not in page and handed_in.owner.full_name in page
    client.post(place_url(meeting, handed_in), {"place": f"{item.pk}:1", "was": ""})
    assert table_of(handed_in) == 1


def test_coordinator_arranges_and_members_see_it(
    url, meeting, item, handed_in, coordinator, member, host, all_agreed, as_user
):
    client = as_user(coordinator)
    assert "Nog in geen groep" in client.get(url).content.decode()
    key = f"{item.pk}:2"
    assert client.post(place_url(meeting, handed_in), {"place": key, "was": ""}).status_code == 302
    page = as_user(host).get(url)
    titles = {table.title: [row.case for row in table.cases] for table in page.context["shown"].tables}
    assert titles == {"Groep 1": [], "Groep 2": [handed_in], "Groep 3": []}
    assert "<select" not in page.content.decode()
    late = client.post(place_url(meeting, handed_in), {"place": f"{item.pk}:1", "was": ""})
    assert late.status_code == 409 and "Kijk waar hij nu staat" in late.content.decode()
    wrong = client.post(place_url(meeting, handed_in), {"place": f"{item.pk}:9", "was": key}, follow=True)
    assert "Deze groep is er niet meer" in wrong.content.decode()


def test_title_is_only_for_who_may_read_the_case(url, meeting, place, handed_in, make, community, as_user):
    place(1)
    alumnus = make.user("Alumnus")
    make.join(alumnus, community, "student", alumnus_since=timezone.now())
    for headers in ({}, {"HX-Request": "true"}):
        answer = as_user(alumnus).get(url, headers=headers)
        assert answer.status_code == 200 and "anarie" not in answer.content.decode()


def test_draft_of_somebody_is_not_in_the_list(url, draft, meeting, coordinator, member, as_user):
    Case.objects.update(meeting=meeting)
    for person in (coordinator, member):
        assert "anarie" not in as_user(person).get(url).content.decode()


def test_part_is_empty_where_there_is_nothing_and_is_no_whole_page(url, meeting, coordinator, as_user):
    part = as_user(coordinator).get(url, headers={"HX-Request": "true"}).content.decode()
    assert part.strip() == ""


def test_page_of_the_meeting_loads_the_part_and_names_no_case(url, meeting, item, place, member, as_user):
    place(1)
    page = as_user(member).get(meeting.get_absolute_url()).content.decode()
    assert f'data-hx-get="{url}"' in page and "anarie" not in page
    part = as_user(member).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "Kanarie titel" in part and "<html" not in part


def test_page_asks_as_many_queries_for_three_as_for_one(
    url, meeting, item, place, handed_in, member, coordinator, as_user, django_assert_num_queries
):
    place(1)
    client = as_user(coordinator)
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)
    for number in range(2):
        Case.objects.create(
            community=handed_in.community, owner=member, title=f"C{number}", meeting=meeting, status="released",
            grade="circle", submitted_at=timezone.now(), **dict.fromkeys(Case.CHECKS, True),
        )  # fmt: skip
    with django_assert_num_queries(10):
        client.get(url)
