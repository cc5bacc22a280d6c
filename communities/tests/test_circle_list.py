"""The public list of circles, narrowed down by programme, theme, area and phase."""

import re

import pytest
from django.utils import timezone

from communities import circle_list
from communities.models import Area, Community, Programme, Theme
from conftest import CLOSED

pytestmark = pytest.mark.django_db
PATH = "/leerkringen/"


def a_circle(programme, name, **fields):
    facts = {"kind": "regional", "question": f"Hoe gaat het in {name}?", "status": "active"}
    facts |= {"started_at": timezone.now(), "area": fields.get("area") or Area.objects.first()}
    return Community.objects.create(programme=programme, slug=name.lower(), name=name, **facts | fields)


@pytest.fixture
def places():
    """A province with a municipality and a neighbourhood in it, and another province."""
    brabant = Area.objects.create(name="Noord-Brabant", kind="province")
    gemert = Area.objects.create(name="Gemert-Bakel", kind="municipality", parent=brabant)
    handel = Area.objects.create(name="Handel", kind="neighbourhood", parent=gemert)
    zeeland = Area.objects.create(name="Zeeland", kind="province")
    return {"brabant": brabant, "gemert": gemert, "handel": handel, "zeeland": zeeland}


@pytest.fixture
def circles(community, programme, places):
    """Beside the one in Lingewaard: by area, by theme, in another programme, and one that is over."""
    lab = Programme.objects.create(name="Learning Lab", slug="lab")
    poverty = Theme.objects.create(programme=lab, name="Armoede")
    a_circle(programme, "Handel", area=places["handel"], phase="develop")
    a_circle(programme, "Veere", area=places["zeeland"])
    a_circle(lab, "Geldzorgen", kind="thematic", theme=poverty, area=places["gemert"])
    over = CLOSED | {"area": places["zeeland"], "started_at": CLOSED["closed_at"]}
    a_circle(programme, "Voorbij", **over)


def found(client, query=""):
    page = client.get(PATH + query)
    assert page.status_code == 200
    return {name for name in ("Lingewaard", "Handel", "Veere", "Geldzorgen", "Voorbij") if said(page, name)}


def said(page, name):
    return any(circle.name == name for circle in page.context["page"])


def offered(client, name, query="?page=1"):
    """What can be chosen in a field, but for everything; of the plain address the whole page may be kept."""
    [field] = [field for field in client.get(PATH + query).context["form"] if field.name == name]
    return [str(label) for value, label in field.field.choices if value]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Lingewaard", "Handel", "Veere", "Geldzorgen"}),
        ("?programma=lab", {"Geldzorgen"}),
        ("?thema=Armoede", {"Geldzorgen"}),
        ("?fase=develop", {"Handel"}),
        ("?fase=finished", {"Voorbij"}),
        ("?fase=explore&programma=zorgalliantie", {"Lingewaard", "Veere"}),
        ("?thema=Armoede&fase=develop", set()),
        # What is not on offer counts as nothing.
        ("?thema=Onbekend&fase=niks&gebied=x&programma=weg", {"Lingewaard", "Handel", "Veere", "Geldzorgen"}),
    ],
)
def test_list_is_narrowed_down(query, shown, circles, client):
    assert found(client, query) == shown


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        ("brabant", {"Handel", "Geldzorgen"}),
        ("gemert", {"Handel", "Geldzorgen"}),
        ("handel", {"Handel"}),
        ("zeeland", {"Veere"}),
    ],
)
def test_area_holds_what_lies_in_it(where, shown, circles, places, client):
    assert found(client, f"?gebied={places[where].pk}") == shown


def test_only_what_running_circles_are_about_is_offered(circles, programme, client):
    Theme.objects.create(programme=programme, name="Niemands thema")
    hidden = Theme.objects.create(programme=programme, name="Geheim")
    a_circle(programme, "Concept", status="draft", started_at=None, theme=hidden)
    assert offered(client, "thema") == ["Armoede"]
    assert offered(client, "gebied") == [
        "Gemert-Bakel",
        "Handel, Gemert-Bakel",
        "Lingewaard",
        "Noord-Brabant (provincie)",
        "Zeeland (provincie)",
    ]
    assert offered(client, "programma") == ["Learning Lab", "Zorgalliantie"]


def test_of_very_many_areas_provinces_stand_there_and_what_lies_in_the_chosen_one(
    circles, places, client, monkeypatch
):
    monkeypatch.setattr(circle_list, "MOST_AREAS", 3)
    provinces = ["Noord-Brabant (provincie)", "Zeeland (provincie)"]
    # One whose province is not known stays, as it would be found nowhere else.
    assert offered(client, "gebied") == ["Lingewaard", *provinces]
    inside = ["Gemert-Bakel", "Handel, Gemert-Bakel", "Lingewaard", *provinces]
    assert offered(client, "gebied", f"?gebied={places['brabant'].pk}") == inside
    assert offered(client, "gebied", f"?gebied={places['handel'].pk}") == inside
    assert found(client, f"?gebied={places['handel'].pk}") == {"Handel"}


def test_programme_that_stopped_is_found_by_who_follows_a_link_to_it(circles, client):
    Programme.objects.filter(slug="lab").update(status="ended")
    assert offered(client, "programma", "?programma=lab") == ["Learning Lab", "Zorgalliantie"]
    assert found(client, "?programma=lab") == {"Geldzorgen"}


def test_field_with_nothing_to_choose_is_not_there(community, client):
    assert [field.name for field in client.get(PATH).context["form"]] == ["gebied", "fase"]


def test_nothing_left_says_so_and_keeps_the_form(circles, client):
    page = client.get(f"{PATH}?thema=Armoede&fase=develop").content.decode()
    assert "Zo is er geen. Kies hierboven iets anders." in page
    assert re.search(r'<option value="Armoede" selected', page)


def test_other_pages_keep_what_was_chosen(circles, programme, client):
    for number in range(25):
        a_circle(programme, f"Kring{number}")
    page = client.get(f"{PATH}?fase=explore").content.decode()
    assert 'href="?fase=explore&amp;page=2"' in page
