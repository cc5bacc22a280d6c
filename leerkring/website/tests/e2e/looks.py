"""What axe holds against a page in its looks: light and dark, on a desk and on a phone."""

from collections.abc import Iterator, Sequence
from typing import Any

from playwright.sync_api import Browser, Page

from .walk import AXE, MISSING, by_reader, context_for

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LIGHT_DESK, DARK_PHONE = ("light", DESK), ("dark", PHONE)
# Each differs from the one before in one thing.
ALL_LOOKS = [LIGHT_DESK, ("light", PHONE), DARK_PHONE, ("dark", DESK)]
# What colours decide. The rest is asked once per width, which decides what is shown and where.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
# What stands around each page is asked once for each form it has: by role, language, and the part one is in.
AROUND = ["body > header", "body > footer"]
FORM = """around => around.flatMap(each => [...document.querySelectorAll(each)])
  .map(it => it.outerHTML.replace(/ value="[^"]*"/g, '')).join('')"""
RUN_AXE = """asked => axe.run({exclude: asked?.without ?? []}, {
  resultTypes: ['violations'],
  ...(asked?.only && {runOnly: asked.only}),
})"""

Look = tuple[str, dict[str, int]]
Fault = tuple[str | int, ...]


def faults_of(page: Page, only: list[str] | None = None, without: Sequence[str] = ()) -> list[Fault]:
    """Return each rule that the page breaks as it is shown now, with the first place."""
    rows = page.evaluate(RUN_AXE, {"only": only, "without": list(without)})["violations"]
    found = [(row["id"], row["nodes"][0]["html"][:120]) for row in rows]
    width = page.viewport_size["width"]
    if not only and page.evaluate("document.documentElement.scrollWidth") > width:
        found.append(("wider than the screen", f"of {width}"))
    return found


def faults_in(page: Page, looks: list[Look], without: Sequence[str] = ()) -> Iterator[Fault]:
    """Look at an open page in each look, without loading it again."""
    widths: set[int] = set()
    for colours, size in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=colours)
        only = OF_COLOURS if size["width"] in widths else None
        widths.add(size["width"])
        yield from ((colours, size["width"], *fault) for fault in faults_of(page, only, without))


def look_at(
    pages: list[tuple[str, str]], looks: list[Look], language: str, *, browser: Browser, world: Any, live_server: Any
) -> list[Fault]:
    """Return what axe holds against the pages in these looks; each page is loaded once, in the first."""
    found, known = [], set()
    for role, paths in by_reader(pages):
        context = context_for(browser, world, role, live_server, language, bypass_csp=True)
        context.add_init_script(path=AXE)
        page = context.new_page()
        for path in paths:
            page.set_viewport_size(looks[0][1])
            page.emulate_media(color_scheme=looks[0][0])
            status = page.goto(path).status
            assert status < 400 or path == MISSING, (path, role, status)
            form = page.evaluate(FORM, AROUND)
            without = AROUND if form in known else []
            known.add(form)
            found += [(path, role, language, *fault) for fault in faults_in(page, looks, without)]
        context.close()
    return found
