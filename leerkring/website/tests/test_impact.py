"""What circles bring about: matrix, goals, report and the flow of knowledge."""

import io
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone, translation

from casework.models import Outcome, OutcomeAuthor, Uptake
from communities.models import Area, Commitment, Community, Membership, Programme, Story, Tally
from communities.tallies import Goal, Value, all_indicators, in_words
from communities.tests.counting import count_now
from conftest import CLOSED, make_organisation
from leerkring.core.links import absolute_url
from leerkring.core.tests.paper import assert_accessible
from leerkring.website.impact import page as page_of_impact
from leerkring.website.impact import report
from leerkring.website.impact.flow import flow_of, growth_of
from leerkring.website.impact.numbers import ABOUT, GOALS, NOW_ONLY, scope_of_circle, scope_of_programme
from leerkring.website.impact.page import impact_of
from leerkring.website.impact.report import facts_of, list_of

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
LAST_YEAR = datetime(2025, 6, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
FILES = ["report", "numbers"]
STEPS = {"activity": "Samen koken.", "gained": "Ik ken nu tien buren.", "applied": "Ik bel aan.", "result": "Rust."}


def of_programme(name, programme):
    return reverse(f"programme_{name}", kwargs={"programme_slug": programme.slug})


def of_circle(name, community):
    return reverse(f"circle_{name}", kwargs={"slug": community.slug})


def publish(community, slug, moment=None):
    facts = {"status": "published", "published_at": moment or timezone.now()}
    return Outcome.objects.create(community=community, slug=slug, title=f"Paper {slug}", **facts)


def tell(community, **fields):
    facts = STEPS | {"status": "published", "published_at": timezone.now(), "is_public": True}
    return Story.objects.create(community=community, title="De dinsdagtafel", **facts | fields)


def another(community, name):
    return Community.objects.create(
        programme=community.programme,
        name=name,
        slug=name.lower(),
        question="Hoe?",
        kind="regional",
        area=community.area,
        status="active",
        started_at=timezone.now(),
    )


def line_of(parts, label):
    [cells] = [line.cells for part in parts for line in part.lines if line.label == label]
    return cells


@pytest.fixture
def counted(community, programme):
    """One outcome last year, two this year."""
    publish(community, "oud", LAST_YEAR)
    publish(community, "a")
    publish(community, "b")
    count_now()
    return scope_of_programme(programme, VISITOR)


# --- What is read


def test_every_value_and_goal_is_explained_and_has_indicators():
    assert set(ABOUT) == set(Value)
    assert set(GOALS) == set(Goal)
    assert {each.value for each in all_indicators() if each.value} == set(Value)
    assert {each.goal for each in all_indicators() if each.goal} == set(Goal)
    assert {each.name for each in all_indicators()} >= NOW_ONLY


def test_matrix_shows_years_beside_each_other_and_all_of_them(counted):
    page = impact_of(counted, VISITOR, 0)
    this_year = timezone.localdate().year
    assert page["heads"] == ["2025", str(this_year), "In totaal"]
    assert line_of(page["matrix"], "Opbrengsten gepubliceerd") == ["1", "2", "3"]


def test_chosen_year_stands_after_the_one_before(counted):
    page = impact_of(counted, VISITOR, 2025)
    assert page["heads"] == ["2024", "2025"]
    assert line_of(page["matrix"], "Opbrengsten gepubliceerd") == ["0", "1"]
    assert page["page_title"] == "Jaarverslag 2025"


def test_who_takes_part_is_known_of_now_only(counted):
    page = impact_of(counted, VISITOR, 2025)
    assert line_of(page["goals"], "Studenten die meedoen") == ["–", "–"]


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (1, "minder dan 5"), (4, "minder dan 5"), (5, "5")])
def test_few_people_are_not_counted_out(number, shown):
    assert in_words(number, of_people=True) == shown


def test_stories_stand_beside_the_value_they_tell_of(community, programme):
    tell(community)
    page = impact_of(scope_of_programme(programme, VISITOR), VISITOR, 0)
    told = {part.name: [each.text for each in part.stories] for part in page["matrix"]}
    assert told == {
        "immediate": ["Samen koken."],
        "potential": ["Ik ken nu tien buren."],
        "applied": ["Ik bel aan."],
        "realised": ["Rust."],
        "transformative": [],
    }


def test_story_for_the_circle_is_told_to_the_circle_alone(community, programme, member):
    tell(community, is_public=False)
    scope = scope_of_programme(programme, VISITOR)
    assert not any(part.stories for part in impact_of(scope, VISITOR, 0)["matrix"])
    assert any(part.stories for part in impact_of(scope, member, 0)["matrix"])


def test_parts_of_a_programme_count_and_what_was_put_away_does_not(community, programme):
    part = Programme.objects.create(name="Regio Oost", slug="regio-oost", parent=programme)
    Community.objects.filter(pk=another(community, "Elst").pk).update(programme=part)
    Community.objects.filter(pk=community.pk).update(**CLOSED | {"status": "archived"})
    assert [circle.name for circle in scope_of_programme(programme, VISITOR).circles] == ["Elst"]


# --- Who reads it


@pytest.mark.parametrize("name", ["impact", "report", "numbers"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 200), ("coordinator", 200), ("boss", 200), ("outsider", 404), ("former_member", 404), ("staff", 404)],
)
def test_circle_shows_its_own_and_who_links_its_programme(
    name, who, status, community, programme, make, as_user, request
):
    boss = make.user("Bep", "Makelaar")
    programme.team.create(user=boss, role="broker")
    user = boss if who == "boss" else request.getfixturevalue(who)
    assert as_user(user).get(of_circle(name, community)).status_code == status


@pytest.mark.parametrize("name", ["impact", "report", "numbers", "flow"])
def test_draft_of_a_programme_shows_nothing(name, programme, client):
    Programme.objects.filter(pk=programme.pk).update(status="draft")
    assert client.get(of_programme(name, programme)).status_code == 404


@pytest.mark.parametrize("query", ["?jaar=9", "?jaar=x", "?jaar=", "?jaar=99999999999", "?jaar=2025&jaar=1"])
def test_year_that_is_none_means_all(query, counted, programme, client):
    page = client.get(of_programme("impact", programme) + query)
    assert page.status_code == 200
    assert "In totaal" in page.content.decode()


@pytest.mark.parametrize("circles", [0, 2])
def test_page_costs_the_same_for_one_circle_as_for_three(
    circles, community, programme, client, django_assert_num_queries
):
    for number, row in enumerate([community, *[another(community, f"Kring{place}") for place in range(circles)]]):
        publish(row, f"p{number}")
        tell(row)
    count_now()
    with django_assert_num_queries(5):
        client.get(of_programme("impact", programme))


def test_programme_without_circles_says_so_in_every_form(programme, client):
    assert client.get(of_programme("impact", programme)).status_code == 200
    assert client.get(of_programme("report", programme))["Content-Type"] == "application/pdf"
    assert client.get(of_programme("numbers", programme)).status_code == 200
    assert "Er doet nog geen organisatie mee" in client.get(of_programme("flow", programme)).content.decode()


# --- Report and numbers


def test_report_is_an_accessible_pdf(counted, community, programme, client):
    tell(community, result="Rust in de straat 👩‍🍳.")
    content = client.get(of_programme("report", programme) + "?jaar=2025").content
    assert_accessible(content, language="nl", title=f"Jaarverslag 2025 · {programme.name}")


def words_in(facts) -> set[str]:
    """Return each text in the facts with a letter in it."""
    if isinstance(facts, dict):
        return {word for fact in facts.values() for word in words_in(fact)}
    if isinstance(facts, list):
        return {word for fact in facts for word in words_in(fact)}
    return {facts} if isinstance(facts, str) and re.search("[a-z]", facts) else set()


@pytest.mark.parametrize("kind", ["programme", "circle"])
def test_report_speaks_the_language_of_the_reader(kind, counted, community, programme, coordinator, as_user):
    tell(community)
    count_now()
    client = as_user(coordinator)
    client.cookies["django_language"] = "en"
    is_circle = kind == "circle"
    scope = scope_of_circle(community) if is_circle else counted
    report, numbers = (of_circle(name, community) if is_circle else of_programme(name, programme) for name in FILES)

    content = client.get(report).content
    head, *_rows = openpyxl.load_workbook(io.BytesIO(client.get(numbers).content)).active.values
    assert_accessible(content, language="en", title=f"What it brings about · {scope.name}")
    assert head == ("Circle", "Year", "What was counted", "Number", "Kind of value", "Goal")
    said = {}
    for language in ("nl", "en"):
        with translation.override(language):
            said[language] = words_in(facts_of(scope, coordinator, 0)) | {str(row) for row in list_of(scope, 0)[1]}
    own = {scope.name, community.name, settings.SITE_NAME, absolute_url(scope.url), "De dinsdagtafel"}
    assert said["nl"] & said["en"] - own - set(STEPS.values()) == set()


def test_report_says_what_the_page_says(counted, community):
    facts = facts_of(counted, VISITOR, 0)
    page = impact_of(counted, VISITOR, 0)
    assert [part["title"] for part in facts["matrix"]] == [part.title for part in page["matrix"]]
    assert facts["circles"] == [{"label": community.name, "cells": ["0", "0", "3", "0", "0"]}]


def test_numbers_are_those_behind_each_figure(counted, community, programme, client):
    content = client.get(of_programme("numbers", programme)).content
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert head[:4] == ("Leerkring", "Jaar", "Wat er geteld is", "Aantal")
    outcomes = {year: number for _circle, year, what, number, *_rest in rows if what == "Opbrengsten gepubliceerd"}
    assert outcomes == {"In totaal": 3, 2025: 1, timezone.localdate().year: 2}


def test_numbers_of_very_many_circles_are_given_by_province(counted, community, programme, monkeypatch):
    monkeypatch.setattr(report, "MOST_LISTED", 1)
    province = Area.objects.create(name="Zeeland", kind="province")
    town = Area.objects.create(name="Veere", kind="municipality", parent=province)
    for name in ("Domburg", "Vrouwenpolder"):
        circle = another(community, name)
        Community.objects.filter(pk=circle.pk).update(area=town)
        publish(circle, f"paper-{name}".lower())
    count_now()

    head, rows = list_of(scope_of_programme(programme, VISITOR), 0)

    assert str(head[0]) == "Regio"
    found = [tuple(row[:2]) + (row[3],) for row in rows if row[2] == "Opbrengsten gepubliceerd"]
    this_year = timezone.localdate().year
    assert found == [
        ("Zeeland", "In totaal", 2),
        ("zonder gebied", "In totaal", 3),
        ("zonder gebied", 2025, 1),
        ("Zeeland", this_year, 2),
        ("zonder gebied", this_year, 2),
    ]
    of_year = list_of(scope_of_programme(programme, VISITOR), 2025)[1]
    assert {row[1] for row in of_year} == {2025}


def test_page_names_the_first_circles_and_says_how_many_there_are(counted, community, programme, client, monkeypatch):
    monkeypatch.setattr(page_of_impact, "MOST_CIRCLES", 2)
    assert "De eerste" not in client.get(of_programme("impact", programme)).content.decode()
    for name in ("Aalst", "Zetten"):
        another(community, name)
    found = impact_of(scope_of_programme(programme, VISITOR), VISITOR, 0)
    assert [line.label for line in found["circles"]] == ["Aalst", community.name]
    assert found["figures"][0]["number"] == "3"
    assert "De eerste 2 van 3 leerkringen" in client.get(of_programme("impact", programme)).content.decode()


def test_numbers_hide_a_handful_of_people(community, member):
    Tally.objects.create(
        community=community, year=0, numbers={"students": 2, "meetings": 2}, counted_at=timezone.now()
    )
    found = {row[2]: row[3] for row in list_of(scope_of_circle(community), 0)[1]}
    assert found == {"Studenten die meedoen": "minder dan 5", "Bijeenkomsten geweest": 2}


# --- The flow of knowledge


@pytest.fixture
def network(community):
    """Two organisations that committed themselves, one that wrote, and one outcome that is used elsewhere."""
    signed = {"signed_on": "2024-02-01", "signed_by": "J. van Elk"}
    for name, facts in [("De Linge", signed), ("Rijnoever", {})]:
        Commitment.objects.create(community=community, organisation=make_organisation(name), **facts)
    outcome = publish(community, "kaart", LAST_YEAR)
    OutcomeAuthor.objects.create(
        outcome=outcome, position=1, name="Femke", organisation=make_organisation("Hogeschool")
    )
    facts = {"outcome": outcome, "told_at": timezone.now(), "decided_at": timezone.now(), "state": "shown"}
    Uptake.objects.create(use="practice", where="Gemert", **facts)
    Uptake.objects.create(use="practice", where="Geheim", **facts | {"state": "hidden"})
    Uptake.objects.create(use="not", **facts)
    return outcome


def test_flow_shows_who_takes_part_since_when_and_what_is_used_where(network, programme, community):
    count_now()
    found = flow_of(scope_of_programme(programme, VISITOR))
    assert {link.organisation: link.year for link in found["links"]} == {
        "De Linge": 2024,
        "Hogeschool": 2025,
        "Rijnoever": community.started_at.year,
    }
    assert [(use.where, use.title) for use in found["uses"]] == [("Gemert", "Paper kaart")]
    assert found["growth"] == [[2024, 1, 1], [2025, 2, 2], [community.started_at.year, 3, 3]]


def test_flow_says_nothing_of_who_somebody_works_for(network, programme, community, make):
    elsewhere = make_organisation("Stille werkgever")
    make.join(make.user("Ria"), community, Membership.Role.PROFESSIONAL, organisation=elsewhere)
    assert "Stille werkgever" not in str(flow_of(scope_of_programme(programme, VISITOR)))


def test_flow_page_holds_its_picture_as_data_and_as_tables(network, programme, client):
    count_now()
    page = client.get(of_programme("flow", programme)).content.decode()
    assert 'id="flow-data"' in page
    assert "Geteld op" in page
    assert "Geheim" not in page
    assert page.count("De Linge") >= 2


@pytest.mark.parametrize("circles", [0, 2])
def test_flow_costs_the_same_for_one_circle_as_for_three(
    circles, network, community, programme, client, django_assert_num_queries
):
    for place in range(circles):
        circle = another(community, f"Kring{place}")
        Commitment.objects.create(community=circle, organisation=make_organisation(f"Organisatie {place}"))
    count_now()
    with django_assert_num_queries(6):
        client.get(of_programme("flow", programme))


def test_flow_names_nothing_that_was_put_away_since(network, programme, community):
    other = another(community, "Elst")
    facts = {"signed_on": "2023-01-01", "signed_by": "J. de Boer"}
    Commitment.objects.create(community=other, organisation=make_organisation("Blijvers"), **facts)
    count_now()
    Community.objects.filter(pk=community.pk).update(**CLOSED | {"status": "archived"})
    found = flow_of(scope_of_programme(programme, VISITOR))
    assert [(link.organisation, link.circle.name) for link in found["links"]] == [("Blijvers", "Elst")]
    assert found["uses"] == []


def test_flow_that_was_not_gathered_yet_says_when_it_will_be(network, programme, client):
    page = client.get(of_programme("flow", programme)).content.decode()
    assert "binnen een kwartier" in page
    assert "Er doet nog geen organisatie mee" not in page


def test_growth_of_nothing_is_nothing():
    assert growth_of([]) == []


def test_growth_counts_an_organisation_once_and_each_of_its_links():
    assert growth_of([(1, 10, 2024), (2, 10, 2024), (1, 11, 2026)]) == [(2024, 2, 2), (2026, 2, 3)]
