"""Between the meetings: one issue of a resident, from proposal to what came of it, each in their own browser."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from . import networks
from .people import DESKTOP, PHONE, Person, person
from .portal import Portal, link_in

pytestmark = [pytest.mark.e2e, pytest.mark.later]

CIRCLE = "/leerkringen/gemert/"
AGENDA = f"{CIRCLE}agenda/"
BOARD = "/programmas/krachtige-leerkringen/beheren/belemmeringen/"
ISSUE = "Wie ziet de mantelzorger die niets vraagt?"
OUTSIDE = "Waar kun je in het dorp gratis zitten?"
OTHER = "Hoe vinden we vrijwilligers voor de nacht?"
RESULT = "Twaalf gesprekken, en een kaart met drie vragen die de huisarts nu gebruikt."
CONCLUSION = "Vanaf september is donderdag voor beide scholen de wijkdag."


def open_link(somebody: Person, text: str) -> None:
    """Follow the link with these words in the main part of the page."""
    somebody.page.locator("main a").filter(has_text=text).first.click()
    somebody.page.wait_for_load_state("load")


def press(somebody: Person, form: str) -> None:
    """Press the button of the form that goes to this address."""
    somebody.page.locator(f"main form[action$='{form}'] button").first.click()
    somebody.page.wait_for_load_state("load")


def here(somebody: Person) -> str:
    """Return the address of the page somebody looks at."""
    return somebody.page.url.removeprefix(somebody.portal.url)


def propose(resident: Person, coordinator: Person) -> str:
    """A resident proposes, the coordinator adds another and puts both on the agenda; return where the first stands."""
    coordinator.log_in("wendy.vanlieshout@example.nl")
    coordinator.go(f"{CIRCLE}onderdelen/")
    for module in ("agenda", "assignments"):
        coordinator.page.locator(f"main [name='modules'][value='{module}']").check()
    coordinator.press_main()
    coordinator.page.wait_for_load_state("load")
    resident.log_in("wim.aarts@example.nl")
    networks.send(resident, f"{AGENDA}nieuw/", title=ISSUE, text="Zij komen nergens, dus niemand kent ze.")
    networks.send(coordinator, f"{AGENDA}nieuw/", title=OTHER, text="Overdag lukt het, 's nachts niet.")
    found = ""
    for title in (OTHER, ISSUE):
        coordinator.go(AGENDA)
        open_link(coordinator, title)
        found = here(coordinator)
        networks.send(coordinator, f"{found}agenderen/")
    networks.send(resident, f"{found}belang/?voor=0", text="Dat er iemand belt voordat het te veel wordt.")
    return found


def weigh(resident: Person, student: Person, coordinator: Person, issue: str) -> None:
    """All divide the same dots; the result shows roles side by side, and it is decided with reasons."""
    networks.send(coordinator, f"{AGENDA}wegen/", dots="5")
    number = issue.rstrip("/").rsplit("/", 1)[-1]
    student.log_in("noor.peeters@example.nl")
    for somebody, dots in ((resident, "5"), (student, "3"), (coordinator, "1")):
        somebody.go(AGENDA)
        somebody.press_main()
        somebody.page.wait_for_url("**/stippen/")
        networks.send(somebody, here(somebody), **{f"issue_{number}": dots})
    coordinator.page.locator("main a[href*='/agenda/wegen/']:not([href$='/stippen/'])").first.click()
    press(coordinator, "/sluiten/")
    coordinator.sees("Inwoners")
    expect(coordinator.page.locator("main .dots-bars")).to_contain_text("100%")
    why = {"decision": "Inwoners gaven hier al hun stippen aan.", "approach": "Studenten spreken twaalf mensen."}
    networks.send(coordinator, f"{issue}besluit/", **why)
    for name, gives in (
        ("Huisartsenpraktijk De Brink", "Een spreekuur."),
        ("Stichting Welzijn De Linge", "Tijd van een buurtwerker."),
        ("Hogeschool Rijn & Waal", "Twee studenten."),
    ):
        if name not in coordinator.go(f"{CIRCLE}organisaties/").locator("main").inner_text():
            networks.send(coordinator, f"{CIRCLE}organisaties/nieuw/", organisation=name, contributes=gives)
    networks.send(coordinator, f"{issue}beginnen/")
    resident.go(issue)
    resident.sees("Inwoners gaven hier al hun stippen aan.")


def introduce(coordinator: Person, broker: Person, issue: str) -> None:
    """The coordinator sees who could help and why, asks to meet the first, and both sides say yes."""
    page = coordinator.go(f"{issue}hulp/")
    expect(page.locator("main .reasons").first).not_to_be_empty()
    first = page.locator("main a[href*='/kennismaken/']").first
    networks.send(coordinator, first.get_attribute("href") or "", why="Jullie kennen mensen die wij niet zien.")
    coordinator.go("/kennismakingen/")
    coordinator.page.locator("main .rows a").first.click()
    coordinator.page.wait_for_url("**/kennismakingen/*/")
    introduction = here(coordinator)
    broker.log_in("yusuf.aydin@example.nl")
    reach = "Anja, 06 12 34 56 78"
    networks.send(broker, f"{introduction}antwoord/", answer="yes", contact=reach)
    coordinator.go(introduction)
    expect(coordinator.page.locator("main")).not_to_contain_text(reach)
    press(coordinator, "/bevestigen/")
    coordinator.sees(reach)
    begin = coordinator.page.locator("main a[href*='kennismaking=']").get_attribute("href") or ""
    coordinator.go(begin)
    expect(coordinator.page.locator("main [name='question']")).to_have_value(ISSUE)
    networks.send(coordinator, begin, name="Samen voor mantelzorgers")
    coordinator.go(introduction)
    coordinator.sees("Samen voor mantelzorgers")


def offer(coordinator: Person) -> str:
    """The coordinator offers an assignment for two students; return where it stands."""
    today = date.today()
    facts = {"starts_on": today, "closes_on": today + timedelta(days=7), "ends_on": today + timedelta(days=60)}
    days = {name: day.isoformat() for name, day in facts.items()}
    networks.send(
        coordinator, f"{CIRCLE}opdrachten/nieuw/", title="Twaalf gesprekken met mantelzorgers", places="2",
        text="Spreek twaalf mantelzorgers en zoek wat zij missen.", organisation="Hogeschool Rijn & Waal",
        supervisor="Wendy van Lieshout", **days,
    )  # fmt: skip
    coordinator.go("/opdrachten/begeleiding/")
    open_link(coordinator, "Twaalf gesprekken")
    press(coordinator, "/stap/")
    return here(coordinator)


def do(students: list[Person], coordinator: Person, assignment: str) -> None:
    """Two students sign up, are chosen, do it, and it is finished with a result."""
    students[1].log_in("emre.celik@example.nl")
    for student in students:
        networks.send(student, f"{assignment}aanmelden/", motivation="Ik wil leren luisteren.")
    for _student in students:
        coordinator.go(assignment)
        coordinator.page.locator("main button[name='answer'][value='chosen']").first.click()
        coordinator.page.wait_for_load_state("load")
    coordinator.page.locator("main form:has([value='started']) .btn-primary").click()
    coordinator.page.wait_for_load_state("load")
    networks.send(students[0], f"{assignment}logboek/", kind="activity", text="Twee gesprekken gevoerd.")
    networks.send(coordinator, f"{assignment}afronden/", result=RESULT)
    students[1].go(assignment)
    students[1].sees(RESULT)


def clear_the_way(student: Person, broker: Person) -> None:
    """A student reports what stands in the way, and the programme takes it up and removes it."""
    networks.send(
        student, f"{CIRCLE}belemmeringen/nieuw/", title="Roosters van mbo en hbo", kind="time",
        description="We zijn nooit op dezelfde dag in het dorp.",
    )  # fmt: skip
    broker.go(BOARD)
    open_link(broker, "Roosters van mbo en hbo")
    obstacle = here(broker)
    press(broker, "/oppakken/")
    networks.send(broker, f"{obstacle}eigenaar/", owner="Yusuf Aydın")
    networks.send(broker, f"{obstacle}actie/", action="De roostermakers bij elkaar zetten.")
    networks.send(broker, f"{obstacle}afronden/", outcome="removed", conclusion=CONCLUSION)
    student.go(obstacle)
    student.sees(CONCLUSION)


def test_resident_from_outside_proposes_and_hears_the_answer(browser: Browser, portal: Portal):
    with person(browser, portal, DESKTOP) as coordinator, person(browser, portal, PHONE) as neighbour:
        coordinator.log_in("marit.hoekstra@example.nl")
        there = "/leerkringen/lingewaard/agenda/"
        coordinator.go(there)
        coordinator.page.locator("main button[name='takes'][value='yes']").click()
        coordinator.page.wait_for_load_state("load")
        neighbour.go("/leerkringen/lingewaard/")
        open_link(neighbour, "Vraagstuk inbrengen")
        facts = {"title": OUTSIDE, "text": "De bank is weg.", "name": "Riet van Dijk", "email": "riet@example.nl"}
        for name, value in (facts | {"voice": "resident"}).items():
            networks.fill(neighbour.page.locator(f"main [name='{name}']"), value)
        # Longer than a robot takes.
        neighbour.page.wait_for_timeout(4_000)
        neighbour.press_main()
        neighbour.sees("Dank voor je voorstel")
        mail = portal.mailbox.wait_for("riet@example.nl", "Bevestig wat je voorstelt")
        link = link_in(mail, "/vraagstukken/").removeprefix(portal.url)
        neighbour.go(link)
        press(neighbour, "/bevestigen/")
        neighbour.sees("Het wacht op de coördinatoren")
        coordinator.go(there)
        open_link(coordinator, OUTSIDE)
        networks.send(coordinator, here(coordinator), takes="yes", answer="Fijn dat je dit zegt.")
        coordinator.go(there)
        coordinator.sees(OUTSIDE)
        portal.mailbox.wait_for("riet@example.nl", "Een antwoord van")
        neighbour.go(link)
        neighbour.sees("Fijn dat je dit zegt.")


def test_issue_of_a_resident_is_taken_up_together(browser: Browser, portal: Portal):
    with (
        person(browser, portal, DESKTOP) as coordinator,
        person(browser, portal, PHONE) as resident,
        person(browser, portal, PHONE) as student,
        person(browser, portal, PHONE) as other,
        person(browser, portal, DESKTOP) as broker,
        person(browser, portal, PHONE) as visitor,
    ):
        issue = propose(resident, coordinator)
        weigh(resident, student, coordinator, issue)
        introduce(coordinator, broker, issue)
        do([student, other], coordinator, offer(coordinator))
        clear_the_way(student, broker)
        networks.send(coordinator, f"{issue}antwoord/", answer="Vraag het aan wie nooit iets vraagt.")
        told = [f"Besloten: {ISSUE}", "Twaalf gesprekken met mantelzorgers", "Roosters van mbo en hbo"]
        resident.go(f"{CIRCLE}tijdlijn/")
        for words in told:
            resident.sees(words)
        main = visitor.go(f"{CIRCLE}tijdlijn/").locator("main")
        for words in told:
            expect(main).not_to_contain_text(words)
