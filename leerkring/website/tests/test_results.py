"""What the commitments of an organisation led to, for its managers."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from casework.models import Outcome
from communities.actions.tally import recount
from communities.models import Commitment, Community, Membership, Story
from conftest import make_organisation
from leerkring.core.permissions import has_permission
from leerkring.website.results import results_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(db):
    return make_organisation("Zorggroep Rijnoever")


@pytest.fixture
def manager(organisation, community, make):
    user = make.user("Pieter", "van Dalen")
    make.join(user, community, Membership.Role.MANAGER, organisation=organisation)
    Commitment.objects.create(community=community, organisation=organisation, interest="Minder crisis.")
    return user


def path(organisation):
    return reverse("organisation_results", kwargs={"organisation_slug": organisation.slug})


def circle_beside(community, organisation, name):
    circle = Community.objects.create(
        programme=community.programme,
        name=name,
        slug=name.lower(),
        question="Hoe?",
        kind="regional",
        area=community.area,
        status="active",
        started_at=timezone.now(),
    )
    Commitment.objects.create(community=circle, organisation=organisation)
    return circle


def publish(community, slug="paper"):
    facts = {"status": "published", "published_at": timezone.now()}
    return Outcome.objects.create(community=community, slug=slug, title=f"Paper {slug}", **facts)


def tell(community, **fields):
    facts = {"status": "published", "published_at": timezone.now(), "activity": "A", "gained": "B", "applied": "C"}
    return Story.objects.create(community=community, title="Koffie", result="Eén bezoek minder.", **facts | fields)


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("coordinator", 404), ("member", 404), ("outsider", 404), ("staff", 404)],
)
def test_results_are_for_managers_of_the_organisation(who, status, organisation, manager, as_user, request):
    assert as_user(request.getfixturevalue(who)).get(path(organisation)).status_code == status


def test_manager_of_another_organisation_or_who_left_reads_nothing(organisation, manager, as_user):
    assert as_user(manager).get(path(make_organisation("Elders"))).status_code == 404
    Membership.objects.filter(user=manager).update(left_at=timezone.now())
    assert as_user(manager).get(path(organisation)).status_code == 404


def test_who_has_the_results_of_an_organisation(organisation, manager, coordinator, former_member, staff):
    Membership.objects.filter(user=coordinator).update(second_role=Membership.Role.MANAGER, organisation=organisation)
    facts = {"role": Membership.Role.MANAGER, "organisation": organisation}
    Membership.objects.filter(user=former_member).update(**facts)
    cast = {"manager": manager, "also_manager": coordinator, "left": former_member, "staff": staff}
    cast |= {"visitor": AnonymousUser()}

    def who():
        return {
            role for role, person in cast.items() if has_permission(person, "communities.view_results", organisation)
        }

    assert who() == {"manager", "also_manager"}
    Membership.objects.filter(user=manager).update(alumnus_since=timezone.now())
    assert who() == {"also_manager"}
    Membership.objects.update(organisation=None)
    assert who() == set()


def test_results_name_outcomes_and_stories_of_each_circle(organisation, manager, community):
    outcome, story = publish(community), tell(community)
    recount([community.pk], timezone.now())

    found = results_of(organisation, manager)

    [circle] = found["circles"]
    assert (circle.outcomes, circle.stories, circle.interest) == ([outcome], [story], "Minder crisis.")
    assert found["figures"][2]["number"] == 1
    assert {bar.label: bar.text for bar in found["chart"].bars}["Gerealiseerde waarde"] == "1"


def test_few_people_of_the_organisation_are_not_counted_out(organisation, manager):
    [circle] = results_of(organisation, manager)["circles"]
    assert circle.people == "minder dan 5"


def test_stories_of_other_circles_are_shown_only_where_they_are_public(organisation, manager, community):
    other = circle_beside(community, organisation, "Elst")
    tell(other)
    public = tell(other, is_public=True)
    [mine, theirs] = sorted(results_of(organisation, manager)["circles"], key=lambda each: each.circle.name == "Elst")
    assert (mine.stories, theirs.stories) == ([], [public])


def test_draft_circles_count_for_nobody(organisation, manager, community):
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    assert results_of(organisation, manager)["circles"] == []


@pytest.mark.parametrize("circles", [0, 2])
def test_page_costs_the_same_for_one_circle_as_for_three(
    circles, organisation, manager, community, as_user, django_assert_num_queries
):
    rows = [community, *[circle_beside(community, organisation, f"Kring{number}") for number in range(circles)]]
    for number, row in enumerate(rows):
        publish(row, f"p{number}")
        tell(row, is_public=True)
    browser = as_user(manager)
    with django_assert_num_queries(8):
        page = browser.get(path(organisation))
    assert page.status_code == 200


def test_dashboard_leads_a_manager_to_the_results(organisation, manager, as_user, member):
    assert path(organisation) in as_user(manager).get("/dashboard/").content.decode()
    assert path(organisation) not in as_user(member).get("/dashboard/").content.decode()
