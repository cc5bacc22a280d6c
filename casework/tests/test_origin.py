"""Outcomes and the assignments they came from."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.actions.origin import set_origin
from casework.models import Origin, Outcome
from communities.models import Assignment
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db
FETCHED = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def paper(published) -> Outcome:
    return published


@pytest.fixture
def origin(paper, assignment, member) -> Origin:
    return set_origin(paper, assignment, by=member)


def path(name, row):
    return reverse(f"casework:{name}", kwargs={"pk": row.pk} if isinstance(row, Assignment) else {"slug": row.slug})


def test_writer_says_from_which_assignment_it_came_and_each_page_shows_the_other(
    paper, assignment, member, coordinator, as_user
):
    writer, reader = as_user(member), as_user(coordinator)
    assert writer.post(path("origin_change", paper), {"assignment": assignment.pk}).status_code == 302
    assert "Twaalf gesprekken" in reader.get(path("outcome_origin", paper), **FETCHED).content.decode()
    assert paper.title in reader.get(path("assignment_outcomes", assignment), **FETCHED).content.decode()
    assert path("outcome_origin", paper) in reader.get(paper.get_absolute_url()).content.decode()
    assert path("assignment_outcomes", assignment) in reader.get(assignment.get_absolute_url()).content.decode()


def test_each_side_is_a_page_of_its_own_without_scripts(origin, paper, coordinator, as_user):
    reader = as_user(coordinator)
    for name, row, other in (
        ("outcome_origin", paper, "Twaalf gesprekken"),
        ("assignment_outcomes", origin.assignment, paper.title),
    ):
        page = reader.get(path(name, row)).content.decode()
        assert "</h1>" in page and other in page
        assert "</h1>" not in reader.get(path(name, row), **FETCHED).content.decode()


def test_page_without_anything_noted_says_so(paper, visitor, assignment, coordinator, as_user):
    assert "Hier is niets vermeld" in visitor.get(path("outcome_origin", paper)).content.decode()
    assert (
        "Hier is niets vermeld" in as_user(coordinator).get(path("assignment_outcomes", assignment)).content.decode()
    )


def test_twice_is_once_and_it_can_be_taken_away(paper, assignment, member):
    assert set_origin(paper, assignment, by=member) == set_origin(paper, assignment, by=member)
    for _time in range(2):
        assert set_origin(paper, None, by=member) is None
    assert not Origin.objects.exists()


def test_visitor_and_who_is_elsewhere_read_nothing_of_the_assignment(origin, paper, outsider, visitor, as_user):
    for browser in (visitor, as_user(outsider)):
        assert "Twaalf" not in browser.get(path("outcome_origin", paper), **FETCHED).content.decode()
    assert as_user(outsider).get(path("assignment_outcomes", origin.assignment), **FETCHED).status_code == 404


def test_draft_is_named_to_members_of_its_circle_only(origin, paper, member, programme, area, make, as_user):
    Outcome.objects.filter(pk=paper.pk).update(status="draft", published_at=None)
    other = type(paper.community).objects.create(
        programme=programme, name="Elders", slug="elders", status="active", started_at=timezone.now(),
        kind="regional", area=area, question="Wat?",
    )  # fmt: skip
    neighbour = make.user("Buur")
    make.join(neighbour, other, "student", sector="education")
    for somebody, sees in ((member, True), (neighbour, False)):
        page = as_user(somebody).get(path("assignment_outcomes", origin.assignment), **FETCHED)
        assert page.status_code == 200 and (paper.title in page.content.decode()) == sees


@pytest.mark.parametrize("what", ["other programme", "draft", "no writer"])
def test_what_cannot_be_chosen_is_refused(what, paper, assignment, member, host, programme, as_user):
    if what == "other programme":
        other = type(programme).objects.create(name="Elders", slug="elders", status="active")
        type(paper.community).objects.filter(pk=paper.community_id).update(programme=other)
        fresh = Assignment.objects.select_related("community").get(pk=assignment.pk)
        fresh.community.programme_id = programme.pk
        assignment = fresh
    if what == "draft":
        Assignment.objects.filter(pk=assignment.pk).update(status="draft", result="")
    with pytest.raises(Refused):
        set_origin(paper, assignment, by=host if what == "no writer" else member)
    if what == "draft":
        page = as_user(member).post(path("origin_change", paper), {"assignment": assignment.pk})
        assert page.status_code == 200 and not Origin.objects.exists()


def test_erased_assignment_leaves_the_outcome(origin, paper):
    origin.assignment.delete()
    assert Outcome.objects.filter(pk=paper.pk).exists() and not Origin.objects.exists()


ROLES = ["member", "coordinator", "host", "former_member", "outsider", "staff", "nobody"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", ["published", "draft outcome", "draft assignment", "closed"])
def test_who_sees_an_origin_by_role_and_state(role, state, request, origin, paper, assignment):
    if state == "draft outcome":
        Outcome.objects.filter(pk=paper.pk).update(status="draft", published_at=None)
    if state == "draft assignment":
        Assignment.objects.filter(pk=assignment.pk).update(status="draft", result="")
    if state == "closed":
        type(paper.community).objects.filter(pk=paper.community_id).update(**CLOSED)
    somebody = AnonymousUser() if role == "nobody" else request.getfixturevalue(role)
    members = {"coordinator"} if state == "draft assignment" else {"member", "coordinator", "host"}
    assert has_permission(somebody, "casework.view_origin", origin) == (role in members)


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_much_for_one_as_for_many(count, community, assignment, member, as_user):
    for number in range(count):
        facts = {"slug": f"p{number}", "title": "P", "status": "published", "published_at": timezone.now()}
        Origin.objects.create(outcome=Outcome.objects.create(community=community, **facts), assignment=assignment)
    browser = as_user(member)
    with CaptureQueriesContext(connection) as asked:
        browser.get(path("assignment_outcomes", assignment), **FETCHED)
    assert len(asked) == 4
