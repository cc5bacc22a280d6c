"""The life of a circle, and its pages."""

import pytest
from django.core.cache import caches
from django.db import IntegrityError

from communities.actions.community import change_community, create_draft, discard_draft, missing_facts, start_community
from communities.models import Community, Theme
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(outsider, programme, area) -> Community:
    return create_draft(
        by=outsider,
        programme=programme,
        name="Liemers",
        kind="regional",
        question="Hoe bereiken we laaggeletterde inwoners?",
        area=area,
        sector="practice",
    )


# --- Draft


def test_create_draft_makes_its_starter_coordinator(draft, outsider):
    membership = outsider.memberships.get()

    assert (membership.role, membership.sector) == ("coordinator", "practice")
    assert (draft.status, draft.slug, draft.member_count) == ("draft", "liemers", 1)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Liemers", "liemers-2"), ("Nieuw", "nieuw-2"), ("Uitnodiging", "uitnodiging-2"), ("???", "leerkring")],
)
def test_create_draft_finds_a_free_address(draft, outsider, programme, name, slug):
    made = create_draft(by=outsider, programme=programme, name=name, kind="regional", sector="practice")

    assert made.slug == slug


def test_create_draft_pressed_twice_is_one_circle(draft, outsider, member, programme):
    same = {name: getattr(draft, name) for name in ("programme", "name", "kind", "question", "area")}

    assert create_draft(by=outsider, sector="practice", **same) == draft
    assert create_draft(by=member, sector="practice", **same) != draft
    assert draft.memberships.count() == 1


def test_change_is_refused_when_somebody_else_saved(draft, outsider):
    change_community(draft, by=outsider, version=1, name="De Liemers")

    with pytest.raises(Overtaken):
        change_community(draft, by=outsider, version=1, name="Liemers-Oost")
    draft.refresh_from_db()
    assert (draft.name, draft.version) == ("De Liemers", 2)


def test_discard_twice_is_harmless(draft, outsider):
    discard_draft(draft, by=outsider)
    discard_draft(draft, by=outsider)

    assert not Community.objects.exists()


def test_discard_is_refused_once_started(community, coordinator):
    with pytest.raises(Refused):
        discard_draft(community, by=coordinator)


# --- Starting


def test_start_makes_it_public(draft, outsider, member):
    started = start_community(draft, by=outsider)

    assert started.status == "active"
    assert started.started_at
    assert has_permission(member, "communities.view_community", draft)


def test_start_twice_is_refused(draft, outsider):
    start_community(draft, by=outsider)

    with pytest.raises(Refused):
        start_community(draft, by=outsider)


@pytest.mark.parametrize(
    ("fields", "count"),
    [({"area": None}, 1), ({"question": ""}, 1), ({"kind": "thematic"}, 1), ({"area": None, "question": ""}, 2)],
)
def test_start_is_refused_with_what_is_missing(draft, outsider, fields, count):
    Community.objects.filter(pk=draft.pk).update(**fields)
    draft.refresh_from_db()

    with pytest.raises(Refused) as refused:
        start_community(draft, by=outsider)
    assert len(refused.value.messages) == len(missing_facts(draft)) == count
    # The database says the same.
    with pytest.raises(IntegrityError):
        Community.objects.filter(pk=draft.pk).update(status="active", started_at="2026-01-01T00:00Z")


# --- Pages


def test_list_shows_running_circles_to_visitors(visitor, community, draft):
    page = visitor.get("/leerkringen/").content.decode()

    assert community.question in page
    assert draft.name not in page


def test_list_shows_my_drafts_on_top(as_user, community, draft, outsider):
    page = as_user(outsider).get("/leerkringen/").content.decode()

    assert page.index(draft.name) < page.index(community.question)


def test_list_is_filtered_by_programme(visitor, community):
    assert community.question in visitor.get("/leerkringen/?programma=zorgalliantie").content.decode()
    assert visitor.get("/leerkringen/?programma=bestaat-niet").status_code == 200


def test_list_says_what_belongs_here_when_empty(visitor, db):
    assert visitor.get("/leerkringen/").status_code == 200


def test_list_costs_the_same_at_one_and_three_circles(visitor, community, programme, django_assert_num_queries):
    for size in (1, 3):
        for number in range(size):
            theme = Theme.objects.create(programme=programme, name=f"T{size}{number}")
            Community.objects.create(
                programme=programme,
                slug=f"c{size}{number}",
                name="C",
                kind="thematic",
                theme=theme,
                status="active",
                started_at="2026-01-01T00:00Z",
            )
        # What may be kept; programmes, themes, areas, number, circles.
        caches["pages"].clear()
        with django_assert_num_queries(6):
            visitor.get("/leerkringen/")


@pytest.mark.parametrize("role", ["member", "host", "coordinator"])
def test_detail_shows_members_who_is_there(request, as_user, community, coordinator, role):
    page = as_user(request.getfixturevalue(role)).get("/leerkringen/lingewaard/").content.decode()

    assert "Marit Hoekstra" in page
    assert "/bijeenkomsten/leerkring/lingewaard/" in page


@pytest.mark.parametrize("role", ["outsider", "former_member", "staff", None])
def test_detail_shows_others_the_question_and_no_name(request, client, as_user, community, coordinator, member, role):
    browser = as_user(request.getfixturevalue(role)) if role else client

    page = browser.get("/leerkringen/lingewaard/").content.decode()

    assert community.question in page
    assert "Hoekstra" not in page
    # Their agenda; the outline of the cycles is public.
    assert '"/bijeenkomsten/leerkring/lingewaard/"' not in page


@pytest.mark.parametrize("role", ["coordinator", "staff", None])
def test_detail_of_a_draft_of_somebody_else_looks_missing(request, client, as_user, draft, role):
    browser = as_user(request.getfixturevalue(role)) if role else client

    assert browser.get("/leerkringen/liemers/").status_code == 404


def test_detail_costs_the_same_at_one_and_three_members(
    as_user, community, coordinator, make, django_assert_num_queries
):
    browser = as_user(coordinator)
    for size in (1, 3):
        for number in range(size):
            make.join(make.user(f"Lid{size}{number}"), community, "student", sector="education")
        with django_assert_num_queries(10):
            browser.get("/leerkringen/lingewaard/")
