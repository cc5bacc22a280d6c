"""Each public page in both languages and all looks: axe finds nothing, and nothing is wider than the screen."""

import pytest

from .looks import ALL_LOOKS, DARK_PHONE, DESK, LIGHT_DESK, PHONE, faults_in, faults_of, look_at
from .walk import AXE, public_pages

pytestmark = [pytest.mark.e2e, pytest.mark.once]

# Each language comes in by another look, as some scripts decide by the first.
FIRST = {"nl": LIGHT_DESK, "en": DARK_PHONE}
WRONG = """<!doctype html><html lang="nl"><title>x</title>
<style>p { color: #000 } @media (prefers-color-scheme: dark) { p { background: #111 } } b { display: none }
@media (max-width: 400px) { b { display: block; width: 500px } }</style>
<main><h1>x</h1><p>Zwart.</p><b><img src="x.png"></b></main>"""


@pytest.mark.parametrize("language", FIRST)
def test_axe_finds_nothing_on_any_public_page(language, browser, live_server, world):
    first = ALL_LOOKS.index(FIRST[language])
    looks = ALL_LOOKS[first:] + ALL_LOOKS[:first]
    where = {"browser": browser, "world": world, "live_server": live_server}
    assert look_at(public_pages(world), looks, language, **where) == []


def test_looks_find_what_is_wrong_in_one_of_them(browser):
    page = browser.new_page(viewport=DESK)
    page.set_content(WRONG)
    page.add_script_tag(path=AXE)
    assert faults_of(page) == []
    found = {fault[:3] for fault in faults_in(page, ALL_LOOKS)}
    assert found == {
        ("light", PHONE["width"], "image-alt"),
        ("light", PHONE["width"], "wider than the screen"),
        ("dark", PHONE["width"], "color-contrast"),
        ("dark", DESK["width"], "color-contrast"),
    }
    page.close()
