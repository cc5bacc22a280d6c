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


def follow_link(somebody: Person, path: str, words: str) -> str:
    """Follow the link with these words on a page; return where it leads."""
    somebody.go(path).locator("main a").filter(has_text=words).first.click()
    somebody.page.wait_for_load_state("load")
    return somebody.page.url.removeprefix(somebody.portal.url)


def press(somebody: Person, button: str) -> None:
    """Press the first button that this selects."""
    somebody.page.locator(button).first.click()
    somebody.page.wait_for_load_state("load")


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
    answer_a_remark(somebody, asked)
    somebody.go(asked.removesuffix("uitnodigen/"))
    for words in ("Herken je dit?", "Overgenomen", "Dat staat er nu bij."):
        somebody.sees(words)
    somebody.go(f"{paper}versies/")
    for words in ("Versie 0.1", "Professionals uit de praktijk"):
        somebody.sees(words)


def answer_a_remark(somebody: Person, invite: str) -> None:
    """Who was asked from outside remarks by a link of their own, and gets an answer with its reason."""
    address = "hanneke.bos@example.org"
    send(somebody, invite, name="Hanneke Bos", email=address)
    link = link_in(somebody.portal.mailbox.wait_for(address, ""), "/feedback/lezen/")
    page = somebody.context.browser.new_page()
    page.goto(link)
    page.locator("main [name='text']").fill("Wie is gelijk aan wie?")
    page.locator("main form:has([name='text']) .btn-primary").click()
    page.wait_for_load_state("load")
    page.close()
    remark = follow_link(somebody, invite.removesuffix("uitnodigen/"), "Antwoord")
    send(somebody, remark, verdict="adopted", reason="Dat staat er nu bij.")


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


def publish_paper(somebody: Person, circle: str, visitor: Person) -> None:
    """Record what the series brought in a paper, and publish it; the visitor finds it with the circle."""
    slug = circle.strip("/").rsplit("/", 1)[-1]
    texts = {"title": "Vier dagen samenleven", "abstract": "Wat vier gemeenten zagen.", "body": "Wonen is meer."}
    paper = send(somebody, f"/opbrengsten/leerkring/{slug}/nieuw/", kind="paper", **texts)
    checked = {"next_step": "Elke gemeente probeert het uit.", "has_consent": "on", "is_unrecognisable": "on"}
    send(somebody, f"{paper}publiceren/", access="open", licence="cc-by", **checked)
    visitor.go(circle)
    visitor.sees(texts["title"])
    visitor.go(paper)
    visitor.sees(texts["body"])


def do_research(somebody: Person, student: Person, circle: str, lab: str) -> None:
    """A student does an assignment, with activities and research as records of their own."""
    organisation, title = "Stichting Welzijn Noord", "Wat kost een verjaardag?"
    send(somebody, f"{lab}beheren/partners/", organisation=organisation, contribution="paid")
    send(somebody, f"{circle}onderdelen/", modules=["assignments"])
    facts = {"title": title, "text": "Vraag het tien gezinnen.", "organisation": organisation, "level": "mbo"}
    today = date.today()
    days = {"starts_on": today, "ends_on": today + timedelta(90), "closes_on": today + timedelta(1)}
    when = {name: day.isoformat() for name, day in days.items()}
    send(somebody, f"{circle}opdrachten/nieuw/", **facts, **when, supervisor="Noor Peeters")
    task = follow_link(somebody, "/opdrachten/begeleiding/", title)
    press(somebody, "main form[action$='/stap/'] button")
    send(student, f"{task}aanmelden/", motivation="Ik ken de buurt.")
    somebody.go(task)
    press(somebody, "main button[name='answer'][value='chosen']")
    press(somebody, "main form:has([value='started']) .btn-primary")
    send(student, f"{task}logboek/", kind="activity", text="Koffie op het schoolplein.")
    send(student, f"{task}logboek/", kind="research", text="Tien gezinnen gesproken.")
    student.go(task)
    for words in ("Koffie op het schoolplein.", "Tien gezinnen gesproken.", "Onderzoek", "Activiteit"):
        student.sees(words)


def report_on_four_goals(somebody: Person, lab: str) -> None:
    """The report of a learning lab counts per goal, and goes to paper and a sheet."""
    page = somebody.go(f"{lab}opbrengst/")
    for words in ("Professionals van de toekomst", "Deskundigheid", "Ontwikkeling van het vak", "samenleving"):
        somebody.sees(words)
    for name in ("pdf", "xlsx"):
        assert page.request.get(f"{somebody.portal.url}{lab}opbrengst.{name}").ok, name


def tell_good_example(somebody: Person, circle: str, programme: str, visitor: Person) -> None:
    """Tell what came of it, and publish it as a good example, which needs a concrete result."""
    title = "Vijftien gesprekken werden een routine"
    steps = dict.fromkeys(("activity", "gained", "applied", "insight"), "Vijftien gesprekken aan huis.")
    steps["result"] = "Elke huisarts stelt nu drie vragen."
    send(somebody, f"{circle}verhalen/nieuw/", title=title, **steps)
    story = follow_link(somebody, f"{circle}verhalen/", title)
    press(somebody, f"main form[action='{story}voorstellen/'] button")
    send(somebody, f"{story}beoordelen/", publish="yes", is_good_example="on")
    visitor.go(f"{programme}verhalen/")
    for words in ("Goede voorbeelden", title, steps["result"]):
        visitor.sees(words)
