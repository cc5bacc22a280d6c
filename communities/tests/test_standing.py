"""How the circles of a programme stand, for its team; and by region, for everybody."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities import regions, standing
from communities.actions.obstacle import report_obstacle
from communities.actions.tally import OLD, recount, recount_due
from communities.models import Area, Assignment, Cohort, Community, Membership, Programme, Tally, Theme
from communities.regions import regions_of
from communities.standing import standing_of
from communities.tests.counting import count_now
from conftest import CLOSED

pytestmark = pytest.mark.django_db


def standing_path(programme):
    return reverse("communities:programme_standing", kwargs={"programme_slug": programme.slug})


def regions_path(programme):
    return reverse("communities:programme_regions", kwargs={"programme_slug": programme.slug})


def another(community, name, **fields):
    return Community.objects.create(
        programme=community.programme,
        name=name,
        slug=name.lower(),
        question="Hoe?",
        kind="regional",
        area=community.area,
        status="active",
        started_at=timezone.now(),
        **fields,
    )


def bars(chart):
    return {bar.label: bar.text for bar in chart.bars}


# --- Counting beforehand


def test_circles_that_were_never_counted_are_counted_once_a_day(community):
    now = timezone.now()
    assert recount_due(now) == 1
    assert recount_due(now) == 0
    assert recount_due(now + OLD) == 1


def test_draft_is_not_counted(community):
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    assert recount_due(timezone.now()) == 0


def test_year_of_which_nothing_is_left_goes(community):
    now = timezone.now()
    Tally.objects.create(community=community, year=2019, numbers={"outcomes": 2}, counted_at=now - OLD)
    recount([community.pk], now)
    assert not Tally.objects.filter(year=2019).exists()


def test_counting_costs_as_much_for_one_circle_as_for_three(community, django_assert_num_queries):
    with django_assert_num_queries(36):
        recount([community.pk], timezone.now())
    circles = [community.pk, *[another(community, name).pk for name in ("Elst", "Bemmel")]]
    with django_assert_num_queries(36):
        recount(circles, timezone.now())


# --- For the team


@pytest.mark.parametrize(
    ("who", "status"),
    [("boss", 200), ("broker", 200), ("coordinator", 404), ("member", 404), ("outsider", 404), ("staff", 404)],
)
def test_standing_is_for_who_links_the_programme(who, status, programme, community, as_user, request):
    assert as_user(request.getfixturevalue(who)).get(standing_path(programme)).status_code == status


def test_standing_counts_phases_people_obstacles_and_assignments(
    programme, community, boss, member, coordinator, host_organisation
):
    another(community, "Elst", phase="develop")
    report_obstacle(community, by=member, title="Roosters", description="Anders.", kind="time")
    Assignment.objects.create(
        community=community,
        organisation=host_organisation,
        title="Bel tien bewoners",
        text="Vraag.",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 2, 1),
        closes_on=date(2026, 1, 1),
        supervisor=coordinator,
        status="published",
    )
    count_now()

    found = standing_of(programme, boss)

    phases = bars(found["phases"])
    assert (phases["Verkennen"], phases["Ontwikkelen"]) == ("1", "1")
    people = Membership.objects.active().filter(community=community)
    assert bars(found["balance"])["Praktijk"] == str(people.filter(sector="practice").count())
    assert bars(found["obstacles"]) == {"Tijd en roosters": "1"}
    assert bars(found["assignments"])["Open"] == "1"
    assert [row.circle.name for row in found["incomplete"]][0] == "Elst"


def test_standing_compares_cohorts_and_regions(programme, community, boss):
    cohort = Cohort.objects.create(programme=programme, name="2026-2027", starts_on=date(2026, 9, 1))
    Community.objects.filter(pk=community.pk).update(cohort=cohort)
    another(community, "Elst")
    count_now()

    found = standing_of(programme, boss)

    assert [(group.label, group.cells[0]) for group in found["cohorts"]] == [("2026-2027", "1")]
    assert sum(int(group.cells[0]) for group in found["regions"]) == 2


def test_standing_includes_the_parts_of_a_programme_but_no_drafts(programme, community, boss):
    part = Programme.objects.create(name="Regio Oost", slug="regio-oost", parent=programme)
    hidden = Programme.objects.create(name="Later", slug="later", parent=programme, status="draft")
    Community.objects.filter(pk=another(community, "Elst").pk).update(programme=part)
    Community.objects.filter(pk=another(community, "Bemmel").pk).update(programme=hidden)

    assert [row.circle.name for row in standing_of(programme, boss)["rows"]] == sorted(["Elst", community.name])


@pytest.mark.parametrize("circles", [0, 2])
def test_standing_costs_the_same_for_one_circle_as_for_three(
    circles, programme, community, boss, as_user, django_assert_num_queries
):
    for place in range(circles):
        another(community, f"Kring{place}")
    count_now()
    browser = as_user(boss)
    with django_assert_num_queries(12):
        page = browser.get(standing_path(programme))
    assert page.status_code == 200


def test_standing_says_when_it_was_counted(programme, community, boss, as_user):
    assert "binnen een kwartier" in as_user(boss).get(standing_path(programme)).content.decode()
    count_now()
    assert "Geteld op" in as_user(boss).get(standing_path(programme)).content.decode()


def test_standing_of_a_programme_without_circles_says_so(boss, programme, as_user):
    page = as_user(boss).get(standing_path(programme)).content.decode()
    assert "Er is nog geen leerkring begonnen" in page


# --- For everybody


def test_regions_show_circles_by_province(programme, community, client):
    province = Area.objects.create(name="Flevoland", kind="province")
    town = Area.objects.create(name="Almere", kind="municipality", parent=province)
    elsewhere = another(community, "Almere-Haven")
    Community.objects.filter(pk=elsewhere.pk).update(area=Area.objects.create(
        name="Haven", kind="neighbourhood", parent=town
    ))  # fmt: skip
    count_now()

    regions = {region["label"]: region["cells"][0] for region in regions_of(programme)["regions"]}

    assert regions["Flevoland"] == "1"
    page = client.get(regions_path(programme)).content.decode()
    assert re.search(r'<h2 id="region-\d">Flevoland</h2>', page)


def test_regions_show_no_circle_that_was_put_away(programme, community, coordinator):
    Community.objects.filter(pk=community.pk).update(**CLOSED | {"status": "archived"})
    assert regions_of(programme)["count"] == 0
    assert Community.objects.permitted(AnonymousUser(), "communities.view_community").count() == 0


def test_regions_of_a_draft_are_hidden(programme, client):
    Programme.objects.filter(pk=programme.pk).update(status="draft")
    assert client.get(regions_path(programme)).status_code == 404


@pytest.mark.parametrize("circles", [0, 2])
def test_regions_cost_the_same_for_one_circle_as_for_three(
    circles, programme, community, client, django_assert_num_queries
):
    for place in range(circles):
        another(community, f"Kring{place}")
    count_now()
    with django_assert_num_queries(6):
        client.get(regions_path(programme))


def test_circle_without_an_area_or_in_one_of_no_province_stands_last(programme, community):
    province = Area.objects.create(name="Zeeland", kind="province")
    places = {
        "Elst": None,
        "Bemmel": Area.objects.create(name="Nergens", kind="municipality"),
        "Veere": Area.objects.create(name="Veere", kind="municipality", parent=province),
    }
    theme = Theme.objects.create(programme=programme, name="Technologie thuis")
    for name, area in places.items():
        Community.objects.filter(pk=another(community, name).pk).update(area=area, theme=theme, kind="thematic")
    Community.objects.filter(pk=community.pk).update(area=province)
    count_now()

    found = regions_of(programme)["regions"]

    assert [(region["label"], region["count"]) for region in found] == [("Zeeland", 2), ("zonder gebied", 2)]
    assert [[circle.name for circle in region["circles"]] for region in found] == [
        sorted([community.name, "Veere"]),
        ["Bemmel", "Elst"],
    ]


def test_longer_lists_are_cut_and_say_so(programme, community, boss, as_user, client, monkeypatch):
    monkeypatch.setattr(regions, "MOST_NAMED", 1)
    monkeypatch.setattr(standing, "MOST_CIRCLES", 1)
    for name in ("Elst", "Bemmel"):
        another(community, name)
    count_now()

    public = client.get(regions_path(programme)).content.decode()
    mine = as_user(boss).get(standing_path(programme)).content.decode()

    cut = "De eerste 1 van 3 leerkringen. De totalen gaan over allemaal."
    assert public.count(cut) == 1
    # Of who lacks a corner, and of all.
    assert mine.count("De eerste 1 van ") == 2
