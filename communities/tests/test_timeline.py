"""The timeline of a circle: everything that happened, as far as the reader may see it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.actions.phase import move_to_phase
from communities.models import Assignment, Community, Issue, Membership, Obstacle, PhaseMove, Recognition, Story
from communities.timeline import KINDS, Source, register_source, timeline_of, told
from conftest import CLOSED

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(community, coordinator, member, organisation):
    """A circle in which one of each happened, a day apart, and beside each something that is not to be told."""
    now = timezone.now()
    Community.objects.filter(pk=community.pk).update(started_at=now - timedelta(days=60))
    why = {"decision": "Daarom.", "approach": "Zo.", "text": "T"}
    Issue.objects.create(community=community, title="Vraag", status="committed", decided_at=now, **why)
    Issue.objects.create(community=community, title="Open vraag", text="T")
    over = {"description": "D", "kind": "time", "conclusion": "Weg."}
    for title, status in (("Rooster", "removed"), ("Geld", "accepted")):
        Obstacle.objects.create(community=community, title=title, status=status, closed_at=now, **over)
    days = {name: now.date() for name in ("starts_on", "ends_on", "closes_on")}
    for title, status in (("Kaart", "finished"), ("Concept", "draft")):
        facts = {"text": "T", "level": "hbo", "places": 1, "result": "Klaar."} | days
        Assignment.objects.create(
            community=community, title=title, status=status, organisation=organisation, supervisor=coordinator, **facts
        )
    Recognition.objects.create(community=community, title="Koploper", issuer="Z", starts_on=now.date(), reason="R")
    for title, is_public in (("Openbaar verhaal", True), ("Verhaal binnen", False)):
        facts = {"status": "published", "published_at": now, "is_public": is_public, "author": member}
        Story.objects.create(community=community, title=title, **facts)
    Story.objects.create(community=community, title="Concept", author=member)
    move_to_phase(community, by=coordinator, phase="develop")
    return community


def seen(community, user, kind=""):
    return {line.text for line in told(timeline_of(community, user, kind), community)}


PUBLIC = {
    "De leerkring is begonnen",
    "De leerkring ging naar de fase “ontwikkelen”",
    "Erkenning: Koploper",
    "Verhaal: Openbaar verhaal",
}
INSIDE = PUBLIC | {
    "2 mensen kwamen erbij",
    "Besloten: Vraag",
    "Opdracht afgerond: Kaart",
    "Belemmering weggenomen: Rooster",
    "Verhaal: Verhaal binnen",
}


@pytest.fixture
def cast(full, community, make, request):
    alumnus = make.user("Al", "Umnus")
    make.join(alumnus, community, Membership.Role.RESIDENT, alumnus_since=timezone.now())
    names = ("outsider", "former_member", "staff", "member", "coordinator")
    people = {name: request.getfixturevalue(name) for name in names}
    return people | {"visitor": AnonymousUser(), "alumnus": alumnus}


def test_everybody_sees_what_they_may(cast, full):
    # Joining in one month is one line; by now two more came, one of whom left again.
    inside = INSIDE - {"2 mensen kwamen erbij"} | {"3 mensen kwamen erbij"}
    for name in ("visitor", "outsider", "former_member", "staff"):
        assert (name, seen(full, cast[name])) == (name, PUBLIC)
    for name in ("member", "coordinator"):
        assert (name, seen(full, cast[name])) == (name, inside)
    # Of assignments alumni see no more than the board does.
    assert seen(full, cast["alumnus"]) == inside - {"Opdracht afgerond: Kaart"}


def test_kind_is_chosen_and_nonsense_is_everything(full, member, as_user):
    assert seen(full, member, "agenda") == {"Besloten: Vraag"}
    url = reverse("communities:timeline_detail", kwargs={"slug": full.slug})
    browser = as_user(member)
    for query in ("?soort=x", "?page=99999999999999999999", "?page=-1", "?page=x"):
        assert "Besloten: Vraag" in browser.get(url + query).text
    assert "Besloten: Vraag" not in browser.get(f"{url}?soort=verhalen").text


def test_newest_stands_on_top_and_the_start_at_the_bottom(full, member):
    lines = told(timeline_of(full, member), full)
    moments = [line.at for line in lines]
    assert moments == sorted(moments, reverse=True)
    assert lines[-1].text == "De leerkring is begonnen" or lines[-1].by_month


def test_every_line_with_an_address_leads_to_a_page(full, member, as_user):
    browser = as_user(member)
    urls = [line.url for line in told(timeline_of(full, member), full) if line.url]
    assert len(urls) == 5
    assert {browser.get(url).status_code for url in urls} == {200}


def test_pages_are_cut_from_all_sources_together(full, member, as_user):
    now = timezone.now()
    Recognition.objects.bulk_create(
        Recognition(
            community=full, title=f"N{number}", issuer="Z", starts_on=(now - timedelta(days=number)).date(), reason="R"
        )
        for number in range(100)
    )
    url = reverse("communities:timeline_detail", kwargs={"slug": full.slug})
    pages = [as_user(member).get(f"{url}?page={number}").context["lines"] for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [40, 40, 29]
    assert len({(line.at, line.text) for page in pages for line in page}) == 109


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_much_for_more_rows(full, member, client, as_user, django_assert_num_queries, number):
    for count in range(number):
        PhaseMove.objects.create(community=full, phase="sustain")
        Story.objects.create(
            community=full, title=f"N{count}", status="published", published_at=timezone.now(), is_public=True
        )
    url = reverse("communities:timeline_detail", kwargs={"slug": full.slug})
    inside = as_user(member)
    with django_assert_num_queries(5):
        inside.get(url)
    with django_assert_num_queries(3):
        client.get(url)


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_timeline_of_a_circle_that_is_over(full, cast, status):
    Community.objects.filter(pk=full.pk).update(**CLOSED | {"status": status})
    assert "De leerkring is afgesloten" in seen(full, cast["member"])
    assert ("De leerkring is afgesloten" in seen(full, cast["visitor"])) == (status == "closed")


def test_phases_that_are_moved_to_are_kept_once(full, coordinator):
    move_to_phase(full, by=coordinator, phase="develop")
    assert list(PhaseMove.objects.values_list("phase", "by")) == [("develop", coordinator.pk)]
    coordinator.delete()
    assert PhaseMove.objects.get().by is None


def test_source_has_a_name_of_its_own_and_a_kind_one_can_choose():
    for name, kind in (("stories", "verhalen"), ("new", "x")):
        with pytest.raises(LookupError):
            register_source(Source(name, kind, lambda user, pk: Story.objects.none(), str))
    assert len(KINDS) == 9
