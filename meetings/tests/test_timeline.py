"""The cycles of a circle on a line of time."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from communities.models import Community, FormerName
from conftest import CLOSED
from meetings.models import Cycle, Meeting

pytestmark = pytest.mark.django_db

PLACE = "Buurthuiskamer De Kersentuin"


@pytest.fixture
def url(community):
    return reverse("meetings:community_timeline", kwargs={"slug": community.slug})


@pytest.fixture
def meetings(cycle, make):
    """One that was, the next one, one that is off, and a draft."""
    return [
        make.meeting(cycle, 1, days=-20, theme="Agenderen"),
        make.meeting(cycle, 2, days=20, theme="Visie", place=PLACE),
        make.meeting(cycle, 3, days=60, theme="Plan", status=Meeting.Status.CANCELLED),
        make.meeting(cycle, 4, days=90, theme="Borgen", status=Meeting.Status.DRAFT),
    ]


def items(response):
    return [item for cycle in response.context["cycles"] for item in cycle.items]


def test_timeline_shows_visitors_number_theme_and_month_only(visitor, url, meetings):
    response = visitor.get(url)
    page = response.content.decode()

    month = date_format(meetings[1].date, "F Y")
    assert [item["title"] for item in items(response)] == ["Agenderen", "Visie", "Plan"]
    assert items(response)[1]["when"].endswith(f"· {month}")
    assert "9.30" not in page and PLACE not in page and "Eenzaamheid eerder zien" not in page
    assert meetings[1].get_absolute_url() not in page


def test_timeline_shows_members_day_place_and_the_way_to_each(member, as_user, url, meetings):
    response = as_user(member).get(url)
    page = response.content.decode()

    assert [item["state"] for item in items(response)] == ["past", "now", "next"]
    assert "9.30–16.30 uur" in page and PLACE in page and "Eenzaamheid eerder zien" in page
    assert meetings[1].get_absolute_url() in page and "Borgen" not in page


def test_timeline_shows_drafts_to_coordinators(coordinator, as_user, url, meetings):
    assert [item["title"] for item in items(as_user(coordinator).get(url))][-1] == "Borgen"


def test_timeline_opens_the_cycle_that_goes_on(visitor, url, community, cycle, make, meetings):
    later = Cycle.objects.create(community=community, number=2)
    make.meeting(later, days=300)
    earlier = Cycle.objects.create(community=community, number=0)
    make.meeting(earlier, days=-300)
    shown = visitor.get(url).context["cycles"]
    assert [(each.title, each.is_open) for each in shown] == [
        ("Cyclus 2", False), ("Cyclus 1", True), ("Cyclus 0", False),
    ]  # fmt: skip


def test_timeline_is_a_part_for_htmx_and_a_page_for_others(visitor, url, meetings):
    assert "<html" in visitor.get(url).content.decode()
    assert "<html" not in visitor.get(url, headers={"HX-Request": "true"}).content.decode()


def test_timeline_says_so_when_nothing_is_planned(visitor, url, community):
    assert "Er zijn nog geen bijeenkomsten gepland." in visitor.get(url).content.decode()


def test_timeline_hides_a_draft_circle_and_shows_a_closed_one(visitor, as_user, outsider, url, community, meetings):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    assert len(items(visitor.get(url))) == 3
    Community.objects.filter(pk=community.pk).update(status="draft", phase="explore", started_at=None, closed_at=None)
    assert visitor.get(url).status_code == as_user(outsider).get(url).status_code == 404


def test_timeline_of_a_circle_under_its_former_name_leads_to_the_new_address(visitor, url, community):
    FormerName.objects.create(community=community, name="Linge", slug="linge")
    answer = visitor.get(reverse("meetings:community_timeline", kwargs={"slug": "linge"}))
    assert (answer.status_code, answer["Location"]) == (301, url)


def test_timeline_asks_two_queries_whatever_it_shows(
    visitor, url, cycle, make, community, django_assert_num_queries, meetings
):
    visitor.get(url)
    for number in range(5, 8):
        make.meeting(cycle, number, days=number * 30)
        make.meeting(Cycle.objects.create(community=community, number=number), days=timezone.now().day)
        with django_assert_num_queries(2):
            visitor.get(url, headers={"HX-Request": "true"})
