"""What a coordinator does to set up a network, each thing in a few lines; field names instead of words."""

import re
from datetime import date, timedelta

from playwright.sync_api import Locator, expect

from .people import Person, code_in
from .portal import link_in


def sign_up(somebody: Person, given_name: str, family_name: str) -> str:
    """Make an account as a stranger does: a name, an address, a code from the mail. Return the address."""
    address = f"{given_name}.{family_name}@example.nl".lower().replace(" ", "")
    before = len(somebody.portal.mailbox.to(address))
    somebody.go("/account/nieuw/")
    somebody.fill(email=address, given_name=given_name, family_name=family_name)
    somebody.press_main()
    expect(somebody.page.locator("[name='code']")).to_be_visible()
    somebody.fill(code=code_in(somebody.portal, address, after=before))
    somebody.press_main()
    somebody.page.wait_for_url("**/dashboard/")
    return address


def send(somebody: Person, path: str, **fields: str | list[str]) -> str:
    """Fill in the form of a page and send it; return where that leads. A form that comes back fails."""
    page = somebody.go(path)
    for name, value in fields.items():
        fill(page.locator(f"main [name='{name}']"), value)
    page.locator("main form:has([name='csrfmiddlewaretoken']) .btn-primary:visible").last.click()
    page.wait_for_load_state("load")
    assert not page.locator("main .error-summary, main .invalid-feedback:visible").count(), (
        f"{path} came back:\n{page.locator('main').inner_text()}"
    )
    return page.url.removeprefix(somebody.portal.url).partition("?")[0]


def fill(field: Locator, value: str | list[str]) -> None:
    """Type, choose or tick, whatever the field is."""
    kind = field.first.evaluate("field => field.type || field.tagName.toLowerCase()")
    if value == "on":
        field.check()
    elif kind in {"radio", "checkbox"}:
        for one in [value] if isinstance(value, str) else value:
            field.and_(field.page.locator(f"[value='{one}']")).check()
    elif kind.startswith("select"):
        choose(field, str(value))
    elif kind == "file":
        field.set_input_files(str(value))
    else:
        field.fill(str(value))


def choose(field: Locator, value: str) -> None:
    """Choose the option with this value, or whose words hold it."""
    option = field.locator("option").filter(has_text=re.compile(re.escape(value)))
    if field.locator(f"option[value='{value}']").count():
        field.select_option(value)
    else:
        field.select_option(option.first.get_attribute("value"))


def start_programme(somebody: Person, name: str, *, words: str = "leerkring", about: str, **more: str) -> str:
    """Begin a programme; return the address of its page. It is a draft until ``show``."""
    desk = send(somebody, "/programmas/nieuw/", name=name, words=words, description=about, **more)
    assert desk.endswith("/beheren/"), desk
    return desk.removesuffix("beheren/")


def show(somebody: Person, programme: str) -> None:
    """Let the world see the programme."""
    page = somebody.go(f"{programme}beheren/")
    page.locator(f"form[action='{programme}beheren/tonen/'] button, a[href='{programme}beheren/tonen/']").first.click()
    page.wait_for_load_state("load")
    if page.url.endswith("/tonen/"):
        somebody.press_main()
    somebody.go(programme)


def start_circle(
    somebody: Person, programme: str, people: str, goal: str, role: str = "professional", **fields: str
) -> str:
    """Walk the four steps of setting up, with the four meetings that are proposed; return where the circle is."""
    send(somebody, "/leerkringen/nieuw/", programme=programme, **fields)
    somebody.page.wait_for_url("**/bijeenkomsten/opzetten/**")
    slug = somebody.page.url.rstrip("/").rsplit("/", 1)[-1]
    somebody.fill(learning_goal=goal)
    somebody.press_main()
    somebody.page.wait_for_url("**/opzetten/mensen/")
    somebody.page.locator("[name='people']").fill(people)
    somebody.page.locator("[name='role']").select_option(role)
    somebody.press_main()
    somebody.page.wait_for_url(f"**/opzetten/{slug}/")
    somebody.press_main()
    somebody.page.wait_for_url(f"**/leerkringen/{slug}/")
    return f"/leerkringen/{slug}/"


def change_person(somebody: Person, circle: str, name: str, **fields: str) -> None:
    """Say what somebody is in the circle, on the desk of its coordinator."""
    page = somebody.go(f"{circle}mensen/")
    row = page.locator("main li").filter(has=page.get_by_role("link", name=name, exact=True))
    send(somebody, row.locator("a.btn").get_attribute("href") or "", **fields)


def announce(somebody: Person, owner: str, kind: str, **fields: str) -> str:
    """Make an event of a programme or circle, and show it to everybody; return where it is."""
    whose = "programma" if owner.startswith("/programmas/") else "leerkring"
    slug = owner.strip("/").rsplit("/", 1)[-1]
    moment = {} if kind == "research" else {"start_time": "13:30", "end_time": "17:00"}
    day = date.today() + timedelta(weeks=10)
    path = f"/evenementen/nieuw/{whose}/{slug}/{kind}/"
    # Some kinds go on to their parts.
    event = send(somebody, path, date=day.isoformat(), **moment, **fields).removesuffix("onderdelen/")
    somebody.go(event).locator(f"form[action='{event}publiceren/'] button").click()
    somebody.page.wait_for_load_state("load")
    return event


def join(newcomer: Person, address: str, circle_name: str, given_name: str, family_name: str) -> None:
    """Follow the invitation in the mail and make an account in one step."""
    mail = newcomer.portal.mailbox.wait_for(address, circle_name)
    newcomer.page.goto(link_in(mail, "/uitnodiging/"))
    newcomer.fill(given_name=given_name, family_name=family_name)
    newcomer.press_main()
    newcomer.page.wait_for_url("**/leerkringen/**")
    newcomer.faults.clear()


def ask_and_offer(somebody: Person, circle: str, programme: str, visitor: Person) -> None:
    """Put an issue on the joint agenda, see who could help, offer an assignment for it; the map shows the circle."""
    send(somebody, f"{circle}onderdelen/", modules=["agenda", "assignments"])
    issue = {"title": "Hoe zien we wie er eenzaam is?", "text": "Wij komen vaak te laat."}
    send(somebody, f"{circle}agenda/nieuw/", **issue)
    somebody.go(f"{circle}agenda/")
    somebody.sees(issue["title"])
    # Who from another domain could help, and why.
    somebody.go(f"{circle}hulp/")
    somebody.sees("Wie kan helpen")
    day = date.today()
    days = {"starts_on": day + timedelta(30), "ends_on": day + timedelta(120), "closes_on": day + timedelta(20)}
    asked = {"title": "Tien gesprekken aan de keukentafel", "text": "Wat merken buren, en wat doen ze ermee?"}
    choices = {"organisation": "Stichting Welzijn De Linge", "level": "hbo", "supervisor": "Marit Hoekstra"}
    when = {name: moment.isoformat() for name, moment in days.items()}
    send(somebody, f"{circle}opdrachten/nieuw/", **asked, **choices, **when)
    somebody.sees(asked["title"])
    find_on_map(visitor, programme, "Lingewaard en Huissen")


def ask_what_practice_thinks(somebody: Person, circle: str) -> None:
    """Write a living document, freeze it, and ask one audience what it thinks of exactly that version."""
    slug = circle.strip("/").rsplit("/", 1)[-1]
    texts = {"title": "Studenten als partner", "abstract": "Wat het vraagt.", "body": "Gelijkwaardig is geen houding."}
    paper = send(somebody, f"/opbrengsten/leerkring/{slug}/nieuw/", kind="living", **texts)
    frozen = send(somebody, f"{paper}vastleggen/")
    assert frozen.endswith("/v/0.1/"), frozen
    asked = send(somebody, f"{paper}feedback/", audience="practice", question="Herken je dit?")
    somebody.go(asked.removesuffix("uitnodigen/"))
    somebody.sees("Herken je dit?")
    somebody.go(f"{paper}versies/")
    for words in ("Versie 0.1", "Professionals uit de praktijk"):
        somebody.sees(words)


def report_obstacle(somebody: Person, circle: str, programme: str, visitor: Person) -> None:
    """Report what stands in the way in a circle; the alliance sees it with all others. The map shows where."""
    title = "Mantelzorgers staan in geen enkel systeem"
    send(somebody, f"{circle}belemmeringen/nieuw/", title=title, description="Niemand weet wie ze zijn.")
    somebody.go(f"{programme}beheren/belemmeringen/")
    somebody.sees(title)
    find_on_map(visitor, programme, "Gemert")


def find_on_map(visitor: Person, programme: str, place: str) -> None:
    """Find a circle of the programme on the map. The whole map is kept for a minute, each choice by itself."""
    visitor.go(f"/kaart/?programma={programme.strip('/').rsplit('/', 1)[-1]}")
    visitor.sees(place)
