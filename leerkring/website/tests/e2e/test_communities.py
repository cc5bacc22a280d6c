"""Five networks of this field, each set up by its own coordinator in a browser, on a portal that was empty.

Each test points at what its network needs of the portal and of this part of it; what later parts owe it is named where
the test ends.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect

from leerkring.website.tests.migrated import put_migrated

from . import networks
from .people import DESKTOP, PHONE, Person, person
from .portal import Portal, link_in

# On a portal of its own, which is embedded whatever the run is about.
pytestmark = [pytest.mark.e2e, pytest.mark.once]

PEOPLE = """Samira El Idrissi <samira.elidrissi@example.nl>
Teun Gerritsen <teun.gerritsen@example.nl>
Riet Derksen <riet.derksen@example.nl>
"""


@pytest.fixture(scope="module")
def empty_portal(tmp_path_factory) -> Iterator[Portal]:
    """A portal without anybody: no demo, no account."""
    folder = tmp_path_factory.mktemp("empty")
    (folder / "mail").mkdir()
    put_migrated(folder)
    portal = Portal(folder, {"DEMO": "0"})
    try:
        yield portal.start()
    finally:
        portal.stop()


def picture(folder: Path) -> str:
    """Draw something with a few words on it."""
    drawing = Image.new("RGB", (600, 300), "white")
    ImageDraw.Draw(drawing).text((40, 140), "vraag > experiment > routine > toepassing", fill="black")
    drawing.save(folder / "infographic.png")
    return str(folder / "infographic.png")


def announce_three(coordinator: Person, visitor: Person, programme: str) -> None:
    """Announce an event of each public kind, which a visitor finds."""
    for kind, title, more in [
        ("cafe", "Wie ziet de mantelzorger?", {}),
        ("masterclass", "Luisteren naar wie niet vraagt", {"lecturer": "Femke Baltussen"}),
        ("safari", "Langs drie buurthuiskamers", {"route": "Te voet van het plein naar de molen."}),
    ]:
        networks.announce(coordinator, programme, kind, title=title, municipality="Lingewaard", **more)
    visitor.go("/evenementen/")
    for words in ("Zorgalliantiecafé", "Masterclass", "Leersafari", "Langs drie buurthuiskamers"):
        visitor.sees(words)


def reads_the_network(visitor: Person, programme: str, regional: str, text: str) -> None:
    """What was set up is what a visitor reads, without addresses or what was paid."""
    page = visitor.go(programme)
    for words in ("Technologie thuis", "Femke Baltussen", "Lingewaard", "Stichting Welzijn De Linge", text):
        visitor.sees(words)
    expect(page.locator("main")).not_to_contain_text("betaald")
    page = visitor.go(regional)
    assert page.url.endswith("/leerkringen/lingewaard-en-huissen/"), "the old address leads to the new name"
    for words in ("Lingewaard en Huissen", "Stichting Welzijn De Linge", "Een buurthuiskamer", "Loes Wennekes"):
        visitor.sees(words)
    # Whether the triangle is in balance, as a picture and as a table.
    expect(page.locator("main .triangle-figure")).to_be_visible()
    for sector in ("Onderwijs", "Onderzoek", "Praktijk", "Inwoners"):
        expect(page.locator("main .triangle-table")).to_contain_text(sector)
    expect(page.locator("main")).not_to_contain_text("loes@example.nl")
    assert page.request.get(f"{page.url}blad/").body().startswith(b"%PDF-")
    assert page.request.get(f"{page.url}poster/").body().startswith(b"%PDF-")


def test_alliance_of_seven_circles_is_set_up(browser: Browser, empty_portal: Portal, tmp_path: Path):
    with (
        person(browser, empty_portal, DESKTOP) as coordinator,
        person(browser, empty_portal, PHONE) as visitor,
        person(browser, empty_portal, PHONE) as lecturer,
    ):
        networks.sign_up(coordinator, "Marit", "Hoekstra")
        about = "Zeven kringen rond zorg, wonen, welzijn en onderwijs."
        programme = networks.start_programme(coordinator, "Krachtige Leerkringen Rijn & Waal", about=about)
        desk = f"{programme}beheren/"
        networks.send(
            coordinator, f"{desk}themas/nieuw/", name="Technologie thuis", way="name", lead_name="Femke Baltussen"
        )
        networks.send(coordinator, f"{desk}gebieden/", places="Lingewaard\nOverbetuwe")
        networks.send(coordinator, f"{desk}partners/", organisation="Stichting Welzijn De Linge", contribution="paid")
        networks.send(coordinator, f"{desk}team/", email="yusuf.aydin@example.nl", role="broker")
        text = "Van vraag naar experiment, routine en toepassing."
        networks.send(coordinator, f"{desk}infographic/", picture=picture(tmp_path), text=text)
        networks.show(coordinator, programme)
        regional = networks.start_circle(
            coordinator, "Krachtige Leerkringen", PEOPLE, "Eerder zien wie er eenzaam is.",
            name="Lingewaard", kind="regional", area="Lingewaard", sector="practice",
            question="Hoe blijven ouderen in Huissen en Gendt langer thuis zonder te vereenzamen?",
        )  # fmt: skip
        networks.start_circle(
            coordinator, "Krachtige Leerkringen", "Femke Baltussen <femke.baltussen@example.nl>", "Weten wat helpt.",
            name="Technologie thuis", kind="thematic", theme="Technologie thuis", sector="research",
            question="Wanneer helpt zorgtechnologie echt, en wie beslist dat?",
        )  # fmt: skip
        promise = {"contributes": "Een buurthuiskamer en vier uur per week.", "interest": "Ouderen die meedoen."}
        networks.send(
            coordinator, f"{regional}organisaties/nieuw/", organisation="Stichting Welzijn De Linge", **promise
        )
        networks.send(
            coordinator,
            f"{regional}contactpersonen/nieuw/",
            who="outside",
            name="Loes Wennekes",
            email="loes@example.nl",
        )
        networks.join(lecturer, "riet.derksen@example.nl", "Lingewaard", "Riet", "Derksen")
        guides = {"role": "area_lecturer", "sector": "education", "area": "Gendt, Lingewaard"}
        networks.change_person(coordinator, regional, "Riet Derksen", **guides)
        lecturer.go(f"{regional}mensen/")
        lecturer.sees("Wijkdocent · Gendt")
        networks.send(coordinator, f"{regional}naam/", name="Lingewaard en Huissen", new_address="on")
        renamed = regional.replace("lingewaard", "lingewaard-en-huissen")
        announce_three(coordinator, visitor, programme)
        reads_the_network(visitor, programme, regional, text)
        networks.ask_and_offer(coordinator, renamed, programme, visitor)


def extend(coordinator: Person, visitor: Person, circle: str) -> None:
    """Switch the optional extensions on, which makes them kinds of activity; announce each, which a visitor finds."""
    extensions = {"research": "Wat doet een bankje?", "training": "Gespreksvoering", "study_trip": "Naar Gent"}
    kinds = f"/evenementen/nieuw{circle.replace('leerkringen', 'leerkring')}"
    offered = coordinator.go(kinds).locator(f"main a[href^='{kinds}']")
    assert not any(offered.and_(coordinator.page.locator(f"[href='{kinds}{kind}/']")).count() for kind in extensions)
    networks.send(coordinator, f"{circle}onderdelen/", modules=["research", "training", "study_trip"])
    coordinator.go(kinds)
    for kind in extensions:
        expect(coordinator.page.locator(f"main a[href='{kinds}{kind}/']")).to_be_visible()
    until = (date.today() + timedelta(weeks=40)).isoformat()
    asked = {"question": "Wat doet een bankje?", "researchers": "Studenten", "last_date": until}
    for kind, title in extensions.items():
        networks.announce(coordinator, circle, kind, title=title, **(asked if kind == "research" else {}))
    visitor.go(f"/evenementen{circle.replace('leerkringen', 'leerkring')}")
    for title in extensions.values():
        visitor.sees(title)
    page = coordinator.go(f"{circle}onderdelen/")
    assert page.locator("[name='modules']:checked").count() == 3, "the optional extensions"


def plan_the_day(coordinator: Person, meeting: str) -> None:
    """Fill the day with the usual items and publish it: who is responsible for which is said."""
    networks.send(coordinator, f"{meeting}wijzigen/", municipality="Lingewaard")
    page = coordinator.go(f"{meeting}programma/")
    page.locator(f"form[action='{meeting}programma/voorbeeld/'] button").click()
    page.wait_for_load_state("load")
    visit = page.locator("main li", has_text="Projectbezoek").locator("a").get_attribute("href")
    networks.send(coordinator, visit or "", party="co_organiser", working_form="visit")
    networks.send(coordinator, f"{meeting}programma/publiceren/")
    page = coordinator.go(meeting)
    for words in ("Actualiteiten", "Intervisie", "Verdieping", "Projectbezoek", "Lingewaard"):
        expect(page.locator("main")).to_contain_text(words, ignore_case=True)
    # Who is responsible for which item: the programme, the host, guest experts and who organises along.
    for words in ("Verzorgd door: programma", "Verzorgd door: gastexpert", "gastorganisatie", "mede-organisator"):
        expect(page.locator("main")).to_contain_text(words, ignore_case=True)


def test_series_of_four_meetings_is_set_up(browser: Browser, empty_portal: Portal):
    with (
        person(browser, empty_portal, DESKTOP) as coordinator,
        person(browser, empty_portal, DESKTOP) as visitor,
        person(browser, empty_portal, PHONE) as host,
    ):
        networks.sign_up(coordinator, "Anouk", "Thijssen")
        about = "Vier dagen op locatie, elke keer bij een andere gemeente."
        programme = networks.start_programme(coordinator, "Leerkring Vitale wijken", about=about)
        networks.show(coordinator, programme)
        circle = networks.start_circle(
            coordinator, "Leerkring Vitale wijken", PEOPLE, "Samenleven zichtbaar maken.",
            name="Vitale wijken", kind="regional", area="Gelderland", sector="practice",
            question="Hoe houden we het samenleven in de wijk gewoon?",
        )  # fmt: skip
        extend(coordinator, visitor, circle)
        slug = circle.strip("/").rsplit("/", 1)[-1]
        page = coordinator.go(f"/bijeenkomsten/leerkring/{slug}/")
        meetings = page.locator("main a[href^='/bijeenkomsten/']:not([href*='leerkring'])")
        assert meetings.count() >= 4, "four meetings"
        first = re.match(r"/bijeenkomsten/\d+/", meetings.first.get_attribute("href") or "")
        assert first, meetings.first.get_attribute("href")
        plan_the_day(coordinator, first[0])
        guest = {"name": "Ilse Verhoeven", "email": "ilse.verhoeven@example.nl"}
        networks.send(coordinator, f"{first[0]}gasten/", **guest)
        mail = coordinator.portal.mailbox.wait_for(guest["email"], "")
        visitor.page.goto(link_in(mail, "/gast/"))
        expect(visitor.page.locator("main")).to_contain_text("Verdieping", ignore_case=True)
        networks.join(host, "teun.gerritsen@example.nl", "Vitale wijken", "Teun", "Gerritsen")
        hosts = {"Anouk Thijssen": "Gemeente Lingewaard", "Teun Gerritsen": "Gemeente Duiven"}
        for name, organisation in hosts.items():
            networks.change_person(coordinator, circle, name, organisation=organisation)
        coordinator.go(rotation_of(coordinator, first[0]))
        coordinator.press_main()
        coordinator.page.wait_for_url(re.compile(r"/bijeenkomsten/cyclus/\d+/$"))
        turns = coordinator.page.locator("main").inner_text()
        assert [turns.count(organisation) >= 2 for organisation in hosts.values()] == [True, True], turns
        prepares_as_host(host, slug)
        page = visitor.go(circle)
        visitor.sees("gewoon?")
        networks.publish_paper(coordinator, circle, visitor)


def prepares_as_host(host: Person, circle: str) -> None:
    """The hosting municipality has a kit for the days on which it receives the others, and for no other day."""
    links = host.go(f"/bijeenkomsten/leerkring/{circle}/").locator("main a[href^='/bijeenkomsten/']")
    found = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    meetings = [path for path in dict.fromkeys(found) if re.fullmatch(r"/bijeenkomsten/\d+/", path)]
    kits = [host.go(path).locator(f"main a[href='{path}gastheerpakket/']").count() for path in meetings]
    assert sorted(kits) == [0, 0, 1, 1]
    mine = f"{meetings[kits.index(1)]}gastheerpakket/"
    host.go(mine)
    host.sees("Wat er moet gebeuren")
    ready = host.page.locator(f"form[action='{mine}afvinken/'] button").first
    ready.click()
    host.sees("Gedaan door Teun Gerritsen")


def rotation_of(coordinator: Person, meeting: str) -> str:
    """Return where the hosts of the cycle of a meeting are proposed."""
    cycle = coordinator.go(meeting).locator("main a[href*='/bijeenkomsten/cyclus/']").first.get_attribute("href") or ""
    link = coordinator.go(cycle).locator("main a[href$='/gastheren/']").first.get_attribute("href")
    assert link, f"{cycle} leads to no rotation of hosts"
    return link


def test_network_of_researchers_is_set_up(browser: Browser, empty_portal: Portal):
    with person(browser, empty_portal, DESKTOP) as coordinator, person(browser, empty_portal, PHONE) as follower:
        networks.sign_up(coordinator, "Femke", "Baltussen")
        about = "Onafhankelijke onderzoekers van vele instellingen die samen een position paper verrijken."
        programme = networks.start_programme(coordinator, "Netwerk Learning Communities", about=about)
        desk = f"{programme}beheren/"
        networks.send(
            coordinator,
            f"{desk}blokken/nieuw/",
            title="Een levend document",
            text="Wij schrijven door, met iedereen.",
        )
        networks.send(coordinator, f"{desk}links/", title="Position paper", url="https://example.nl/position-paper")
        networks.send(coordinator, f"{desk}themas/nieuw/", name="Studenten als gelijkwaardige partner")
        networks.show(coordinator, programme)
        circle = networks.start_circle(
            coordinator, "Netwerk Learning Communities", PEOPLE, "Een volgende versie.",
            name="Schrijfkring", kind="thematic", theme="Studenten als gelijkwaardige partner", sector="research",
            question="Wat maakt een student een gelijkwaardige partner?",
        )  # fmt: skip
        paper = {"document_title": "Position paper", "document_version": "2.0", "audience": "practice"}
        session = networks.announce(coordinator, programme, "feedback", title="Lees mee met versie 2", **paper)
        follower.go(session)
        for words in ("Position paper", "2.0", "praktijk"):
            follower.sees(words)
        page = follower.go(programme)
        follower.sees("Een levend document")
        follower.sees("Wij schrijven door, met iedereen.")
        expect(page.get_by_role("link", name="Position paper")).to_be_visible()
        networks.sign_up(follower, "Joris", "van der Plas")
        page = follower.go(circle)
        page.locator(f"form[action='{circle}volgen/'] button").first.click()
        page.wait_for_load_state("load")
        assert page.locator(f"form[action='{circle}niet-meer-volgen/'], a[href='{circle}niet-meer-volgen/']").count()
        follower.go("/evenementen/")
        follower.sees("Lees mee met versie 2")
        networks.ask_what_practice_thinks(coordinator, circle)


def test_learning_lab_is_set_up_on_a_phone(browser: Browser, empty_portal: Portal):
    with (
        person(browser, empty_portal, PHONE, has_touch=True, is_mobile=True) as coordinator,
        person(browser, empty_portal, PHONE) as student,
        person(browser, empty_portal, DESKTOP) as visitor,
    ):
        networks.sign_up(coordinator, "Noor", "Peeters")
        about = "Een mbo-school, een welzijnsstichting en een hogeschool leren samen in de wijk."
        lab = networks.start_programme(coordinator, "Learning Lab Tilburg", words="leergemeenschap", about=about)
        networks.send(
            coordinator, f"{lab}beheren/jaargangen/", name="2026–2027", starts_on="2026-09-01", ends_on="2027-07-15"
        )
        networks.send(coordinator, f"{lab}beheren/themas/nieuw/", name="Armoede en meedoen")
        networks.show(coordinator, lab)
        part = networks.start_programme(
            coordinator, "Tilburg-Noord", words="leergemeenschap", about="De wijk.", parent="Learning Lab Tilburg"
        )
        networks.show(coordinator, part)
        circle = networks.start_circle(
            coordinator, "Learning Lab Tilburg", "Kevin Smits <kevin@example.nl>", "Schaamte bespreken.", "student",
            name="Geldzorgen", kind="thematic", theme="Armoede en meedoen", cohort="2026–2027", sector="education",
            question="Hoe doorbreken we schaamte rond geldzorgen bij gezinnen?",
        )  # fmt: skip
        networks.join(student, "kevin@example.nl", "Geldzorgen", "Kevin", "Smits")
        area = {"second_role": "area_lecturer", "area": "Tilburg-Noord, Tilburg"}
        networks.change_person(coordinator, circle, "Noor Peeters", **area)
        study = {"study_programme": "Sociaal Werk", "study_level": "mbo4", "study_year": "2"}
        networks.send(student, f"{circle}mensen/jij/", **study)
        page = coordinator.go(f"{circle}mensen/")
        coordinator.sees("Sociaal Werk")
        coordinator.sees("wijkdocent · Tilburg-Noord")
        expect(page.locator("main")).to_contain_text("leergemeenschap")
        page = visitor.go(lab)
        visitor.sees("Tilburg-Noord")
        visitor.sees("Geldzorgen")
        visitor.go(circle)
        visitor.sees("2026–2027")
        for path in (lab, circle):
            page = visitor.go(path)
            shown = page.locator("main").inner_text() + page.locator("footer").inner_text()
            assert "leergemeenschap" in shown.lower()
            assert not re.search(r"\bleerkring(en)?\b", shown, re.I), shown
        networks.do_research(coordinator, student, circle, lab)
        networks.report_on_four_goals(coordinator, lab)


def test_national_alliance_is_set_up_without_javascript(browser: Browser, empty_portal: Portal):
    with (
        person(browser, empty_portal, DESKTOP, java_script_enabled=False) as coordinator,
        person(browser, empty_portal, PHONE, java_script_enabled=False) as visitor,
    ):
        networks.sign_up(coordinator, "Yusuf", "Aydın".replace("ı", "i"))
        about = "Goede voorbeelden uit het hele land, en wat er in de weg staat."
        programme = networks.start_programme(coordinator, "Pact voor leren in de zorg", about=about)
        networks.send(coordinator, f"{programme}beheren/gebieden/", places="Gelderland\nNoord-Brabant")
        year = date.today().year + 3
        award = {"title": "Koploper", "starts_on": "2026-03-01", "ends_on": f"{year}-03-01"}
        network = {"issuer": "Landelijk Zorgberaad", "reason": "Twaalf regio's leren van elkaar."}
        networks.send(coordinator, f"{programme}beheren/erkenningen/nieuw/", **award, **network)
        networks.show(coordinator, programme)
        circle = networks.start_circle(
            coordinator, "Pact voor leren", PEOPLE, "Mantelzorgers op tijd zien.",
            name="Gemert", kind="regional", area="Gemert-Bakel", sector="practice",
            question="Hoe vinden mantelzorgers in het dorp steun vóórdat ze overbelast zijn?",
        )  # fmt: skip
        own = {"issuer": "Pact voor leren in de zorg", "reason": "Vijftien gesprekken werden een nieuwe routine."}
        networks.send(coordinator, f"{circle}erkenningen/nieuw/", **award, **own)
        for path, words in ((programme, network), (circle, own)):
            visitor.go(path)
            for text in ("Koploper", words["issuer"], words["reason"], str(year)):
                visitor.sees(text)
        visitor.go(programme)
        for place in ("Gelderland", "Noord-Brabant", "Gemert"):
            visitor.sees(place)
        networks.report_obstacle(coordinator, circle, programme, visitor)
        networks.tell_good_example(coordinator, circle, programme, visitor)
        visitor.go(f"{programme}regios/")
        for words in ("Noord-Brabant", "Gemert"):
            visitor.sees(words)


def test_circle_with_four_meetings_and_twelve_people_takes_five_pages(browser: Browser, empty_portal: Portal):
    with person(browser, empty_portal, DESKTOP) as coordinator:
        networks.sign_up(coordinator, "Loes", "Wennekes")
        programme = networks.start_programme(coordinator, "Wijknetwerk Elst", about="Zorg en welzijn in Elst.")
        networks.show(coordinator, programme)
        twelve = "\n".join(f"Mens {number} <mens{number}@example.nl>" for number in range(1, 13))
        pages, inputs = count_pages(coordinator), count_inputs(coordinator)
        circle = networks.start_circle(
            coordinator, "Wijknetwerk Elst", twelve, "Elkaars taal spreken.",
            name="Overbetuwe", kind="regional", area="Overbetuwe", sector="practice",
            question="Hoe leren eerstelijnszorg en welzijn in Elst elkaars taal spreken?",
        )  # fmt: skip
        # The four steps; the page of the circle that it ends on is the fifth.
        assert len(set(pages)) <= 5, pages
        assert 0 < len(inputs) <= 30, inputs
        page = coordinator.go(f"{circle}uitnodigingen/")
        expect(page.locator("main")).to_contain_text("mens12@example.nl")


def count_inputs(somebody: Person) -> list[str]:
    """Return a list that grows with each field this person types in, chooses or ticks from now on."""
    used: list[str] = []
    somebody.page.expose_function("used", lambda name: used.append(name))
    somebody.page.add_init_script("addEventListener('input', event => window.used(event.target.name), true)")
    return used


def count_pages(somebody: Person) -> list[str]:
    """Return a list that grows with each page this person sees from now on."""
    seen: list[str] = []
    somebody.page.on("framenavigated", lambda frame: seen.append(frame.url.partition("?")[0]))
    return seen
