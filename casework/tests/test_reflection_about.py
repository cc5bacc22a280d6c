"""A reflection about an assignment: who may choose which, and what is left when it is withdrawn or gone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import portfolio_files as files
from casework.actions import portfolio as portfolios
from casework.actions import reflection as reflections
from casework.actions import submission as submissions
from casework.forms.reflection import ReflectionForm
from casework.models import Portfolio, Reflection
from casework.shown.learning import about
from communities.models import Assignment, Community, Membership

TOLD = "Opdracht: Koffie in de hal, voor De Linge"


@pytest.fixture
def assignment(community, organisation, coordinator, member) -> Assignment:
    """A running assignment that the member does."""
    organisation.name = "De Linge"
    organisation.save()
    today = timezone.localdate()
    days = {"starts_on": today, "closes_on": today, "ends_on": today + timedelta(days=60)}
    facts = {"title": "Koffie in de hal", "text": "Schenk koffie.", "supervisor": coordinator, "status": "started"}
    row = Assignment.objects.create(community=community, organisation=organisation, **facts, **days)
    row.applications.create(applicant=member, motivation="Graag.", status="chosen")
    return row


@pytest.fixture
def linked(reflection, assignment) -> Reflection:
    Reflection.objects.update(assignment=assignment)
    reflection.refresh_from_db()
    return reflection


def way_in(assignment):
    return reverse("casework:reflection_assignment", kwargs={"pk": assignment.pk})


def offered(author, community, **facts):
    form = ReflectionForm(instance=Reflection(author=author, community=community, **facts))
    return [str(label) for value, label in form.fields["assignment"].choices if value]


def portfolio_with(reflection, member):
    values = {"title": "P", "introduction": "", "with_feedback": True, "with_goals": False}
    items = [("reflection", str(reflection.pk))]
    return portfolios.save_portfolio(Portfolio(owner=member), values, items, by=member, version=1, page=uuid4())


def test_from_the_assignment_to_a_reflection_about_it_and_back(as_user, assignment, member):
    client = as_user(member)
    assert way_in(assignment) in client.get(assignment.get_absolute_url()).text
    begun = client.get(way_in(assignment)).url
    page = client.get(begun)
    assert page.context["form"]["assignment"].value() == assignment.pk
    client.post(begun, {"page": uuid4(), "version": 1, "title": "De hal", "assignment": assignment.pk})
    saved = Reflection.objects.get()
    assert saved.assignment == assignment
    assert f'<a href="{assignment.get_absolute_url()}">' in client.get(saved.get_absolute_url()).text


@pytest.mark.parametrize("who", ["host", "coordinator", "former_member"])
def test_who_does_not_do_it_is_offered_nothing(request, as_user, assignment, community, who):
    person = request.getfixturevalue(who)
    assert offered(person, community) == []
    assert as_user(person).get(way_in(assignment)).status_code == 404
    assert way_in(assignment) not in as_user(person).get(assignment.get_absolute_url()).text


def test_posting_one_that_somebody_else_does_is_refused_and_keeps_what_was_typed(as_user, assignment, host, community):
    address = reverse("casework:reflection_create", kwargs={"slug": community.slug})
    data = {"page": uuid4(), "version": 1, "title": "T", "task": "Blijf", "assignment": assignment.pk}
    page = as_user(host).post(address, data)
    assert set(page.context["form"].errors) == {"assignment"} and "Blijf" in page.text


def test_who_takes_part_in_another_circle_of_the_programme_writes_there(as_user, assignment, community, member):
    facts = {"programme": community.programme, "kind": "regional", "question": "?", "status": "active"}
    facts["area"] = community.area
    near = Community.objects.create(slug="near", name="Near", started_at=timezone.now(), **facts)
    Membership.objects.filter(user=member).update(community=near)
    assert f"/leerkring/near/nieuw/?opdracht={assignment.pk}" in as_user(member).get(way_in(assignment)).url
    assert offered(member, near) == ["Koffie in de hal"]


def test_withdrawn_one_is_not_chosen_any_more_and_stays_where_it_was_chosen(as_user, linked, assignment, member):
    Assignment.objects.update(status="withdrawn")
    assert as_user(member).get(way_in(assignment)).status_code == 404
    assert offered(member, linked.community) == []
    client, address = as_user(member), linked.get_change_url()
    assert "Koffie in de hal (ingetrokken)" in client.get(address).text
    client.post(address, {"page": uuid4(), "version": 2, "title": "Nog", "assignment": assignment.pk})
    linked.refresh_from_db()
    assert (linked.title, linked.assignment) == ("Nog", assignment)
    assert [item["title"] for item in about(linked, member)] == ["Koffie in de hal (ingetrokken)"]


def test_reflection_stays_when_the_assignment_is_gone(as_user, linked, assignment, member):
    assignment.delete()
    linked.refresh_from_db()
    assert (linked.assignment, about(linked, member)) == (None, [])
    assert as_user(member).get(linked.get_absolute_url()).status_code == 200


def test_erasing_the_author_takes_the_reflection_and_leaves_the_assignment(linked, assignment, member):
    member.delete()
    assert not Reflection.objects.exists() and Assignment.objects.filter(pk=assignment.pk).exists()


def test_a_reader_sees_it_only_when_they_may_see_the_assignment(linked, member, make, host, outsider):
    assert [item["title"] for item in about(linked, host)] == ["Koffie in de hal"]
    assert about(linked, outsider) == []


def test_it_stands_in_all_forms_of_a_portfolio_and_no_word_of_the_case(linked, case, meeting, member):
    Reflection.objects.update(case=case, meeting=meeting)
    contents = files.contents_of(portfolio_with(linked, member))
    told = contents.sections[0].about
    assert told[0].startswith(f"Bijeenkomst: {meeting}, ") and told[1:] == [TOLD]
    assert case.title not in str(told)
    assert TOLD in files.as_json(contents).decode() and TOLD in files._markdown(contents)


def test_what_was_handed_in_keeps_saying_it(linked, assignment, member):
    copy = submissions.frozen(linked)
    assignment.delete()
    assert copy["about"] == [TOLD]


@pytest.mark.parametrize("number", [1, 3])
def test_a_portfolio_asks_the_same_number_of_questions(
    linked, assignment, community, member, number, django_assert_num_queries
):
    rows = [linked] + [
        reflections.start_reflection(community, by=member, page=uuid4(), assignment=assignment)
        for _more in range(number - 1)
    ]
    portfolio = portfolio_with(linked, member)
    items = [("reflection", str(row.pk)) for row in rows]
    with django_assert_num_queries(4):
        assert len(files.contents_of(portfolio, items).sections) == number
