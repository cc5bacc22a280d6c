"""A table led and followed without a mouse: where the focus goes, and what a screen reader is told."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from casework.actions import agreement as agreements
from casework.actions import line as lines
from casework.actions import session as actions
from casework.methods import Input, find_built_in
from casework.models import Seat, Session

from .looks import RUN_AXE
from .people import PHONE
from .walk import AXE

pytestmark = [pytest.mark.e2e, pytest.mark.later]

# What holds at each stop: the ring is seen, and whatever has the focus is inside the screen.
FOCUS = """() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const inside = box.bottom > 0 && box.top < innerHeight;
  const id = it.id || it.name || it.tagName;
  return {id, top: box.top + scrollY, ring: ring || style.boxShadow !== "none", inside};
}"""
# Remembers what is added to the line that is read out.
LISTEN = """() => {
  window.heard = [];
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) heard.push(node.textContent);
  }).observe(document.querySelector('[data-announce]'), {childList: true, characterData: true, subtree: true});
}"""


@dataclass
class Hands:
    """Somebody who has a keyboard only."""

    page: Page

    def tab_to(self, name: str, most: int = 40) -> list[dict]:
        """Press Tab until ``name`` has the focus; return the stops, each of which must be seen."""
        stops = []
        for _press in range(most):
            self.page.keyboard.press("Tab")
            stops.append(self.page.evaluate(FOCUS))
            if stops[-1]["id"] == name:
                assert [stop for stop in stops if not (stop["ring"] and stop["inside"])] == []
                return stops
        raise AssertionError(f"{name} is no stop: {[stop['id'] for stop in stops]}")

    def press(self, key: str, answer: str) -> None:
        """Press a key that sends something, and wait until the page shows the answer."""
        with self.page.expect_response(f"**{answer}"):
            self.page.keyboard.press(key)
        expect(self.page.locator("[aria-busy]")).to_have_count(0)

    def at(self) -> str:
        """Return what has the focus."""
        return self.page.evaluate(FOCUS)["id"]

    def heard(self) -> list[str]:
        """Return what was read out since the last time."""
        return self.page.evaluate("() => window.heard.splice(0)")


@pytest.fixture
def people(community, make) -> list:
    """Who brings the case, who leads, and somebody who thinks along: all agreed."""
    found = [make.user(name, "Jansen") for name in ("Eigenaar", "Leider", "Denker", "Kijker")]
    for person in found:
        make.join(person, community, "professional")
        number = agreements.current_agreement(community).number
        agreements.accept_agreement(community, by=person, number=number)
    return found


@pytest.fixture
def seat(browser: Browser, live_server):
    """Return a function that gives somebody a phone, signed in."""
    contexts = []

    def sit(person, **options) -> Page:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="nl-NL", **options)
        contexts.append(context)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return context.new_page()

    yield sit
    for context in contexts:
        context.close()


def start(meeting, people, method: str) -> Session:
    owner, *others = people
    session = actions.start_session(meeting, by=owner, plan=find_built_in(method), minutes=60)
    for person in others:
        actions.join_session(session, by=person)
    return session


def begin(meeting, people, method: str) -> Session:
    session = start(meeting, people, method)
    roles = [Seat.Role.OWNER, Seat.Role.FACILITATOR, Seat.Role.PARTICIPANT, Seat.Role.OBSERVER]
    by_person = {person.pk: role for person, role in zip(people, roles, strict=False)}
    actions.set_roles(session, by=people[0], roles=by_person)
    actions.begin_session(session, by=people[1])
    return Session.objects.get(pk=session.pk)


def fill(session: Session, people) -> None:
    """Let everybody write what the step asks of them."""
    plan = session.method.steps[session.step - 1]
    if plan.input in (Input.TEXT, Input.LIST):
        for person in people:
            if session.seats.get(user=person).may_write(plan):
                facts = {"position": session.step, "text": f"Regel van {person}", "key": uuid4()}
                lines.write_line(session, by=person, **facts)


def at_step(page: Page, step: int) -> None:
    expect(page.locator(f"#live[data-step='{step}']")).to_be_visible()


def test_somebody_leads_and_somebody_follows_a_whole_session_by_keyboard(meeting, people, seat):
    session = start(meeting, people[:3], "five_steps")
    leader, thinker = Hands(seat(people[1])), Hands(seat(people[2]))
    for hands in (leader, thinker):
        hands.page.goto(session.get_absolute_url())
    give_roles_and_begin(leader, people)
    for hands in (leader, thinker):
        at_step(hands.page, 1)
        hands.page.evaluate(LISTEN)
    lead_keeps_its_place(leader, thinker)
    for step in (3, 4, 5):
        leader.press("Enter", "/stap/")
        at_step(thinker.page, step)
        if step < 5:
            write_and_keep_the_place(leader, thinker, step)
    # One press too many on "next" never ends the conversation.
    assert leader.at() == "step-title"
    leader.tab_to("lead-finish")
    leader.page.keyboard.press("Space")
    for hands in (leader, thinker):
        expect(hands.page.locator("h1")).to_contain_text("Wat het opleverde")


def give_roles_and_begin(leader: Hands, people) -> None:
    """Go through the list of roles with the arrows; the page sends the one that was stopped at."""
    for person, role, presses in ((people[0], "owner", 2), (people[1], "facilitator", 1)):
        leader.tab_to(f"id_role-{person.pk}")
        with leader.page.expect_response("**/rollen/") as answer:
            for _press in range(presses):
                leader.page.keyboard.press("ArrowUp")
        assert answer.value.status == 200
        expect(leader.page.locator(f"#id_role-{person.pk}")).to_have_value(role)
        assert leader.at() == f"id_role-{person.pk}"
    leader.tab_to("begin")
    leader.page.keyboard.press("Enter")


def lead_keeps_its_place(leader: Hands, thinker: Hands) -> None:
    """Each button stays under the fingers after it was pressed, and everybody is told once."""
    stops = leader.tab_to("lead-next")
    tops = [stop["top"] for stop in stops if not stop["id"].startswith("lead")]
    assert tops == sorted(tops)
    leader.tab_to("lead-pause")
    leader.press("Space", "/stap/")
    expect(thinker.page.locator(".table-clock.is-paused")).to_be_visible()
    leader.press("Space", "/stap/")
    expect(thinker.page.locator(".table-clock.is-paused")).to_have_count(0)
    leader.tab_to("lead-extend")
    leader.press("Enter", "/stap/")
    assert leader.at() == "lead-extend"
    expect(thinker.page.locator("[data-announce] p")).to_have_count(3)
    assert thinker.heard()[0] == "De klok staat stil"
    leader.page.keyboard.press("Shift+Tab")
    leader.page.keyboard.press("Shift+Tab")
    assert leader.at() == "lead-next"
    leader.press("Enter", "/stap/")
    at_step(thinker.page, 2)
    assert leader.at() == "lead-next"
    for hands in (leader, thinker):
        assert [text for text in hands.heard() if text.startswith("Stap 2 van 5")] != []


def write_and_keep_the_place(leader: Hands, thinker: Hands, step: int) -> None:
    """What somebody types stays under their fingers while the table changes around them."""
    thinker.heard()
    thinker.tab_to(f"text-{step}")
    thinker.page.keyboard.type("Wat hoopte ")
    leader.tab_to("lead-extend")
    leader.press("Enter", "/stap/")
    expect(thinker.page.locator("[data-announce] p").last).to_contain_text("minuten")
    thinker.page.keyboard.type("je?")
    expect(thinker.page.locator(f"#text-{step}")).to_have_value("Wat hoopte je?")
    thinker.tab_to(f"send-{step}")
    thinker.press("Enter", "/regel/")
    # Of one text per person the box is gone with it; of a list it waits for the next line.
    assert thinker.at() == ("step-title" if step == 3 else "send-4")
    expect(leader.page.locator(".lines")).to_contain_text("Wat hoopte je?")
    assert leader.at() == "lead-extend"
    for _back in range(3):
        leader.page.keyboard.press("Shift+Tab")


# --- The clock, and what axe and the browser make of each page


def test_clock_is_told_at_its_half_its_last_minute_and_its_end_and_never_in_between(meeting, people, seat):
    session = begin(meeting, people, "five_steps")
    page = seat(people[2])
    page.clock.install()
    page.goto(session.get_absolute_url())
    page.evaluate(LISTEN)
    total = int(page.locator("[data-clock]").get_attribute("data-total"))
    page.route("**/stand/**", lambda route: route.abort())
    for _second in range(total + 5):
        page.clock.run_for(1000)
    assert page.evaluate("heard") == ["Minuten over: 3", "Nog één minuut", "De tijd is om"]


def live_regions(page: Page) -> list[tuple[str, str]]:
    """Return what the browser tells screen readers of each region that is read out by itself: how, and its words."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    found = []
    for node in nodes:
        live = [each["value"]["value"] for each in node.get("properties", []) if each["name"] == "live"]
        if live and live != ["off"]:
            found.append((live[0], node["role"]["value"]))
    return found


KINDS = [("ten_steps", 10), ("gossip", 5), ("balint", 11), ("appreciative", 4)]


@pytest.mark.parametrize(("method", "steps"), KINDS, ids=[method for method, _steps in KINDS])
def test_axe_finds_nothing_for_any_role_in_any_kind_of_step(method, steps, meeting, people, seat):
    session = begin(meeting, people, method)
    assert len(session.method.steps) == steps
    pages = [seat(person, bypass_csp=True) for person in people]
    found = []
    for page in pages:
        page.context.add_init_script(path=AXE)
    for step in range(1, steps + 1):
        session = Session.objects.get(pk=session.pk)
        fill(session, people)
        for page in pages:
            page.goto(session.get_absolute_url())
            found += [(method, step, row["id"]) for row in page.evaluate(RUN_AXE)["violations"]]
            assert {how for how, _role in live_regions(page)} == {"polite"}
        pages[0].goto(f"{session.get_absolute_url()}scherm/")
        found += [(method, step, row["id"]) for row in pages[0].evaluate(RUN_AXE)["violations"]]
        if step < steps:
            actions.move_session(session, by=people[1], deed="next", turn=session.turn)
    assert found == []
