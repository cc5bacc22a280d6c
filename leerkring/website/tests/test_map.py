import json
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from communities.actions.area import load_areas
from communities.models import Area, Community, Programme
from conftest import CLOSED, make_organisation
from leerkring.core.visitors import MINUTE
from leerkring.website.map.outline import EAST, HEIGHT, NORTH, SOUTH, WEST, WIDTH, Spot, plot, points
from leerkring.website.map.places import Places, kilometres
from meetings.tests.event_rows import make_event

POINTS = "/kaart/punten.json"
NOT_STARTED = {"status": "draft", "started_at": None, "closed_at": None, "phase": "explore"}


@pytest.fixture
def areas(db):
    """The municipalities of the country."""
    load_areas()
    return Area.objects


def circle(programme, name, area=None, **fields):
    fields = {"status": "active", "started_at": timezone.now(), "kind": "regional", "question": f"{name}?"} | fields
    if area is None:
        fields["kind"] = "thematic"
        fields.setdefault("theme", programme.themes.get_or_create(name="Zorg")[0])
    slug = name.lower().replace(" ", "-")
    return Community.objects.create(programme=programme, slug=slug, name=name, area=area, **fields)


@pytest.fixture
def three(programme, areas):
    """Circles in Gemert, Nijmegen and nowhere."""
    brakkenstein = areas.create(name="Brakkenstein", kind="neighbourhood", parent=areas.get(name="Nijmegen"))
    gemert = circle(programme, "Mantelzorg", areas.get(name="Gemert-Bakel"))
    return gemert, circle(programme, "Buren", brakkenstein), circle(programme, "Technologie")


def order(page, *words) -> list[str]:
    """Return the words in the order in which they stand in the list of a page."""
    text = page[page.index("map-list") :]
    assert all(word in text for word in words)
    return sorted(words, key=text.index)


def test_map_lists_circles_by_province_and_municipality(visitor, three):
    page = visitor.get("/kaart/").text

    found = order(
        page, "Gelderland", "Nijmegen", "Buren?", "Noord-Brabant", "Gemert-Bakel", "Mantelzorg?", "Plaats onbekend"
    )
    assert found == [
        "Gelderland",
        "Nijmegen",
        "Buren?",
        "Noord-Brabant",
        "Gemert-Bakel",
        "Mantelzorg?",
        "Plaats onbekend",
    ]
    assert order(page, "Plaats onbekend", "Technologie?") == ["Plaats onbekend", "Technologie?"]


def test_map_lists_the_nearest_first_with_how_far_it_is(visitor, three):
    page = visitor.get("/kaart/", {"plaats": "gemert"}).text

    assert order(page, "Technologie?", "Buren?", "Mantelzorg?") == ["Mantelzorg?", "Buren?", "Technologie?"]
    assert re.findall(r"\d+ km", page) == ["34 km"]


def test_map_asks_again_for_a_place_it_does_not_know(visitor, three):
    page = visitor.get("/kaart/", {"plaats": "Nijmeegen"}).text

    assert "kennen deze plaats niet" in page
    assert '<a href="?plaats=Nijmegen">Nijmegen</a>' in page
    assert 'value="Nijmeegen"' in page
    assert "Mantelzorg?" in page


def test_map_draws_a_point_per_place_that_leads_to_the_nearest(visitor, three):
    page = visitor.get("/kaart/").text

    found = re.findall(r'<a class="map-point" href="([^"]+)" aria-label="([^"]+)"', page)
    assert found == [
        ("/kaart/?plaats=Gemert-Bakel", "Gemert-Bakel: 1 leerkring"),
        ("/kaart/?plaats=Nijmegen", "Nijmegen: 1 leerkring"),
    ]


def test_map_narrows_circles_down(visitor, programme, three):
    Community.objects.filter(name="Buren").update(phase="develop")
    Community.objects.filter(name="Mantelzorg").update(**CLOSED)

    def shown(**query):
        page = visitor.get("/kaart/", query).text
        return [name for name in ("Buren", "Mantelzorg", "Technologie") if f"{name}?" in page]

    assert shown() == ["Buren", "Technologie"]
    assert shown(fase="finished") == ["Mantelzorg"]
    assert shown(fase="develop") == ["Buren"]
    assert shown(soort="thematic") == ["Technologie"]
    assert shown(thema="Zorg") == ["Technologie"]
    assert shown(programma="zorgalliantie") == ["Buren", "Technologie"]
    assert shown(programma="bestaat-niet", fase="x", soort="'", toon="alles", page="-1") == ["Buren", "Technologie"]


def test_map_shows_no_draft_and_nothing_put_away_to_anybody(as_user, coordinator, community, areas):
    Community.objects.update(area=areas.get(name="Nijmegen"))
    for state in (CLOSED | {"status": "archived"}, NOT_STARTED):
        Community.objects.update(**state)
        for query in ({}, {"fase": "finished"}):
            caches["pages"].clear()
            pages = [as_user(coordinator).get(path, query).text for path in ("/kaart/", POINTS)]
            assert not any(community.question in page for page in pages)


def test_map_shows_public_events_that_are_to_come(visitor, community, areas):
    facts = {"municipality": areas.get(name="Utrecht", kind="municipality")}
    make_event(community, title="Café in Utrecht", **facts)
    make_event(community, slug="b", title="Besloten", visibility="members", **facts)
    make_event(community, slug="c", title="Geweest", days=-3, **facts)

    page = visitor.get("/kaart/", {"toon": "activiteiten", "programma": "zorgalliantie"}).text

    assert [title in page for title in ("Café in Utrecht", "Besloten", "Geweest")] == [True, False, False]
    assert "Utrecht: 1 evenement" in page


def test_map_shows_organisations(visitor, areas):
    make_organisation("Welzijn Zwolle", kind="welfare", area=areas.get(name="Zwolle"))

    page = visitor.get("/kaart/", {"toon": "organisaties", "plaats": "kampen"}).text

    assert order(page, "Welzijn Zwolle", "km") == ["Welzijn Zwolle", "km"]


def test_map_without_anything_says_so(visitor, programme):
    assert "map-outline" not in visitor.get("/kaart/").text
    assert "Hier zijn nog geen leerkringen" in visitor.get("/kaart/").text
    assert visitor.get("/kaart/?programma=zorgalliantie", headers={"HX-Request": "true"}).text.strip() == ""
    assert json.loads(visitor.get(POINTS).content) == {"type": "FeatureCollection", "features": []}


def test_page_of_a_programme_gets_only_its_own_points(visitor, programme, three):
    page = visitor.get("/programmas/zorgalliantie/").text
    assert 'data-hx-get="/kaart/?programma=zorgalliantie"' in page

    part = visitor.get("/kaart/?programma=zorgalliantie", headers={"HX-Request": "true"}).text

    assert "<html" not in part
    assert 'data-points="/kaart/punten.json?programma=zorgalliantie"' in part


def test_map_of_a_programme_speaks_its_words(visitor, programme, three):
    Programme.objects.update(noun_singular="lab", noun_plural="labs")

    part = visitor.get("/kaart/?programma=zorgalliantie", headers={"HX-Request": "true"}).text

    assert 'aria-label="Nijmegen: 1 lab"' in part
    assert visitor.get("/kaart/?programma=anders", headers={"HX-Request": "true"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_map_takes_few_queries(rows, visitor, programme, areas, django_assert_num_queries):
    for number in range(rows):
        circle(programme, f"K {number}", areas.filter(kind="municipality")[number])
    with django_assert_num_queries(4):
        visitor.get("/kaart/", {"plaats": "Gemert"})
    with django_assert_num_queries(4):
        visitor.get(POINTS)


# --- Points


def test_points_hold_how_many_there_are_and_name_the_first(visitor, programme, areas):
    for number in range(6):
        circle(programme, f"Kring {number}", areas.get(name="Zwolle"))

    feature = json.loads(visitor.get(POINTS).content)["features"][0]

    assert feature["geometry"] == {"type": "Point", "coordinates": [6.0944, 52.5125]}
    assert feature["properties"]["count"] == 6
    assert feature["properties"]["items"] == [
        {"title": f"Kring {number}?", "url": f"/leerkringen/kring-{number}/", "text": f"Kring {number}"}
        for number in range(4)
    ]


def test_points_come_once_when_nothing_changed(visitor, three):
    first = visitor.get(POINTS)
    again = visitor.get(POINTS, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, first["Content-Type"]) == (200, "application/geo+json")
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == again["Cache-Control"] == f"public, max-age={MINUTE}"


def test_points_of_ten_thousand_circles_are_no_more_than_places(visitor, programme, areas, django_assert_num_queries):
    places = list(areas.filter(kind="municipality"))
    facts = {"programme": programme, "kind": "regional", "question": "?", "status": "active"}
    began = timezone.now() - timedelta(days=9)
    Community.objects.bulk_create(
        Community(slug=f"k{at}", name=f"K{at}", area=places[at % len(places)], started_at=began, **facts)
        for at in range(10_000)
    )
    with django_assert_num_queries(4):
        body = visitor.get(POINTS).content

    features = json.loads(body)["features"]
    assert (len(features), sum(one["properties"]["count"] for one in features)) == (len(places), 10_000)
    assert len(body) < 200_000


# --- The background


def test_map_may_load_its_background_and_other_pages_may_not(visitor, settings, three):
    settings.MAP_TILES = "https://kaart.example/{z}/{x}/{y}.png"

    allowed = {
        path: "https://kaart.example;" in visitor.get(path)["Content-Security-Policy"].replace("'", "") + ";"
        for path in ("/kaart/", "/programmas/zorgalliantie/", "/", POINTS)
    }

    assert allowed == {"/kaart/": True, "/programmas/zorgalliantie/": True, "/": False, POINTS: False}
    assert "connect-src 'self'" in visitor.get("/kaart/")["Content-Security-Policy"].split("; ")


def test_map_without_background_loads_nothing_from_elsewhere(visitor, settings, three):
    settings.MAP_TILES = ""

    response = visitor.get("/kaart/")

    assert "https:" not in response["Content-Security-Policy"]
    assert 'data-tiles=""' in response.text


# --- The drawing and the places


def test_points_lie_where_the_drawing_says():
    assert (plot(NORTH, WEST), plot(SOUTH, EAST)) == ((0, 0), (WIDTH, HEIGHT))


def test_drawing_is_as_large_as_the_points_take_it_for(settings):
    drawing = (settings.BASE_DIR / "static/vendor/netherlands.svg").read_text()

    assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in drawing
    assert drawing.count("<path") == 12
    assert len(drawing) < 30_000


def test_names_stand_where_nothing_is_in_the_way():
    spots = [Spot(52, 5, "Veel", 9, "", ""), Spot(52, 5.05, "Tussenin", 1, "", ""), Spot(52, 5.1, "Weinig", 1, "", "")]

    named = {(point.name, point.side) for point in points(spots)}

    assert named == {("Veel", "end"), ("", "start"), ("Weinig", "start")}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Gemert", "Gemert-Bakel"), ("BAKEL", "Gemert-Bakel"), ("den haag", "Den Haag"), ("utrecht", "Utrecht"),
        ("Utrecht (provincie)", "Utrecht (provincie)"), ("Wijk, Nijmegen", "Nijmegen"),
        ("sudwest fryslan", "Súdwest-Fryslân"),
        ("friesland", "Fryslân (provincie)"), ("", None), (", ", None), ("%", None), ("qqq", None),
        ("x" * 5_000, None),
    ],
)  # fmt: skip
def test_places_are_understood_as_people_type_them(text, label, areas):
    found = Places().find(text)

    assert (found.label if found else None) == label


def test_distance_is_that_of_the_crow():
    utrecht, gemert = (52.0907, 5.1214), (51.5561, 5.6915)

    assert round(kilometres(utrecht, gemert)) == 71
    assert kilometres(utrecht, utrecht) == 0
