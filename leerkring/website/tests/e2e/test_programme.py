"""A programme in the browser: put in order by keyboard, by dragging, without scripts, and by two people at once."""

import pytest
from playwright.sync_api import Browser, Page, expect

from .people import DESKTOP, PHONE, Person, person
from .portal import Portal

pytestmark = [pytest.mark.e2e, pytest.mark.later]

COORDINATOR = "marit.hoekstra@example.nl"


def test_programme_is_put_in_order_in_every_way(browser: Browser, portal: Portal):
    with (
        person(browser, portal, DESKTOP) as coordinator,
        person(browser, portal, PHONE, java_script_enabled=False) as other,
    ):
        coordinator.log_in(COORDINATOR)
        programme = open_programme(coordinator)
        order_by_keyboard(coordinator.page)
        order_by_dragging(coordinator.page)
        other.log_in(COORDINATOR)
        order_without_scripts(other, programme)
        lose_nothing(coordinator)


def open_programme(coordinator: Person) -> str:
    """Open the programme of the second meeting to come of Lingewaard, which is still a draft; return its path."""
    page = coordinator.go("/bijeenkomsten/leerkring/lingewaard/")
    page.locator("main a[href^='/bijeenkomsten/']:not([href*='leerkring'])").nth(1).click()
    page.wait_for_url("**/bijeenkomsten/*/")
    path = page.url.removeprefix(coordinator.portal.url)
    coordinator.go(f"{path}programma/")
    coordinator.sees("Lunch")
    return f"{path}programma/"


def titles(page: Page) -> list[str]:
    return page.locator("#order .row-title").all_inner_texts()


def order_by_keyboard(page: Page) -> None:
    """Press the button of the second item until it is the last; it keeps the focus, and is said aloud."""
    before = titles(page)
    button = page.locator("#order button[id^='down-']").nth(1)
    name = button.get_attribute("id") or ""
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#programme-said")).to_contain_text("is nu onderdeel 3 van 5")
    expect(page.locator(f"#{name}")).to_be_focused()
    assert titles(page) == [before[0], before[2], before[1], *before[3:]]


def order_by_dragging(page: Page) -> None:
    """Drag the third item to the top."""
    before = titles(page)
    page.locator(".drag").nth(2).drag_to(page.locator("#order li").first)
    expect(page.locator("#programme-said")).to_contain_text("is nu onderdeel 1 van 5, 9.30")
    assert titles(page) == [before[2], *before[:2], *before[3:]]


def order_without_scripts(other: Person, programme: str) -> None:
    """Move the first item down on a phone."""
    page = other.go(programme)
    before = titles(page)
    page.locator("#order button[value$=':down']").first.click()
    page.wait_for_url("**/programma/#item-*")
    assert titles(page) == [before[1], before[0], *before[2:]]


def lose_nothing(coordinator: Person) -> None:
    """Order a page that somebody else changed meanwhile: both orders are shown, and theirs stays."""
    page = coordinator.page
    wanted = titles(page)
    page.locator("#order button[id^='up-']").last.click()
    expect(page.locator("#programme-refused")).to_be_focused()
    coordinator.faults.clear()  # a conflict answers 409, and the browser says so
    shown = page.locator("#programme-refused li").all_inner_texts()
    assert shown == [*wanted[:-2], wanted[-1], wanted[-2]]
    assert titles(page) == [wanted[1], wanted[0], *wanted[2:]]
