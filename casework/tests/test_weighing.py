"""Weighing the cases that were proposed for a meeting: who may, what they see, and what who leads makes of it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from casework.actions import case as case_actions
from casework.actions.weighing import weigh_cases
from casework.models import AgreementAcceptance, Case, CasePlacement, CaseWeighing, Seat, Session
from casework.weighings import Weight, last_heard, weights_of
from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.permissions import has_permission
from meetings.models import Attendance, Meeting, ProgrammeItem

pytestmark = pytest.mark.django_db
S = Case.Status


@pytest.fixture
def comes(meeting):
    """Return a function: these people said yes to the meeting."""

    def say_yes(*people, **changes):
        facts = {"answer": "yes", "answered_at": timezone.now()} | changes
        for person in people:
            Attendance.objects.update_or_create(meeting=meeting, user=person, defaults=facts)

    return say_yes


@pytest.fixture
def proposed(case, meeting, comes, all_agreed, host, coordinator, member) -> Case:
    """The released case of the member, for this meeting, to which all come; only its table may read it."""
    Case.objects.update(meeting=meeting, grade="table", shows_question=True, second_reader=member)
    comes(host, coordinator, member)
    case.refresh_from_db()
    return case


@pytest.fixture
def url(meeting):
    return reverse("casework:case_weigh", kwargs={"pk": meeting.pk})


def ticks(case, *names, was=()):
    """What a page posts: its ticks, and what stood there when it was opened."""
    on = {f"{name}-{case.pk}": "on" for name in names}
    return on | {f"initial-{name}-{case.pk}": "True" for name in was}


def said(case, person) -> tuple[bool, bool]:
    return CaseWeighing.objects.values_list("is_urgent", "is_recognisable").get(case=case, member=person)


# --- Who may


ROLES = ["author", "comes", "there", "waits", "declined", "silent", "not_promised", "coordinator"]
ROLES += ["removed", "alumnus", "other_circle", "administrator", "visitor"]


@pytest.fixture
def people(proposed, comes, meeting, community, member, host, coordinator, former_member, staff, outsider, make):
    """Everybody but the visitor promised silence, and said yes, but for whose role says otherwise."""
    people = {"author": member, "comes": host, "coordinator": coordinator, "removed": former_member}
    people |= {"administrator": staff, "other_circle": outsider}
    for role in ("there", "waits", "declined", "silent", "not_promised", "alumnus"):
        people[role] = make.user(role.capitalize())
        since = timezone.now() if role == "alumnus" else None
        make.join(people[role], community, "resident", sector="residents", alumnus_since=since)
    agreement = community.agreements.get(is_current=True)
    for role, person in people.items():
        if role != "not_promised":
            AgreementAcceptance.objects.get_or_create(agreement=agreement, user=person)
    comes(*(people[role] for role in people if role not in ("there", "silent")))
    comes(people["waits"], is_waiting=True)
    comes(people["declined"], answer="no")
    meeting.presences.create(user=people["there"], source="list", from_time="09:30", until_time="16:30")
    return people | {"visitor": AnonymousUser()}


def who(people, name, row) -> set[str]:
    """Return who has this permission; list and row say the same."""
    by_row = {role for role, person in people.items() if has_permission(person, name, row)}
    assert by_row == {role for role, person in people.items() if row in type(row).objects.permitted(person, name)}
    return by_row


VOTERS = {"comes", "there", "coordinator"}


@pytest.mark.parametrize("state", S.values)
def test_case_is_weighed_by_who_comes_while_it_is_released(people, proposed, state):
    assert set(people) == set(ROLES)
    Case.objects.update(status=state)
    assert who(people, "casework.weigh_case", proposed) == (VOTERS if state == S.RELEASED else set())


@pytest.mark.parametrize("state", ["planned", "draft", "cancelled", "over", "closed"])
def test_meeting_is_weighed_until_it_is_over(people, proposed, meeting, state):
    if state == "over":
        Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=7), ends_at=timezone.now())
    elif state == "closed":
        Community.objects.update(**CLOSED)
    else:
        Meeting.objects.update(status=state)
    seen = state == "planned"
    assert who(people, "casework.weigh_cases", meeting) == (VOTERS | {"author", "not_promised"} if seen else set())
    assert who(people, "casework.open_weighing", meeting) == (VOTERS | {"author"} if seen else set())
    assert who(people, "casework.weigh_case", proposed) == (VOTERS if seen else set())


def test_case_that_its_owner_does_not_show_is_weighed_by_its_readers_alone(people, proposed):
    Case.objects.update(shows_question=False)
    assert who(people, "casework.weigh_case", proposed) == set()
    Case.objects.update(second_reader=people["comes"])
    assert who(people, "casework.weigh_case", proposed) == {"comes"}
    Case.objects.update(grade="circle")
    assert who(people, "casework.weigh_case", proposed) == VOTERS


def test_case_in_a_group_or_for_another_meeting_is_weighed_no_more(people, proposed, meeting, cycle, make):
    item = ProgrammeItem.objects.create(
        meeting=meeting, position=1, pillar="consultation", title="I", minutes=90, tables=2
    )
    placement = CasePlacement.objects.create(case=proposed, item=item, table=1)
    assert who(people, "casework.weigh_case", proposed) == set()
    placement.delete()
    Case.objects.update(meeting=make.meeting(cycle, 2))
    assert who(people, "casework.weigh_case", proposed) == set()
    Case.objects.update(meeting=None)
    assert who(people, "casework.weigh_case", proposed) == set()


# --- What happens


def test_weigh_again_changes_ones_own_voice(proposed, meeting, host):
    for changes in ({"is_urgent": True}, {"is_urgent": True}, {"is_urgent": False, "is_recognisable": True}):
        assert weigh_cases(meeting, by=host, changes={proposed.pk: changes}) == 1
    assert said(proposed, host) == (False, True)
    assert CaseWeighing.objects.count() == 1


def test_weigh_leaves_out_what_one_may_not(proposed, meeting, member, host):
    assert weigh_cases(meeting, by=member, changes={proposed.pk: {"is_urgent": True}}) == 0
    assert weigh_cases(meeting, by=host, changes={proposed.pk + 1: {"is_urgent": True}}) == 0
    assert not CaseWeighing.objects.exists()


def test_two_pages_of_one_person_add_up(url, proposed, host, as_user):
    client = as_user(host)
    client.post(url, ticks(proposed, "is_urgent"))
    client.post(url, ticks(proposed, "is_recognisable"))
    assert said(proposed, host) == (True, True)
    client.post(url, ticks(proposed, "is_recognisable", was=["is_urgent", "is_recognisable"]))
    assert said(proposed, host) == (False, True)


def test_nothing_ticked_is_a_voice_too(url, proposed, host, as_user, meeting):
    as_user(host).post(url, {})
    assert weights_of(meeting) == {proposed.pk: Weight(people=1)}


def test_only_voices_of_who_comes_and_is_in_the_circle_count(proposed, meeting, host, coordinator, comes):
    for person in (host, coordinator):
        weigh_cases(meeting, by=person, changes={proposed.pk: {"is_urgent": True}})
    assert weights_of(meeting) == {proposed.pk: Weight(people=2, urgent=2)}
    comes(coordinator, answer="no")
    assert weights_of(meeting) == {proposed.pk: Weight(people=1, urgent=1)}
    Membership.objects.filter(user=host).update(left_at=timezone.now())
    assert weights_of(meeting) == {}


@pytest.mark.parametrize("deed", ["withdraw_case", "reopen_case", "report_case"])
def test_case_that_is_taken_back_is_weighed_anew(proposed, meeting, host, member, deed):
    weigh_cases(meeting, by=host, changes={proposed.pk: {"is_urgent": True}})
    getattr(case_actions, deed)(proposed, by=member)
    assert not CaseWeighing.objects.exists()


def test_turn_is_when_somebody_was_last_heard_in_this_circle(proposed, meeting, community, member, host, make):
    assert last_heard(community, {member.pk, host.pk}) == {}
    now = timezone.now()
    Case.objects.create(
        community=community, owner=member, status="discussed", discussed_at=now - timedelta(days=9),
        **dict.fromkeys(Case.CHECKS, True),
    )  # fmt: skip
    assert last_heard(community, {member.pk, host.pk}) == {member.pk: now - timedelta(days=9)}
    facts = {"plan": {}, "status": "closed", "began_at": now, "ended_at": now}
    session = Session.objects.create(meeting=meeting, **facts)
    Seat.objects.create(session=session, user=member, role="owner")
    Seat.objects.create(session=session, user=host, role="participant")
    assert last_heard(community, {member.pk, host.pk}) == {member.pk: now}


# --- Pages


def test_who_weighs_reads_title_and_question_and_not_a_word_more(url, proposed, host, as_user):
    page = as_user(host).get(url).text
    assert "Kanarie titel" in page and "Hoe kan ik kanarie blijven?" in page
    assert "nog niet aan de beurt geweest" in page and proposed.get_absolute_url() not in page
    for text in ("situation", "my_role", "my_acting", "difficulty"):
        assert getattr(proposed, text) not in page
    assert as_user(host).get(proposed.get_absolute_url()).status_code == 404


def test_who_has_not_promised_is_asked_to_first_and_comes_back(url, proposed, host, meeting, community, as_user):
    AgreementAcceptance.objects.filter(user=host).delete()
    client = as_user(host)
    asked = client.get(url)
    assert asked["Location"] == f"{reverse('casework:agreement', args=[community.slug])}?wegen={meeting.pk}"
    number = client.get(asked["Location"]).context["agreement"].number
    assert client.post(asked["Location"], {"agreed": "on", "number": number})["Location"] == url


def test_page_says_when_there_is_nothing_to_weigh(url, proposed, member, as_user):
    page = as_user(member).get(url).text
    assert "Er valt nu niets te wegen" in page and "anarie" not in page


def test_way_to_weigh_stands_on_the_meeting_for_who_may(proposed, url, meeting, host, member, as_user):
    for headers in ({}, {"HX-Request": "true"}):
        there = reverse("casework:meeting_cases", kwargs={"pk": meeting.pk})
        assert url in as_user(host).get(there, headers=headers).text
        assert url not in as_user(member).get(there, headers=headers).text


def shown_to(client, meeting):
    page = client.get(reverse("casework:meeting_cases", kwargs={"pk": meeting.pk}))
    return page, [row.case.owner.given_name for row in page.context["shown"].waiting]


def test_who_leads_sees_numbers_and_the_heaviest_first(proposed, meeting, host, coordinator, member, make, as_user):
    now, checked = timezone.now(), dict.fromkeys(Case.CHECKS, True)
    facts = {"community": proposed.community, "meeting": meeting, "shows_question": True} | checked
    other = Case.objects.create(owner=host, status="released", released_at=now, **facts)
    names = [member.given_name, host.given_name]
    assert shown_to(as_user(coordinator), meeting)[1] == names
    # Of two that weigh the same, who was never heard comes first.
    Case.objects.create(owner=member, status="discussed", discussed_at=now, **facts | {"meeting": None})
    assert shown_to(as_user(coordinator), meeting)[1] == names[::-1]
    weigh_cases(meeting, by=host, changes={proposed.pk: {"is_urgent": True, "is_recognisable": True}})
    weigh_cases(meeting, by=coordinator, changes={proposed.pk: {"is_urgent": True}, other.pk: {"is_urgent": True}})
    page, order = shown_to(as_user(coordinator), meeting)
    assert order == names
    assert "Gewogen door 2 mensen: kan niet wachten 2, herkenbaar 1" in page.text
    assert "Gewogen door" not in shown_to(as_user(host), meeting)[0].text


def test_owner_shows_the_question_or_takes_that_back(proposed, member, as_user):
    grade = reverse("casework:case_grade", kwargs={"pk": proposed.pk})
    client = as_user(member)
    client.post(grade, {"grade": "table"})
    proposed.refresh_from_db()
    assert not proposed.shows_question
    client.post(grade, {"grade": "table", "shows_question": "on"})
    proposed.refresh_from_db()
    assert proposed.shows_question


def test_page_asks_as_many_queries_for_three_as_for_one(
    url, proposed, meeting, host, member, as_user, django_assert_num_queries
):
    client = as_user(host)
    client.get(url)
    with django_assert_num_queries(7):
        client.get(url)
    for number in range(2):
        Case.objects.create(
            community=proposed.community, owner=member, title=f"C{number}", meeting=meeting, status="released",
            shows_question=True, **dict.fromkeys(Case.CHECKS, True),
        )  # fmt: skip
    with django_assert_num_queries(7):
        client.get(url)
