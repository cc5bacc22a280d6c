"""Two consultations in full, by six people with a phone each; every answer of the portal is listened to."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Response, expect

from .people import PHONE, Person, person
from .portal import Portal

pytestmark = [pytest.mark.e2e, pytest.mark.later]

OWNER, LEADER, ADA, BAS, COR, LATE = range(6)
PEOPLE = [
    "samira.elidrissi@example.nl",
    "marit.hoekstra@example.nl",
    "daan.willems@example.nl",
    "femke.baltussen@example.nl",
    "riet.derksen@example.nl",
    "teun.gerritsen@example.nl",
]


class Table:
    """Six people with a phone, the table they sit at, and every answer that each of them got."""

    def __init__(self, people: list[Person]) -> None:
        self.people = people
        self.path = ""
        self.heard: list[tuple[int, str]] = []
        for number, somebody in enumerate(people):
            somebody.page.on("response", lambda answer, number=number: self._listen(number, answer))

    def _listen(self, number: int, answer: Response) -> None:
        if answer.status == 200 and "html" in answer.headers.get("content-type", ""):
            self.heard.append((number, answer.text()))

    def who_heard(self, words: str) -> set[int]:
        """Return in whose answers these words stood until now."""
        return {number for number, text in self.heard if words in text}

    def start(self, method: str, group: int) -> None:
        """Let the one who leads start a table, the others sit down, and give out the roles."""
        leader = self.people[LEADER]
        leader.page.goto("/bijeenkomsten/leerkring/lingewaard/")
        meeting = leader.page.locator("main a[href^='/bijeenkomsten/']:not([href*='leerkring'])").first
        number = re.findall(r"\d+", meeting.get_attribute("href") or "")[0]
        page = leader.go(f"/intervisie/bijeenkomst/{number}/beginnen/")
        promise(leader)
        page.locator("[name='place']").select_option(index=group)
        page.locator(f"[name='method'][value='{method}']").check()
        leader.press_main()
        page.wait_for_url("**/intervisie/tafel/*/")
        self.path = page.url.removeprefix(leader.portal.url)
        for somebody in self.people[:LATE]:
            if somebody is not leader:
                somebody.go(f"{self.path}meedoen/")
                promise(somebody)
                somebody.press_main()
                somebody.page.wait_for_url(f"**{self.path}")
        expect(page.locator(".role-list li")).to_have_count(5)
        self._give("Samira", "owner")
        self._give("Marit", "facilitator")
        page.locator("#begin").click()

    def _give(self, name: str, role: str) -> None:
        page = self.people[LEADER].page
        select = page.locator(".role-list li", has_text=name).locator("select")
        with page.expect_response("**/rollen/"):
            select.select_option(role)
        expect(select).to_have_value(role)

    def see(self, step: int, *, but: tuple[int, ...] = ()) -> None:
        """Check that all phones come to this step by themselves."""
        for number, somebody in enumerate(self.people):
            if number not in but:
                expect(somebody.page.locator(f"#live[data-step='{step}']")).to_be_visible()

    def lead(self, deed: str = "next") -> None:
        """Press a button of the one who leads."""
        page = self.people[LEADER].page
        with page.expect_response("**/stap/"):
            page.locator(f"[name='deed'][value='{deed}']").click()

    def finish(self) -> None:
        """End the conversation; everybody comes to what it gave."""
        self.people[LEADER].page.locator("[name='deed'][value='finish']").click()
        for somebody in self.people:
            if somebody.page.url.endswith(self.path):
                expect(somebody.page.locator("h1")).to_contain_text("Wat het opleverde")

    def write(self, number: int, text: str) -> None:
        """Write in the box of this step, and send it."""
        page = self.people[number].page
        page.locator("textarea[name='text']").first.fill(text)
        with page.expect_response("**/regel/"):
            page.locator(".table-send button").first.click()


def promise(somebody: Person) -> None:
    """Accept the confidentiality agreement, when somebody is asked for it, and go on."""
    if "geheimhouding" in somebody.page.url:
        somebody.page.locator("[name='agreed']").check()
        somebody.press_main()
        somebody.page.wait_for_url("**/intervisie/**")


@contextmanager
def table(browser: Browser, portal: Portal) -> Iterator[Table]:
    with ExitStack() as stack:
        people = [stack.enter_context(person(browser, portal, PHONE)) for _name in PEOPLE]
        for somebody, address in zip(people, PEOPLE, strict=True):
            somebody.log_in(address)
        yield Table(people)


def test_gossip_is_played_with_a_reload_a_lost_connection_a_late_comer_and_a_pause(browser: Browser, portal: Portal):
    with table(browser, portal) as round_:
        round_.start("gossip", 0)
        round_.see(1, but=(LATE,))
        pause_and_go_on(round_)
        round_.lead()
        round_.see(2, but=(LATE,))
        round_.write(ADA, "Wat hoopte je dat er zou gebeuren?")
        expect(round_.people[OWNER].page.locator(".lines")).to_contain_text("Wat hoopte je")
        reload_keeps_what_was_typed(round_.people[BAS])
        come_late(round_)
        round_.lead()
        round_.see(3)
        owner_only_listens(round_)
        loses_the_connection(round_)
        round_.see(4)
        expect(round_.people[OWNER].page.locator("#notepad")).to_have_value("Dit raakt mij diep")
        assert round_.who_heard("Dit raakt mij diep") == {OWNER}
        round_.lead()
        round_.see(5)
        round_.finish()
        keeps_what_stays(round_)


def pause_and_go_on(round_: Table) -> None:
    """The clock of everybody stands still, and goes on."""
    round_.lead("pause")
    for somebody in round_.people[:LATE]:
        expect(somebody.page.locator(".table-clock")).to_have_class(re.compile("is-paused"))
    round_.lead("resume")
    for somebody in round_.people[:LATE]:
        expect(somebody.page.locator(".table-clock")).not_to_have_class(re.compile("is-paused"))


def reload_keeps_what_was_typed(somebody: Person) -> None:
    page = somebody.page
    with page.expect_response("**/voor-jezelf/"):
        page.locator("textarea[name='text']").fill("Half af")
    page.reload()
    expect(page.locator("textarea[name='text']")).to_have_value("Half af")


def come_late(round_: Table) -> None:
    """Somebody comes in with the code that the others read out, and stands where they are."""
    page = round_.people[BAS].page
    page.locator("#more-steps > summary").click()
    code = page.locator("#more-steps strong").inner_text()
    late = round_.people[LATE]
    late.go(f"{round_.path}meedoen/")
    promise(late)
    late.fill(code=code)
    late.press_main()
    late.page.wait_for_url(f"**{round_.path}")
    round_.see(2)


def owner_only_listens(round_: Table) -> None:
    """In the gossip round the owner has a notepad, and nothing to hand in; nobody else has one."""
    page = round_.people[OWNER].page
    with page.expect_response("**/voor-jezelf/"):
        page.locator("#notepad").fill("Dit raakt mij diep")
    expect(page.locator("textarea[id^='text-']")).to_have_count(0)
    expect(round_.people[ADA].page.locator("#notepad")).to_have_count(0)


def loses_the_connection(round_: Table) -> None:
    """A phone without a connection says so, and stands where the others are as soon as it is back."""
    somebody = round_.people[COR]
    somebody.context.set_offline(True)
    round_.lead()
    round_.see(4, but=(COR,))
    expect(somebody.page.locator(".table-offline")).to_be_visible()
    somebody.context.set_offline(False)
    expect(somebody.page.locator(".table-offline")).to_be_hidden()
    somebody.faults.clear()  # the browser says itself that it had no connection


def keeps_what_stays(round_: Table) -> None:
    """The owner writes an insight and an action, and chooses; the line of the conversation is gone."""
    owner = round_.people[OWNER]
    page = owner.page
    for kind, text in (("insight", "Ik vul de stilte zelf"), ("action", "Eerst tot tien tellen")):
        page.locator(f"#{kind} textarea").fill(text)
        page.locator(f"#{kind} form.record-form button").click()
        expect(page.locator(f"#{kind} .lines")).to_contain_text(text)
    owner.press_main()
    owner.press_main()
    owner.sees("Ik vul de stilte zelf")
    expect(page.locator("main")).not_to_contain_text("Wat hoopte je")


def test_ten_steps_are_played_and_nothing_hidden_is_heard_before_it_is_shown(browser: Browser, portal: Portal):
    with table(browser, portal) as round_:
        round_.start("ten_steps", 1)
        late = (LATE,)
        round_.see(1, but=late)
        round_.lead()
        round_.see(2, but=late)
        round_.write(ADA, "Wat maakt het stil?")
        round_.write(BAS, "Wat wil je zelf?")
        round_.lead()
        round_.see(3, but=late)
        rate(round_, warm="Wat wil je zelf?", cold="Wat maakt het stil?")
        round_.lead()
        round_.see(4, but=late)
        expect(round_.people[COR].page.locator(".line").first).to_contain_text("Wat wil je zelf?")
        round_.lead()
        round_.see(5, but=late)
        round_.write(COR, "Wat is er nodig?")
        round_.lead()
        round_.see(6, but=late)
        writes_in_hiding(round_)
        round_.lead()
        round_.see(7, but=late)
        rate(round_, warm="Ik heb als probleem dat ik invul", cold="")
        round_.lead()
        round_.see(8, but=late)
        round_.write(OWNER, "Ik heb als probleem dat ik de stilte vrees.")
        round_.lead()
        round_.see(9, but=late)
        round_.write(LEADER, "De klok van een kwartier")
        round_.lead()
        round_.see(10, but=late)
        round_.write(OWNER, "Volgende week vraag ik één ding, en wacht.")
        round_.finish()


def rate(round_: Table, *, warm: str, cold: str) -> None:
    page = round_.people[OWNER].page
    for value, text in (("warm", warm), ("cold", cold)):
        if text:
            button = page.locator(".line", has_text=text).locator(f".rate-{value}")
            with page.expect_response("**/waardering/"):
                button.click()
            expect(button).to_have_attribute("aria-pressed", "true")


def writes_in_hiding(round_: Table) -> None:
    """Three write; no answer to anybody else holds a word of it, also not after a reload, until it is shown."""
    words = {ADA: "Ik heb als probleem dat ik invul", BAS: "Geheime zin van Bas", COR: "Geheime zin van Cor"}
    for number, text in words.items():
        round_.write(number, text)
    leader = round_.people[LEADER].page
    expect(leader.locator(".table-lines")).to_contain_text("3 van 3")
    for somebody in round_.people[:LATE]:
        somebody.page.reload()
        expect(somebody.page.locator("#live[data-step='6']")).to_be_visible()
    assert {number: round_.who_heard(text) for number, text in words.items()} == {n: {n} for n in words}
    round_.lead("show")
    for number in (OWNER, LEADER, ADA):
        expect(round_.people[number].page.locator(".table-lines")).to_contain_text("Geheime zin van Cor")
