"""The table of areas."""

import pytest
from django.utils import translation

from communities.actions import area as actions
from communities.actions.area import AreaNames, area_names, find_area, keep_area, load_areas, understand_area
from communities.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(db):
    load_areas()


def test_load_areas_brings_provinces_and_municipalities():
    assert load_areas() == 12 + 342
    assert Area.objects.get(name="Lingewaard").parent.name == "Gelderland"
    assert Area.objects.get(name="Lingewaard").school_holidays == "zuid"
    assert Area.objects.get(name="Montferland").school_holidays == ""


def test_load_areas_changes_nothing_the_second_time(areas):
    assert load_areas() == 0


def test_load_areas_gives_places_to_rows_of_an_earlier_release(areas):
    Area.objects.update(latitude=None, longitude=None)
    Area.objects.filter(name="Lingewaard").update(holiday_region="noord")

    assert load_areas() == 0
    lingewaard = Area.objects.get(name="Lingewaard")
    assert (lingewaard.latitude, lingewaard.longitude) == (51.8917, 5.8986)
    assert lingewaard.school_holidays == "zuid"
    assert not Area.objects.filter(latitude=None).exists()


def test_load_areas_leaves_neighbourhoods_alone(areas):
    mine = keep_area(understand_area("Brakkenstein, Nijmegen"))

    load_areas()

    mine.refresh_from_db()
    assert (mine.latitude, mine.parent.name) == (None, "Nijmegen")


def test_every_area_lies_in_the_netherlands_and_near_its_province(areas):
    for area in Area.objects.select_related("parent"):
        assert 50.7 < area.latitude < 53.6, area
        assert 3.3 < area.longitude < 7.3, area
        if area.parent:
            # Kilometres per degree at 52° north.
            north = (area.latitude - area.parent.latitude) * 111
            east = (area.longitude - area.parent.longitude) * 68
            assert (north**2 + east**2) ** 0.5 < 75, area


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Lingewaard", "Lingewaard", "municipality"),
        (" lingewaard ", "Lingewaard", "municipality"),
        ("Utrecht", "Utrecht", "municipality"),
        ("Utrecht (provincie)", "Utrecht", "province"),
        ("Friesland", "Fryslân", "province"),
        ("Den Bosch", "'s-Hertogenbosch", "municipality"),
        ("Súdwest-Fryslân", "Súdwest-Fryslân", "municipality"),
        ("Nuenen, Gerwen en Nederwetten", "Nuenen, Gerwen en Nederwetten", "municipality"),
    ],
)
def test_find_area_understands_what_people_type(areas, text, name, kind):
    found = find_area(text)

    assert (found.name, found.kind) == (name, kind)


@pytest.mark.parametrize("text", ["", ",", "Nergenshuizen", "Brakkenstein, Nergenshuizen", ", Nijmegen"])
def test_understand_area_returns_none_when_the_place_is_unknown(areas, text):
    assert understand_area(text) is None


KNOWN = [
    "Nijmegen",
    "den bosch",
    "Utrecht (provincie)",
    "utrecht",
    "Brakkenstein, Nijmegen",
    "Elst, Overbetuwe",
    "Friesland",
]
UNKNOWN = [
    "Nergenshuizen",
    "Elst, Nergenshuizen",
    "Elst, Gelderland",
    "Elst, Limburg (provincie)",
    ", Nijmegen",
    "Elst,",
]


@pytest.mark.parametrize("text", KNOWN + UNKNOWN)
def test_names_in_memory_know_what_the_table_knows(areas, text):
    area = understand_area(text)

    assert (AreaNames().label(text) is None) == (area is None) == (text in UNKNOWN)
    assert area is None or understand_area(AreaNames().label(text)).label == area.label


def test_keep_area_adds_a_neighbourhood_once(areas):
    first = keep_area(understand_area("Brakkenstein, Nijmegen"))

    assert keep_area(understand_area("brakkenstein, nijmegen")) == first
    assert (first.label, first.school_holidays) == ("Brakkenstein, Nijmegen", "zuid")


def test_label_names_the_province_as_such(areas):
    with translation.override("en"):
        assert Area.objects.get(name="Utrecht", kind="province").label == "Utrecht (province)"


def test_names_under_a_field_are_the_whole_table_and_the_newest_of_what_people_typed(
    areas, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(actions, "MOST_NAMES", 354 + 2)
    place = Area.objects.get(name="Nijmegen")
    for name in ("Oudste", "Brakkenstein", "Altrade"):
        Area.objects.create(name=name, kind=Area.Kind.NEIGHBOURHOOD, parent=place)

    with django_assert_num_queries(1):
        names = area_names()

    assert len(names) == 356
    assert {"Altrade, Nijmegen", "Brakkenstein, Nijmegen", "Zwolle", "Utrecht (provincie)"} < set(names)
    assert "Oudste, Nijmegen" not in names
    assert names.index("Altrade, Nijmegen") < names.index("Brakkenstein, Nijmegen") < names.index("Breda")
