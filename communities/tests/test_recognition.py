"""Recognitions of circles and programmes."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.actions.recognition import add_recognition, change_recognition, remove_recognition
from communities.models import Community, Programme, ProgrammeMember, Recognition
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db
FACTS = {"title": "Koploper", "issuer": "Zorgpact", "starts_on": date(2026, 3, 1), "reason": "Eén aanspreekpunt."}
VIEW, CHANGE = "communities.view_recognition", "communities.change_recognition"


@pytest.fixture
def team_member(programme, make):
    user = make.user("Hanneke", "Bos")
    ProgrammeMember.objects.create(programme=programme, user=user, role=ProgrammeMember.Role.COORDINATOR)
    return user


@pytest.fixture
def recognition(community, coordinator) -> Recognition:
    return add_recognition(community, by=coordinator, **FACTS)


def path(name, community, **parts):
    return reverse(f"communities:recognition_{name}", kwargs={"slug": community.slug} | parts)


def programme_path(name, programme, **parts):
    return reverse(f"communities:programme_recognition_{name}", kwargs={"programme_slug": programme.slug} | parts)


def test_add_recognition_has_one_scope(community, programme, coordinator, team_member):
    of_circle = add_recognition(community, by=coordinator, **FACTS)
    of_programme = add_recognition(programme, by=team_member, **FACTS)

    assert (of_circle.community, of_circle.programme) == (community, None)
    assert (of_programme.community, of_programme.programme) == (None, programme)


def test_add_recognition_twice_is_one(community, coordinator, recognition):
    assert add_recognition(community, by=coordinator, **FACTS).pk == recognition.pk


def test_change_recognition_is_overtaken_by_an_earlier_save(coordinator, recognition):
    change_recognition(recognition, by=coordinator, version=1, **FACTS | {"title": "Voorloper"})

    with pytest.raises(Overtaken):
        change_recognition(recognition, by=coordinator, version=1, **FACTS)
    assert Recognition.objects.get().title == "Voorloper"


def test_remove_recognition_twice_is_harmless(coordinator, recognition):
    for _time in range(2):
        remove_recognition(recognition, by=coordinator)

    with pytest.raises(Refused):
        change_recognition(recognition, by=coordinator, version=1, **FACTS)


@pytest.mark.parametrize(
    ("state", "everybody", "coordinators"),
    [
        ({"status": "draft", "started_at": None}, False, True),
        ({}, True, True),
        (CLOSED, True, True),
        (CLOSED | {"status": "archived"}, False, True),
    ],
)
def test_recognition_is_as_public_as_its_circle(community, coordinator, recognition, state, everybody, coordinators):
    if state:
        Community.objects.update(**state)

    assert has_permission(AnonymousUser(), VIEW, recognition) == everybody
    assert has_permission(coordinator, VIEW, recognition) == coordinators


@pytest.mark.parametrize(
    ("who", "of_circle", "of_programme"),
    [
        ("coordinator", True, False),
        ("team_member", False, True),
        ("member", False, False),
        ("outsider", False, False),
        ("staff", False, False),
        ("nobody", False, False),
    ],
)
def test_recognition_is_changed_by_who_coordinates_what_got_it(
    community, programme, recognition, request, who, of_circle, of_programme, team_member
):
    other = add_recognition(programme, by=team_member, **FACTS)
    person = AnonymousUser() if who == "nobody" else request.getfixturevalue(who)

    assert has_permission(person, CHANGE, recognition) == of_circle
    assert has_permission(person, CHANGE, other) == of_programme


def test_recognition_of_a_draft_programme_is_hidden(programme, team_member):
    row = add_recognition(programme, by=team_member, **FACTS)
    Programme.objects.update(status=Programme.Status.DRAFT)

    assert not has_permission(AnonymousUser(), VIEW, row)
    assert has_permission(team_member, VIEW, row)


def test_page_of_the_circle_shows_by_whom_since_when_and_why(community, recognition, visitor):
    page = visitor.get(community.get_absolute_url()).text

    assert "Gegeven door Zorgpact, sinds 1 maart 2026" in page and "Eén aanspreekpunt." in page


def test_page_says_that_a_recognition_has_ended(community, coordinator, visitor):
    yesterday = timezone.localdate() - timedelta(days=1)
    add_recognition(community, by=coordinator, **FACTS, ends_on=max(yesterday, FACTS["starts_on"]))

    assert "Voorbij" in visitor.get(community.get_absolute_url()).text


@pytest.mark.parametrize("number", [1, 3])
def test_desk_of_recognitions_takes_five_questions(community, coordinator, as_user, django_assert_num_queries, number):
    for count in range(number):
        add_recognition(community, by=coordinator, **FACTS | {"title": f"Prijs {count}"})
    client = as_user(coordinator)

    with django_assert_num_queries(5):
        assert len(client.get(path("list", community)).context["rows"]) == number


def test_desk_of_a_programme_adds_changes_and_removes(programme, team_member, as_user):
    client = as_user(team_member)
    data = {"title": "Koploper", "issuer": "Zorgpact", "starts_on": "2026-03-01", "reason": "Goed.", "url": "a.nl"}

    client.post(programme_path("create", programme), data)
    row = Recognition.objects.get()
    assert (row.programme, row.url) == (programme, "https://a.nl")
    listed = client.get(programme_path("list", programme)).context["rows"][0]
    client.post(listed["url"], data | {"title": "Voorloper", "version": "1"})
    assert Recognition.objects.get().title == "Voorloper"
    client.post(listed["remove_url"])
    assert not Recognition.objects.exists()


def test_desk_of_a_circle_leads_to_its_own_addresses(community, coordinator, recognition, as_user):
    listed = as_user(coordinator).get(path("list", community)).context["rows"][0]

    assert listed["url"] == path("change", community, pk=recognition.pk)
    assert listed["remove_url"] == path("remove", community, pk=recognition.pk)


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        ({"ends_on": "2026-02-01"}, "ends_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"reason": ""}, "reason"),
        ({"title": "Kop\nloper"}, "title"),
        ({"url": "javascript:alert(1)"}, "url"),
    ],
)
def test_desk_says_what_is_wrong(community, coordinator, as_user, other, wrong):
    data = {"title": "Koploper", "issuer": "Zorgpact", "starts_on": "2026-03-01", "reason": "Goed."}

    page = as_user(coordinator).post(path("create", community), data | other)

    assert set(page.context["form"].errors) == {wrong}
