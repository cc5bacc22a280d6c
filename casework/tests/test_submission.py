"""Handing in for assessment: who reads the copy, who judges, and what stays."""

import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.actions import goal as goals
from casework.actions import portfolio as portfolios
from casework.actions import reflection as reflections
from casework.actions import response as responses
from casework.actions import submission as actions
from casework.actions.sheet import Conflict
from casework.models import (
    Assessment,
    Portfolio,
    Reflection,
    Submission,
    SubmissionReading,
    TableDivision,
    TableSeat,
)
from communities.models import Community, Membership
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message
from meetings.models import ProgrammeItem


@pytest.fixture
def assessors(make, community):
    people = [make.user("Femke", "Baltussen"), make.user("Joris", "Plas")]
    for person, role in zip(people, (Membership.Role.PROFESSOR, Membership.Role.LECTURER), strict=True):
        make.join(person, community, role, sector="education")
    return people


@pytest.fixture
def submission(reflection, member, assessors) -> Submission:
    return hand_in(reflection, member, assessors)


def hand_in(reflection, by, assessors, **changes):
    facts = {"kind": "summative", "scale": "graded"} | changes
    return actions.submit(reflection, by=by, assessors=assessors, **facts)


def give(submission, by, **values):
    version = Assessment.objects.get(submission=submission, assessor=by).version
    values = {"result": "good", "process": "Helder"} | values
    return actions.assess(submission, values, by=by, version=version, is_final=True)


# --- What happens -----------------------------------------------------------------------------------------------


def test_submit_freezes_a_copy_and_tells_both(submission, reflection, member, assessors):
    reflections.delete_reflection(reflection, by=member)
    kept = Submission.objects.get(pk=submission.pk)
    assert kept.copy[0]["parts"][0]["text"] == "Kanarie situation"
    assert kept.reflection is None
    told = Message.objects.filter(kind="casework.submitted").values_list("recipient", flat=True)
    assert sorted(told) == sorted(person.pk for person in assessors)


def test_submit_twice_is_one_submission(submission, reflection, member, assessors):
    assert hand_in(reflection, member, assessors) == submission


def test_what_changes_after_handing_in_is_not_in_the_copy(submission, reflection):
    Reflection.objects.filter(pk=reflection.pk).update(answers={"situation": "Anders"})
    assert Submission.objects.get().copy[0]["parts"][0]["text"] == "Kanarie situation"


@pytest.mark.parametrize("number", [0, 1])
def test_submit_asks_for_two_different_people(reflection, member, assessors, number):
    with pytest.raises(Refused):
        hand_in(reflection, member, assessors[:1] * 2 if number else assessors[:1])


def test_submit_refuses_who_teaches_here_no_more(reflection, member, assessors, host):
    with pytest.raises(Refused):
        hand_in(reflection, member, [assessors[0], host])
    Membership.objects.filter(user=assessors[1]).update(left_at=timezone.now())
    with pytest.raises(Refused):
        hand_in(reflection, member, assessors)


@pytest.fixture
def table_mate(meeting, member, assessors):
    """The second assessor sat at the table of the author."""
    item = ProgrammeItem.objects.create(
        meeting=meeting, title="Intervisie", pillar="consultation", minutes=60, tables=2, position=1
    )
    TableDivision.objects.create(item=item, frozen_at=timezone.now())
    for person in (member, assessors[1]):
        TableSeat.objects.create(item=item, table=1, member=person)
    return assessors[1]


def test_a_table_mate_is_refused_with_their_name(as_user, reflection, member, assessors, table_mate):
    with pytest.raises(Refused, match="Joris Plas"):
        hand_in(reflection, member, assessors)
    data = {"first": assessors[0].pk, "second": table_mate.pk, "kind": "formative", "scale": "passed"}
    page = as_user(member).post(reverse("casework:reflection_submit", kwargs={"pk": reflection.pk}), data)
    assert "Joris Plas" in page.context["form"].errors["second"][0]
    assert not Submission.objects.exists()


def test_who_sat_at_another_table_may_assess(reflection, member, assessors, table_mate):
    TableSeat.objects.filter(member=table_mate).update(table=2)
    assert hand_in(reflection, member, assessors).pk


def test_assess_tells_the_author_when_it_is_given(submission, member, assessors):
    draft = actions.assess(submission, {"process": "Eerst"}, by=assessors[0], version=1, is_final=False)
    assert draft.assessed_at is None
    assert not Message.objects.filter(kind="casework.assessed").exists()
    give(submission, assessors[0])
    give(submission, assessors[0], result="sufficient")
    assert Message.objects.filter(kind="casework.assessed", recipient=member).count() == 1


def test_assess_conflicts_with_another_page_and_is_refused_to_others(submission, assessors, host):
    give(submission, assessors[0])
    with pytest.raises(Conflict):
        actions.assess(submission, {"result": "good"}, by=assessors[0], version=1, is_final=True)
    with pytest.raises(Refused):
        actions.assess(submission, {"result": "good"}, by=host, version=1, is_final=True)


def test_a_result_stands_when_the_account_of_the_assessor_goes(submission, assessors):
    give(submission, assessors[0])
    assessors[0].delete()
    assert Assessment.objects.filter(assessor=None, result="good").exists()


def test_erasing_the_author_erases_what_they_wrote_and_handed_in(submission, reflection, member):
    member.delete()
    assert not Reflection.objects.exists()
    assert not Submission.objects.exists()
    assert not Assessment.objects.exists()


# --- Pages ------------------------------------------------------------------------------------------------------


def test_handing_in_and_assessing_on_the_pages(as_user, reflection, member, assessors):
    data = {"first": assessors[0].pk, "second": assessors[1].pk, "kind": "summative", "scale": "graded"}
    client = as_user(member)
    address = reverse("casework:reflection_submit", kwargs={"pk": reflection.pk})
    assert client.get(address).status_code == 200
    client.post(address, data)
    submission = Submission.objects.get()
    assess = reverse("casework:submission_assess", kwargs={"pk": submission.pk})
    first = as_user(assessors[0])
    assert first.get(submission.get_absolute_url()).status_code == 200
    page = first.post(assess, {"version": 1, "process": "Helder", "give": "1"})
    assert set(page.context["form"].errors) == {"result"}
    first.post(assess, {"version": 1, "process": "Stap voor stap", "result": "good", "give": "1"})
    assert "Stap voor stap" in client.get(submission.get_absolute_url()).text


def test_a_result_of_the_other_scale_is_no_choice(as_user, submission, assessors):
    assess = reverse("casework:submission_assess", kwargs={"pk": submission.pk})
    page = as_user(assessors[0]).post(assess, {"version": 1, "result": "passed", "give": "1"})
    assert set(page.context["form"].errors) == {"result"}


def test_each_judges_alone_until_both_are_done(as_user, submission, assessors):
    give(submission, assessors[0], process="Alleen van Femke")
    other = as_user(assessors[1])
    assert "Alleen van Femke" not in other.get(submission.get_absolute_url()).text
    give(submission, assessors[1])
    assert "Alleen van Femke" in other.get(submission.get_absolute_url()).text


def test_the_author_sees_nothing_of_what_is_not_given(as_user, submission, member, assessors):
    actions.assess(submission, {"process": "Nog niet klaar"}, by=assessors[0], version=1, is_final=False)
    assert "Nog niet klaar" not in as_user(member).get(submission.get_absolute_url()).text


def test_reading_is_logged_for_the_author(as_user, submission, member, assessors):
    as_user(assessors[0]).get(submission.get_absolute_url())
    assert list(SubmissionReading.objects.values_list("reader", flat=True)) == [assessors[0].pk]
    assert "Femke Baltussen" in as_user(member).get(submission.get_absolute_url()).text


@pytest.mark.parametrize("who", ["host", "coordinator", "staff", "former_member", "outsider"])
@pytest.mark.parametrize("is_given", [False, True])
def test_nobody_else_ever_sees_a_submission_or_its_result(request, as_user, submission, assessors, who, is_given):
    if is_given:
        give(submission, assessors[0])
    client = as_user(request.getfixturevalue(who))
    assert client.get(submission.get_absolute_url()).status_code == 404
    assert client.post(reverse("casework:submission_assess", kwargs={"pk": submission.pk})).status_code == 404


def test_an_assessor_who_left_the_circle_reads_it_no_more(as_user, submission, assessors):
    Membership.objects.filter(user=assessors[0]).update(left_at=timezone.now())
    assert as_user(assessors[0]).get(submission.get_absolute_url()).status_code == 404


def test_a_circle_without_two_assessors_says_what_to_do(as_user, reflection, member):
    page = as_user(member).get(reverse("casework:reflection_submit", kwargs={"pk": reflection.pk}))
    assert page.status_code == 200
    assert '<form class="form' not in page.text


@pytest.mark.parametrize("number", [1, 3])
def test_detail_asks_the_same_number_of_questions(
    as_user, submission, member, make, django_assert_num_queries, number
):
    for count in range(number):
        reader = make.user(f"Lezer{count}")
        submission.assessments.create(assessor=reader, result="good", assessed_at=timezone.now())
        submission.readings.create(reader=reader)
    client = as_user(member)
    with django_assert_num_queries(6):
        client.get(submission.get_absolute_url())


# --- A whole portfolio ------------------------------------------------------------------------------------------


@pytest.fixture
def portfolio(reflection, member) -> Portfolio:
    values = {"title": "Mijn jaar", "introduction": "Kanarie inleiding", "with_feedback": True, "with_goals": True}
    items = [("reflection", str(reflection.pk))]
    return portfolios.save_portfolio(Portfolio(owner=member), values, items, by=member, version=1, page=uuid4())


def hand_in_all(portfolio, by, assessors, community, **changes):
    facts = {"kind": "summative", "scale": "passed", "community": community} | changes
    return actions.submit_portfolio(portfolio, by=by, assessors=assessors, **facts)


def test_a_portfolio_is_frozen_whole_and_both_are_told(portfolio, reflection, member, assessors, community):
    goals.add_goal({"title": "Kanarie doel"}, by=member, page=uuid4())
    made = hand_in_all(portfolio, member, assessors, community)
    portfolios.delete_portfolio(portfolio, by=member)
    reflections.delete_reflection(reflection, by=member)
    kept = Submission.objects.get(pk=made.pk)
    assert [item["title"] for item in kept.copy] == ["Inleiding", str(reflection), "Leerdoelen"]
    assert kept.copy[1]["parts"][0]["text"] == "Kanarie situation"
    assert (kept.portfolio, kept.is_portfolio, str(kept)) == (None, True, "Mijn jaar")
    told = Message.objects.filter(kind="casework.submitted").values_list("recipient", flat=True)
    assert sorted(told) == sorted(person.pk for person in assessors)


def test_a_portfolio_handed_in_twice_is_one_submission_and_changed_another(portfolio, member, assessors, community):
    made = hand_in_all(portfolio, member, assessors, community)
    assert hand_in_all(portfolio, member, assessors, community) == made
    Portfolio.objects.update(introduction="Anders")
    assert hand_in_all(portfolio, member, assessors, community) != made
    assert Submission.objects.get(pk=made.pk).copy[0]["parts"][0]["text"] == "Kanarie inleiding"


def test_a_portfolio_of_somebody_else_or_a_deleted_one_is_refused(portfolio, member, host, assessors, community):
    with pytest.raises(Refused):
        hand_in_all(portfolio, host, assessors, community)
    portfolios.delete_portfolio(portfolio, by=member)
    with pytest.raises(Refused):
        hand_in_all(portfolio, member, assessors, community)


def test_a_portfolio_is_refused_in_a_circle_one_left(portfolio, member, assessors, community):
    Membership.objects.filter(user=member).update(left_at=timezone.now())
    with pytest.raises(Refused, match="deze leerkring"):
        hand_in_all(portfolio, member, assessors, community)


def test_an_empty_portfolio_is_refused(portfolio, member, assessors, community):
    Portfolio.objects.update(introduction=" ", with_goals=False)
    portfolio.items.all().delete()
    with pytest.raises(Refused, match="nog niets"):
        hand_in_all(portfolio, member, assessors, community)


def test_a_portfolio_asks_for_two_people_who_sat_at_no_table(portfolio, member, assessors, community, table_mate):
    for people in (assessors[:1], [table_mate, assessors[1]]):
        with pytest.raises(Refused):
            hand_in_all(portfolio, member, people, community)
    assert not Submission.objects.exists()


def test_a_submission_is_of_one_source(submission, portfolio):
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(portfolio=portfolio)


def test_who_is_quoted_stands_in_the_copy_under_the_name_of_now(
    as_user, portfolio, reflection, member, host, assessors, community
):
    reflections.share_reflection(reflection, by=member, person=host)
    responses.respond(reflection, "Sterk gezien", by=host, may_be_quoted=True)
    made = hand_in_all(portfolio, member, assessors, community)
    assert host.full_name not in json.dumps(made.copy)
    reader = as_user(assessors[0])
    assert f"— {host.full_name}" in reader.get(made.get_absolute_url()).text
    host.delete()
    page = reader.get(made.get_absolute_url()).text
    assert "Sterk gezien" in page and "— Iemand" in page


def test_handing_in_a_portfolio_and_assessing_on_the_pages(as_user, portfolio, member, assessors):
    client = as_user(member)
    address = reverse("casework:portfolio_submit", kwargs={"pk": portfolio.pk})
    assert address in client.get(portfolio.get_absolute_url()).text
    data = {"first": assessors[0].pk, "second": assessors[1].pk, "kind": "summative", "scale": "passed"}
    made = client.post(address, data, follow=True)
    assert "Kanarie inleiding" in made.text and "Mijn portfolio zoals het nu is" in made.text
    submission = Submission.objects.get(portfolio=portfolio)
    assess = reverse("casework:submission_assess", kwargs={"pk": submission.pk})
    data = {"version": 1, "process": "Stap voor stap", "result": "passed", "talk_on": "2099-02-01", "give": "1"}
    as_user(assessors[0]).post(assess, data)
    page = client.get(submission.get_absolute_url()).text
    assert "Stap voor stap" in page and "1 februari 2099" in page
    assert submission.get_absolute_url() in client.get(portfolio.get_absolute_url()).text


def test_who_is_in_two_circles_chooses_where_it_is_assessed(as_user, portfolio, member, assessors, make, community):
    facts = {"programme": community.programme, "kind": "regional", "question": "?", "status": "active"}
    facts |= {"area": community.area, "started_at": timezone.now()}
    other = Community.objects.create(slug="gemert", name="Gemert", **facts)
    make.join(member, other, "student")
    client = as_user(member)
    address = reverse("casework:portfolio_submit", kwargs={"pk": portfolio.pk})
    choice = client.get(address)
    assert f"{address}?leerkring={community.slug}" in choice.text and "Gemert" in choice.text
    assert client.get(f"{address}?leerkring=anders").context["circles"].count() == 2
    assert "Femke Baltussen" in client.get(f"{address}?leerkring={community.slug}").text
    assert "Femke Baltussen" not in client.get(f"{address}?leerkring=gemert").text


def test_who_is_in_no_circle_any_more_is_told_so(as_user, portfolio, member):
    Membership.objects.filter(user=member).update(left_at=timezone.now())
    page = as_user(member).get(reverse("casework:portfolio_submit", kwargs={"pk": portfolio.pk}))
    assert page.status_code == 200
    assert "Je doet nu aan geen leerkring mee" in page.text


PORTFOLIO_STATES = {
    "composed": {"author"},
    "handed in": {"author", "first assessor", "second assessor"},
    "assessed": {"author", "first assessor", "second assessor"},
    "portfolio deleted": {"author", "first assessor", "second assessor"},
    "assessor left": {"author", "second assessor"},
}


@pytest.mark.parametrize(("state", "readers"), PORTFOLIO_STATES.items())
def test_who_reads_a_portfolio_that_was_handed_in_per_role_and_state(
    as_user, portfolio, member, host, coordinator, staff, former_member, outsider, assessors, community, state, readers
):
    people = {"author": member, "first assessor": assessors[0], "second assessor": assessors[1], "host": host}
    people |= {"coordinator": coordinator, "staff": staff, "removed": former_member, "outsider": outsider}
    address, is_handed_in = portfolio.get_absolute_url(), state != "composed"
    if is_handed_in:
        submission = hand_in_all(portfolio, member, assessors, community)
        address = submission.get_absolute_url()
    if state == "assessed":
        give(submission, assessors[0], result="passed")
    if state == "portfolio deleted":
        portfolios.delete_portfolio(portfolio, by=member)
    if state == "assessor left":
        Membership.objects.filter(user=assessors[0]).update(left_at=timezone.now())
    for role, person in people.items():
        client = as_user(person)
        assert client.get(address).status_code == (200 if role in readers else 404), role
        may_submit = client.get(reverse("casework:portfolio_submit", kwargs={"pk": portfolio.pk or 0})).status_code
        assert may_submit == (200 if role == "author" and state != "portfolio deleted" else 404), role
