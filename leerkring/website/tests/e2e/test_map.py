"""The map in a browser: with its background out of reach, by keyboard, without JavaScript, and on paper."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from communities.actions.area import load_areas
from communities.models import Area, Community

from .looks import RUN_AXE
from .people import DESKTOP, PHONE
from .walk import AXE

pytestmark = [pytest.mark.e2e, pytest.mark.later]

TILES = "https://kaart.example/{z}/{x}/{y}.png"
WHERE = ["Gemert-Bakel", "Nijmegen", "Duiven", "Groningen"]


@pytest.fixture
def circles(programme):
    """Circles in four places, two of them near each other."""
    load_areas()
    for name in WHERE:
        area = Area.objects.get(name=name, kind="municipality")
        facts = {"kind": "regional", "area": area, "status": "active", "started_at": timezone.now()}
        slug = name.lower()
        Community.objects.create(programme=programme, slug=slug, name=name, question=f"Wat kan {name}?", **facts)


@pytest.fixture
def visit(browser, live_server, circles, settings):
    """Open a page in a browser that reaches no other machine; tells which others it tried."""
    settings.MAP_TILES = TILES
    contexts = []

    def open_page(path, **options):
        context = browser.new_context(
            base_url=live_server.url, **{"viewport": DESKTOP, "reduced_motion": "reduce"} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.tried = []
        context.route(
            lambda url: not url.startswith(live_server.url),
            lambda route: (page.tried.append(route.request.url), route.abort()),
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_map_is_of_use_without_its_background(visit):
    page = visit("/kaart/")
    pins = page.locator(".map-pin")
    expect(pins.first).to_be_visible()

    assert {url.split("/")[2] for url in page.tried} == {"kaart.example"}
    assert page.locator(".map-live use").bounding_box()["width"] > 300
    expect(page.locator(".map-outline")).to_be_hidden()
    expect(page.locator(".leaflet-tile-pane img")).to_have_count(0)


def test_map_opens_and_closes_by_keyboard(visit):
    page = visit("/kaart/?plaats=Gemert")
    pin = page.get_by_role("button", name="leerkring, Gemert-Bakel")
    pin.press("Enter")
    expect(page.get_by_role("link", name="Wat kan Gemert-Bakel?").first).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(pin).to_be_focused()


def test_map_gathers_what_is_close_together(visit):
    page = visit("/kaart/")
    cluster = page.locator(".map-pin-cluster")
    expect(cluster).to_contain_text("2")

    cluster.press("Enter")

    expect(page.locator(".map-pin-cluster")).to_have_count(0)


@pytest.mark.parametrize("options", [{"viewport": PHONE}, {"color_scheme": "dark"}], ids=["phone", "dark"])
def test_axe_finds_nothing_on_the_map(options, visit):
    page = visit("/kaart/", bypass_csp=True, **options)
    page.locator(".map-pin:not(.map-pin-cluster)").first.press("Enter")
    expect(page.locator(".leaflet-popup")).to_be_visible()
    page.add_script_tag(path=AXE)

    assert [row["id"] for row in page.evaluate(RUN_AXE)["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_map_without_javascript_is_a_drawing_with_links(visit):
    page = visit("/kaart/", java_script_enabled=False)
    page.get_by_role("link", name="Groningen: 1 leerkring").click()

    assert page.locator("h1").inner_text() == "In de buurt van Groningen"
    assert page.locator(".map-list .row-title").first.inner_text() == "Wat kan Groningen?"
    assert page.tried == []


def test_map_on_paper_is_the_drawing(visit):
    page = visit("/kaart/")
    expect(page.locator(".map-pin").first).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator(".map-outline")).to_be_visible()
    expect(page.locator(".map-live")).to_be_hidden()


def test_page_of_a_programme_shows_the_map_of_its_circles(visit):
    page = visit("/programmas/zorgalliantie/")
    page.locator("#leerkringen").scroll_into_view_if_needed()
    page.get_by_role("link", name="Op de grote kaart").scroll_into_view_if_needed()

    expect(page.locator(".map-pin").first).to_be_visible()
