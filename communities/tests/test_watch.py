"""What asks for attention in a circle, and what a coordinator sees of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.actions.obstacle import report_obstacle
from communities.models import Community, JoinRequest
from communities.watch import look_at_circle, register_look, watch
from conftest import CLOSED

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(community):
    return reverse("communities:community_standing", kwargs={"slug": community.slug})


def titles(community):
    return [note.title for note in look_at_circle(community, timezone.now()).notes]


@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 200), ("member", 404), ("host", 404), ("former_member", 404), ("outsider", 404), ("staff", 404)],
)
def test_standing_of_a_circle_is_for_its_coordinators(who, status, path, as_user, request):
    assert as_user(request.getfixturevalue(who)).get(path).status_code == status


@pytest.mark.parametrize("state", [CLOSED, {"status": "draft", "started_at": None}])
def test_circle_that_does_not_run_asks_for_nothing(state, path, community, coordinator, as_user):
    Community.objects.filter(pk=community.pk).update(**state)
    assert as_user(coordinator).get(path).status_code == 404


def test_new_circle_lacks_texts_and_a_contact_person(community, coordinator):
    assert titles(community) == ["De pagina van de leerkring is niet af", "Er is geen contactpersoon"]


def test_who_waits_for_an_answer_is_counted(community, coordinator, outsider, known_people, member):
    JoinRequest.objects.create(community=community, user=outsider, motivation="Graag.")
    report_obstacle(community, by=member, title="Roosters", description="Anders.", kind="time")
    assert titles(community)[2:] == [
        "1 persoon wil meedoen",
        "1 uitnodiging heeft nog geen antwoord",
        "1 belemmering wacht op een eigenaar",
    ]


def test_page_shows_the_triangle_and_the_questions_about_it(path, community, coordinator, as_user):
    page = as_user(coordinator).get(path).content.decode()
    assert watch(community)["questions"][0] in page
    preview = reverse("communities:rhythm_preview", kwargs={"slug": community.slug})
    assert f'data-hx-get="{preview}"' in page
    ahead = as_user(coordinator).get(preview, headers={"HX-Request": "true"}).content.decode()
    assert "In deze weken gaat er niets uit" in ahead
    assert "<html" not in ahead


def test_look_is_registered_once():
    with pytest.raises(LookupError):
        register_look("10-circle", look_at_circle)
