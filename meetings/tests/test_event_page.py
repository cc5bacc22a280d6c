"""Events as everybody sees them: overview, feeds, the page of one; and the pages on which organisers keep them."""

import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from communities.models import Area, ProgrammeMember
from leerkring.files.tests.samples import picture
from meetings.actions.event import cancel_event
from meetings.actions.event_part import add_event_part
from meetings.models import Event
from meetings.tokens import registration_token

from .event_rows import make_event, sign_up

pytestmark = pytest.mark.django_db
LIST = "/evenementen/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def event(community):
    return make_event(community, capacity=3, place="De Kersentuin", address="Kersenlaan 12, Huissen")


@pytest.fixture
def province(area):
    area.parent = Area.objects.create(name="Gelderland", kind=Area.Kind.PROVINCE)
    area.save()
    return area.parent


def titles(response):
    return [row.title for row in response.context["rows"]]


def page(slug, name="event_detail", **more):
    return reverse(f"meetings:{name}", kwargs={"slug": slug} | more)


# --- The overview -------------------------------------------------------------------------------------------------


def test_overview_shows_public_events_to_come_soonest_first(visitor, community, programme):
    make_event(community, slug="b", title="Later", days=9)
    make_event(programme, slug="a", title="Eerder", days=2)
    make_event(community, slug="c", title="Besloten", visibility="members")
    make_event(community, slug="d", title="Concept", status="draft")
    make_event(community, slug="e", title="Afgelast", status="cancelled")
    make_event(community, slug="f", title="Onderzoek", kind="research")
    make_event(community, slug="g", title="Geweest", days=-3)
    assert titles(visitor.get(LIST)) == ["Eerder", "Later"]
    assert titles(visitor.get(LIST, {"voorbij": "1"})) == ["Geweest"]


def test_overview_is_narrowed_by_each_choice_and_leaves_others_aside(visitor, community, programme, area, province):
    make_event(community, slug="a", title="Hier", kind="safari", municipality=area, days=3)
    make_event(community, slug="b", title="Daar", days=70)
    other = type(programme).objects.create(name="Ander", slug="ander")
    make_event(other, slug="c", title="Elders", days=5)
    month = f"{Event.objects.get(slug='b').date:%Y-%m}"
    for query, found in [
        ({"soort": "safari"}, ["Hier"]),
        ({"programma": programme.slug}, ["Hier", "Daar"]),
        ({"programma": "ander"}, ["Elders"]),
        ({"gebied": "Gelderland"}, ["Hier"]),
        ({"maand": month}, ["Daar"]),
        ({"soort": "safari", "maand": month}, []),
        ({"soort": "x'--", "maand": "2027-99", "page": "-1", "gebied": "Mars"}, ["Hier", "Elders", "Daar"]),
    ]:
        assert titles(visitor.get(LIST, query)) == found, query


@pytest.mark.parametrize("count", [1, 3])
def test_overview_takes_as_many_queries_however_many_events(count, community, visitor, queries):
    for number in range(count):
        sign_up(make_event(community, slug=f"e{number}", capacity=5))
    assert queries(lambda: visitor.get(LIST, {"voorbij": ""})) == 3


def test_overview_for_visitors_follows_at_once(visitor, event):
    assert "Nog 3 plekken" in visitor.get(LIST).text
    sign_up(event)
    assert "Nog 2 plekken" in visitor.get(LIST).text


def test_overview_without_events_says_what_belongs_there(visitor):
    assert "Geen evenementen gepland" in visitor.get(LIST).text


# --- Feeds --------------------------------------------------------------------------------------------------------


def test_calendar_feed_holds_public_events_and_cancelled_ones_and_follows_the_choices(
    visitor, event, community, coordinator
):
    make_event(community, slug="s", kind="safari", title="Safari", days=4)
    make_event(community, slug="m", title="Besloten", visibility="members")
    cancel_event(event, by=coordinator, reason="x")
    response = visitor.get("/evenementen/agenda.ics")
    found = {str(entry["summary"]): str(entry["status"]) for entry in Calendar.from_ical(response.content).events}
    assert found == {"Café over mantelzorg": "CANCELLED", "Safari": "CONFIRMED"}
    narrowed = Calendar.from_ical(visitor.get("/evenementen/agenda.ics", {"soort": "safari"}).content)
    assert [str(entry["summary"]) for entry in narrowed.events] == ["Safari"]
    assert response["Cache-Control"] == "public, max-age=300" and not response.cookies


def test_calendar_entry_has_the_moment_of_the_page(visitor, event):
    entry = Calendar.from_ical(visitor.get(page(event.slug, "event_ics")).content).events[0]
    assert entry["dtstart"].dt.astimezone(UTC) == event.starts_at
    assert entry["dtend"].dt.astimezone(UTC) == event.ends_at


def test_atom_feed_is_whole_and_tells_what_is_cancelled(visitor, event, coordinator):
    cancel_event(event, by=coordinator, reason="x")
    response = visitor.get("/evenementen/feed.atom", {"soort": "cafe"})
    root = ElementTree.fromstring(response.content)
    assert [root.find(ATOM + name) is not None for name in ("id", "title", "updated")] == [True] * 3
    entry = root.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Afgelast: Café over mantelzorg"
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{event.uid}"
    assert datetime.fromisoformat(entry.find(f"{ATOM}updated").text)
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"][0].endswith(
        "soort=cafe"
    )


def test_feeds_hold_the_same_for_a_member_as_for_a_visitor(visitor, event, member, as_user, community):
    make_event(community, slug="m", title="Besloten", visibility="members")
    for path in ("/evenementen/agenda.ics", "/evenementen/feed.atom"):
        assert "Besloten" not in as_user(member).get(path).content.decode()


# --- The page of one ----------------------------------------------------------------------------------------------


def json_ld(response):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.S)[1])


def test_page_tells_machines_what_it_tells_people(visitor, event):
    response = visitor.get(page(event.slug))
    facts = json_ld(response)
    assert datetime.fromisoformat(facts["startDate"]) == event.starts_at
    assert (facts["@type"], facts["name"], facts["remainingAttendeeCapacity"]) == ("Event", event.title, 3)
    assert facts["eventStatus"].endswith("EventScheduled") and facts["location"][0]["name"] == "De Kersentuin"
    assert '<meta property="og:title" content="Café over mantelzorg">' in response.text


def test_page_tells_machines_the_municipality_when_there_is_no_other_place(visitor, community, area):
    make_event(community, municipality=area)
    page = visitor.get("/evenementen/cafe/").content.decode()
    facts = json.loads(re.search(r'ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert facts["location"] == [{"@type": "Place", "name": area.name, "address": area.name}]


def test_title_can_not_end_the_block_for_machines(visitor, community):
    nasty = "</script><script>alert(1)</script>"
    response = visitor.get(page(make_event(community, title=nasty).slug))
    assert json_ld(response)["name"] == nasty
    assert "<script>alert" not in response.text


def test_page_of_a_cancelled_event_says_why_and_takes_nobody(visitor, event, coordinator):
    cancel_event(event, by=coordinator, reason="De zaal is dicht.")
    response = visitor.get(page(event.slug))
    assert "De zaal is dicht." in response.text and "/aanmelden/" not in response.text
    assert json_ld(response)["eventStatus"].endswith("EventCancelled")


def test_list_says_what_goes_on_now(visitor, community):
    make_event(community, slug="nu", title="Nu bezig", kind="research", days=-3)
    event = Event.objects.get(slug="nu")
    event.set_times(event.date, event.date + timedelta(days=30), event.start_time, event.end_time)
    event.save()
    url = reverse("meetings:circle_events", kwargs={"slug": community.slug})
    assert "Loopt nu" in visitor.get(url).content.decode()


def test_page_of_a_past_event_is_there_and_takes_nobody(visitor, community):
    response = visitor.get(page(make_event(community, days=-5).slug))
    assert "Voorbij" in response.text and "/aanmelden/" not in response.text


def test_page_follows_at_once_for_visitors(visitor, event, coordinator):
    visitor.get(page(event.slug))
    add_event_part(event, by=coordinator, title="Een nieuwe stem")
    sign_up(event)
    text = visitor.get(page(event.slug)).text
    assert "Een nieuwe stem" in text and "Nog 2 plekken" in text


def test_link_to_take_part_online_is_only_for_who_comes(visitor, community, member, as_user):
    event = make_event(community, online_url="https://overleg.example.nl/geheim")
    row = sign_up(event)
    paths = [
        page(event.slug),
        page(event.slug, "event_ics"),
        LIST,
        "/evenementen/agenda.ics",
        "/evenementen/feed.atom",
    ]
    for browser in (visitor, as_user(member)):
        assert not any("geheim" in browser.get(path).content.decode() for path in paths)
    own = reverse("meetings:registration_detail", kwargs={"token": registration_token(row)})
    assert "geheim" in visitor.get(own).text


def test_page_for_participants_alone_is_hidden_and_not_for_machines(visitor, community, member, as_user):
    event = make_event(community, visibility="members")
    assert visitor.get(page(event.slug)).status_code == 404
    response = as_user(member).get(page(event.slug))
    assert response.status_code == 200 and "ld+json" not in response.text and "noindex" in response.text


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_as_many_queries_however_much_there_is(count, event, coordinator, as_user, visitor, queries):
    for number in range(count):
        add_event_part(event, by=coordinator, title=f"Deel {number}", organisation=f"Organisatie {number}")
        sign_up(event, f"Naam{number} Jansen")
    assert queries(lambda: visitor.get(page(event.slug), {"x": ""})) == 3
    browser = as_user(coordinator)
    assert queries(lambda: browser.get(page(event.slug))) == 5


def test_page_speaks_the_words_of_its_programme(visitor, programme, community, member, as_user):
    type(programme).objects.update(noun_singular="leergemeenschap", noun_plural="leergemeenschappen")
    event = make_event(community, visibility="members")
    assert "meedoet aan deze leergemeenschap" in as_user(member).get(page(event.slug)).text


# --- On the page of a circle or programme -------------------------------------------------------------------------


def test_circle_shows_its_events_as_a_part_and_as_a_page(visitor, event, community, coordinator, as_user):
    make_event(community, slug="o", kind="research", title="Onderzoek", days=3)
    path = reverse("meetings:circle_events", kwargs={"slug": community.slug})
    part = visitor.get(path, headers={"HX-Request": "true"})
    assert titles(part) == ["Onderzoek", event.title] and "<html" not in part.text
    assert "Iets organiseren" not in part.text
    assert "Iets organiseren" in as_user(coordinator).get(path).text


def test_part_of_a_circle_without_events_is_empty_for_visitors(visitor, community):
    path = reverse("meetings:circle_events", kwargs={"slug": community.slug})
    assert visitor.get(path, headers={"HX-Request": "true"}).text.strip() == ""


def test_programme_shows_its_own_events_and_those_of_its_circles(visitor, event, programme):
    make_event(programme, slug="p", title="Van het programma", days=1)
    response = visitor.get(reverse("meetings:programme_events", kwargs={"programme_slug": programme.slug}))
    assert titles(response) == ["Van het programma", event.title]


# --- For organisers -----------------------------------------------------------------------------------------------


def data_of(event, **fields):
    facts = {
        "title": event.title, "date": event.date, "start_time": "13:30", "end_time": "17:00", "visibility": "public",
        "place": event.place, "version": event.version,
    }  # fmt: skip
    return facts | fields


def test_broker_prepares_and_publishes_an_event_in_the_browser(programme, make, as_user, visitor):
    broker = make.user("Yusuf")
    ProgrammeMember.objects.create(programme=programme, user=broker, role=ProgrammeMember.Role.BROKER)
    browser, day = as_user(broker), timezone.localdate() + timedelta(days=20)
    start = browser.get(reverse("meetings:programme_event_start", kwargs={"programme_slug": programme.slug}))
    data = {"title": "Masterclass", "date": day, "start_time": "9:00", "end_time": "12.30", "visibility": "public"}
    path = start.context["kinds"][1]["url"]
    assert browser.post(path, data).status_code == 422
    browser.post(path, data | {"lecturer": "Saskia van Beek"})
    event = Event.objects.get()
    browser.post(page(event.slug, "part_list"), {"title": "Inleiding", "starts": "9:00"})
    browser.post(page(event.slug, "event_files"), {"file": SimpleUploadedFile("dia.png", picture("PNG"))})
    browser.post(page(event.slug, "event_publish"))
    text = visitor.get(page(event.slug)).text
    assert [word in text for word in ("Saskia van Beek", "Inleiding", "dia.png")] == [True] * 3
    assert visitor.get(event.files.get().file.get_absolute_url()).status_code == 200


def test_material_of_a_draft_is_not_seen(community, coordinator, as_user, visitor):
    event = make_event(community, status="draft")
    as_user(coordinator).post(page(event.slug, "event_files"), {"file": SimpleUploadedFile("a.png", picture("PNG"))})
    assert visitor.get(event.files.get().file.get_absolute_url()).status_code == 404


def test_two_organisers_at_once_lose_nothing(event, coordinator, as_user):
    browser, path = as_user(coordinator), page(event.slug, "event_change")
    browser.post(path, data_of(event, place="Eerst"))
    response = browser.post(path, data_of(event, place="Daarna"))
    assert response.status_code == 409
    assert "Eerst" in response.text and "Daarna" in response.text
    event.refresh_from_db()
    assert event.place == "Eerst"
    browser.post(path, data_of(event, place="Daarna", version=response.context["form"].data["version"]))
    event.refresh_from_db()
    assert event.place == "Daarna"


def test_organiser_who_was_overtaken_reads_only_what_differs(event, coordinator, as_user):
    browser, path = as_user(coordinator), page(event.slug, "event_change")
    browser.post(path, data_of(event, lead="Eerst", start_time="14:00"))
    response = browser.post(path, data_of(event, lead="Daarna"))
    stored = {row["label"]: row["stored"] for row in response.context["form"].differences}
    assert stored == {"In één zin": "Eerst", "Van": "14.00"}


def test_fewer_places_than_people_is_said_beside_the_form(event, coordinator, as_user):
    for name in ("Anna", "Bram"):
        sign_up(event, name)
    event.refresh_from_db()
    response = as_user(coordinator).post(page(event.slug, "event_change"), data_of(event, capacity="1"))
    assert response.status_code == 422 and "2 mensen hebben al een plek" in response.text


def test_kind_that_is_not_there_looks_missing(community, coordinator, as_user):
    for kind in ("training", "feest"):
        path = page(community.slug, "circle_event_create", kind=kind)
        assert as_user(coordinator).get(path).status_code == 404


def test_call_off_asks_for_a_reason(event, coordinator, as_user):
    browser, path = as_user(coordinator), page(event.slug, "event_cancel")
    assert browser.post(path, {"reason": ""}).status_code == 422
    browser.post(path, {"reason": "Te weinig mensen."})
    event.refresh_from_db()
    assert (event.status, event.cancel_reason) == ("cancelled", "Te weinig mensen.")


def test_nothing_is_changed_once_it_is_over(event, coordinator, as_user):
    with time_machine.travel(event.ends_at + timedelta(hours=1)):
        browser = as_user(coordinator)
        assert browser.get(page(event.slug, "event_change")).status_code == 404
        assert browser.get(page(event.slug, "event_files")).status_code == 200
