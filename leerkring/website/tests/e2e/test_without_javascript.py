"""The same work in a browser that runs no script: forms and links carry everything."""

import pytest
from playwright.sync_api import Browser

from .people import PHONE, Person, person
from .portal import Portal

pytestmark = [pytest.mark.e2e, pytest.mark.later]

MEMBER = "daan.willems@example.nl"
COORDINATOR = "hanneke.bos@example.nl"


def test_main_job_works_without_javascript(browser: Browser, portal: Portal):
    with (
        person(browser, portal, PHONE, java_script_enabled=False) as coordinator,
        person(browser, portal, PHONE, java_script_enabled=False) as member,
    ):
        coordinator.log_in_by_code(COORDINATOR)
        start_circle(coordinator)
        member.log_in(MEMBER)
        answer(member)
        bring_case(member)
        reflect(member)
        write_paper(member)


def start_circle(coordinator: Person) -> None:
    """Set up, with one mistake on the way that costs nothing typed."""
    page = coordinator.go("/leerkringen/nieuw/")
    coordinator.fill(name="Zonder script", area="Duiven")
    coordinator.press_main()
    assert page.locator("[name='name']").input_value() == "Zonder script"
    coordinator.fill(question="Hoe werkt dit voor iedereen?")
    coordinator.press_main()
    page.wait_for_url("**/bijeenkomsten/opzetten/zonder-script/")
    page.locator("button[value='remove-4']").click()
    assert page.locator("[name$='-date']").count() == 3
    coordinator.fill(learning_goal="Dat het zonder script ook gaat.")
    coordinator.press_main()
    page.wait_for_url("**/opzetten/mensen/")
    coordinator.press_main()
    page.wait_for_url("**/opzetten/zonder-script/")
    coordinator.press_main()
    page.wait_for_url("**/leerkringen/zonder-script/")


def answer(member: Person) -> None:
    """Answer to the next meeting of Lingewaard."""
    page = member.go("/bijeenkomsten/leerkring/lingewaard/")
    page.locator("main a[href^='/bijeenkomsten/']:not([href*='leerkring'])").first.click()
    page.locator("button.answer[value='maybe']").click()
    assert page.locator("button.answer[value='maybe']").get_attribute("aria-pressed") == "true"


def bring_case(member: Person) -> None:
    """Fill in one long form; a number that is a BSN stops it, and nothing typed is lost."""
    page = member.go("/casussen/leerkring/lingewaard/nieuw/")
    member.fill(
        title="Kopje koffie",
        situation="De cliënt heeft nummer 111222333.",
        my_role="Stagiair.",
        my_acting="Ik luisterde.",
        difficulty="Ik durf niet.",
        question="Hoe begin ik erover?",
    )
    page.locator("[name='wanted'][value='advice']").check()
    for check in ("is_anonymous", "is_unrecognisable", "is_about_me"):
        page.locator(f"[name='{check}']").check()
    page.locator("button[name='submit']").click()
    assert page.locator("[name='my_role']").input_value() == "Stagiair."
    member.fill(situation="De cliënt zegt weinig.")
    page.locator("button[name='submit']").click()
    page.wait_for_url("**/casussen/*/")
    member.sees("De cliënt zegt weinig.")


def reflect(member: Person) -> None:
    """Write a reflection in one long form."""
    page = member.go("/reflecties/leerkring/lingewaard/nieuw/")
    member.fill(title="Geleerd", situation="Aan tafel.", reflection="Ik kan stil zijn.")
    page.locator("button[name='save']").click()
    page.wait_for_url("**/reflecties/*/")
    member.sees("Ik kan stil zijn.")


def write_paper(member: Person) -> None:
    """Write Markdown in a plain field."""
    page = member.go("/opbrengsten/leerkring/lingewaard/nieuw/")
    member.fill(title="Zonder opmaakbalk", body="## Kop\n\nTekst met **nadruk**.")
    member.press_main()
    page.wait_for_url("**/opbrengsten/zonder-opmaakbalk/**")
    assert page.locator("strong", has_text="nadruk").count() == 1
