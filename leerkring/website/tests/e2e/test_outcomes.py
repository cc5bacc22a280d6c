"""An outcome, from a Word document to its withdrawal, by people who each have a browser of their own.

A lecturer takes over a Word document and writes on with a co-author, who saves first; a researcher without an account
remarks; all is answered, frozen, published under embargo; the embargo ends, a next version follows, and at last it is
withdrawn. What people take along opens in other programs.
"""

import io
import re
import urllib.error
import urllib.request
from datetime import date, timedelta

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from leerkring.core.tests.word_files import OUR_FILE, docx_of, pandoc

from .looks import RUN_AXE
from .people import DESKTOP, PHONE, Person, person
from .portal import PATIENCE, Portal, link_in, wait_until
from .walk import AXE

pytestmark = [pytest.mark.e2e, pytest.mark.later]

LECTURER, CO_AUTHOR, RESEARCHER = "daan.willems@example.nl", "marit.hoekstra@example.nl", "fenna@example.org"
TITLE = "Bel eerst, praat dan"
WORD = (
    "# Wat wij deden\n\nWij belden aan bij veertig deuren.[^1]\n\n| Deur | Antwoord |\n|---|---|\n| Groen | Ja |\n\n"
    f'![Een deur]({OUR_FILE}){{alt="Een groene deur met een bel"}}\n\n# Wat wij leerden\n\nBel eerst.'
    "\n\n[^1]: In mei.\n"
)


def path_of(somebody: Person) -> str:
    """Return the path of the outcome that somebody looks at."""
    found = re.search(r"/opbrengsten/[\w-]+/", somebody.page.url)
    assert found, somebody.page.url
    return found[0]


def type_below(somebody: Person, words: str) -> None:
    """Type a paragraph below the text, in the editor."""
    keyboard = somebody.page.keyboard
    somebody.page.locator(".ProseMirror").click()
    keyboard.press("Control+End")
    keyboard.press("Enter")
    keyboard.type(words)
    expect(somebody.page.locator("textarea[name='body']")).to_have_value(re.compile(re.escape(words)))


def save(somebody: Person) -> None:
    """Press the button of the editor's form."""
    somebody.page.locator("#outcome-form .btn-primary").click()
    somebody.page.wait_for_load_state("load")


def take_over_word(lecturer: Person) -> str:
    """Begin a text with a co-author, lose the page before the first save, put a Word document in; return its path."""
    kept = "Object.entries(localStorage).filter(([name]) => name.startsWith('draft:'))"
    page = lecturer.go("/opbrengsten/leerkring/lingewaard/nieuw/")
    expect(page.locator("form[data-draft-ready]")).to_be_attached()
    lecturer.fill(title=TITLE, abstract="Veertig deuren, en wat daarachter gebeurde.")
    page.locator("[name='authors-1-person']").select_option(label="Marit Hoekstra")
    type_below(lecturer, "Eerst bellen.")
    typed_at = page.evaluate("Date.now()")
    page.wait_for_function(f"() => {kept}.some(([, draft]) => JSON.parse(draft).at >= {typed_at})")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("[data-draft-note]")).to_be_visible()
    expect(page.locator("[name='authors-1-person'] option:checked")).to_have_text("Marit Hoekstra")
    expect(page.locator(".ProseMirror")).to_contain_text("Eerst bellen.")
    lecturer.press_main()
    page.wait_for_url("**/opbrengsten/bel-eerst*/")
    page.wait_for_function(f"() => {kept}.length === 0")
    path = path_of(lecturer)
    lecturer.go(f"{path}word/")
    file = {"name": "stuk.docx", "mimeType": "application/octet-stream", "buffer": docx_of(WORD)}
    page.locator("[name='document']").set_input_files([file])
    lecturer.press_main()
    page.wait_for_url(f"**{path}wijzigen/")
    expect(page.locator(".ProseMirror")).to_contain_text("veertig deuren")
    return path


def write_together(lecturer: Person, co_author: Person, path: str) -> None:
    """Both write; what is typed is kept and comes back; who saves last puts both texts together."""
    for somebody in (lecturer, co_author):
        somebody.go(f"{path}wijzigen/")
        expect(somebody.page.locator(".ProseMirror")).to_be_visible()
    type_below(co_author, "Marit schreef dit.")
    expect(co_author.page.locator("#writing-state [name='kept_before']")).to_have_count(1)
    expect(co_author.page.locator("#writing-others")).to_contain_text("Daan Willems")
    co_author.page.reload()
    expect(co_author.page.locator("#kept")).to_be_visible()
    expect(co_author.page.locator(".ProseMirror")).to_contain_text("Marit schreef dit.")
    type_below(lecturer, "Daan schreef dat.")
    save(lecturer)
    co_author.fill(abstract="Veertig deuren en één les.")
    save(co_author)
    expect(co_author.page.locator("main")).to_contain_text("Daan schreef dat.")
    for colours in ("light", "dark"):
        co_author.page.emulate_media(color_scheme=colours)
        co_author.page.evaluate(AXE.read_text())
        assert co_author.page.evaluate(RUN_AXE)["violations"] == []
    co_author.faults.clear()  # a conflict answers 409, and the browser says so
    co_author.page.locator("button[value='chosen']").click()
    co_author.page.wait_for_load_state("load")
    save(co_author)
    page = lecturer.go(path)
    for words in ("Marit schreef dit.", "Daan schreef dat.", "Veertig deuren en één les.", "In mei."):
        expect(page.locator("main")).to_contain_text(words)


def ask_a_researcher(lecturer: Person, path: str) -> str:
    """Freeze a concept, plan a round and send a link to somebody from outside; return the path of the round."""
    page = lecturer.go(f"{path}vastleggen/")
    lecturer.press_main()
    page.wait_for_load_state("load")
    lecturer.go(f"{path}feedback/")
    page.locator("[name='audience'][value='researchers']").check()
    lecturer.press_main()
    page.wait_for_url(re.compile(r"/feedback/\d+/"))
    found = re.search(r"/feedback/\d+/", page.url)
    assert found
    lecturer.go(f"{found[0]}uitnodigen/")
    lecturer.fill(name="Fenna de Boer", email=RESEARCHER)
    lecturer.press_main()
    page.wait_for_load_state("load")
    lecturer.go(found[0])
    lecturer.sees("Fenna de Boer")
    return found[0]


def remark(researcher: Person) -> None:
    """Read without an account, pictures too, and remark on a paragraph and on the whole."""
    letter = researcher.portal.mailbox.wait_for(RESEARCHER, "")
    link = link_in(letter, "/feedback/lezen/").removeprefix(researcher.portal.url)
    page = researcher.go(link)
    picture = page.locator("main article img")
    picture.scroll_into_view_if_needed()
    wait_until(lambda: picture.evaluate("found => found.naturalWidth") > 0, PATIENCE, "the picture")
    page.locator(".passage-add a").nth(1).click()
    researcher.fill(text="Welke veertig?")
    researcher.press_main()
    researcher.sees("Welke veertig?")
    researcher.go(link)
    researcher.fill(text="Zeg ook wat niet lukte.")
    researcher.press_main()
    researcher.sees("Zeg ook wat niet lukte.")


def answer_all(lecturer: Person, round_path: str) -> None:
    """Answer each remark; only then the round can be closed, and who remarked hears of it."""
    page = lecturer.go(round_path)
    assert page.locator("a[href$='/sluiten/']").count() == 0
    links = [link.get_attribute("href") for link in page.locator("a[href*='/opmerking/']").all()]
    assert len(links) == 2
    for link, verdict in zip(links, ("adopted", "declined"), strict=True):
        lecturer.go(str(link))
        page.locator(f"[name='verdict'][value='{verdict}']").check()
        lecturer.fill(reason="Dat staat er nu bij, of juist niet.")
        lecturer.press_main()
        page.wait_for_url(re.compile(re.escape(round_path)))
    lecturer.go(f"{round_path}sluiten/")
    lecturer.press_main()
    page.wait_for_url(f"**{round_path}")
    wait_until(lambda: len(lecturer.portal.mailbox.to(RESEARCHER)) > 1, PATIENCE, "the answers")


def publish(lecturer: Person, path: str, **fields: str) -> None:
    """Look once more, tick, and publish."""
    page = lecturer.go(f"{path}publiceren/")
    lecturer.fill(next_step="Ook in Gendt aanbellen.", **fields)
    for check in ("has_consent", "is_unrecognisable"):
        page.locator(f"[name='{check}']").check()
    lecturer.press_main()
    page.wait_for_url(f"**{path}")


def publish_under_embargo(lecturer: Person, co_author: Person, path: str) -> None:
    """The co-author agrees; everybody finds it, and reads the text from tomorrow on."""
    page = co_author.go(f"{path}instemmen/")
    page.locator("[name='agrees'][value='yes']").check()
    co_author.press_main()
    page.wait_for_load_state("load")
    page = lecturer.go(f"{path}publiceren/")
    page.locator("[name='access'][value='embargoed']").check()
    lecturer.fill(embargo_until=(date.today() + timedelta(days=1)).isoformat(), next_step="Ook in Gendt aanbellen.")
    for check in ("has_consent", "is_unrecognisable"):
        page.locator(f"[name='{check}']").check()
    lecturer.press_main()
    page.wait_for_url(f"**{path}")


def fetch(url: str) -> tuple[int, bytes]:
    """Return the status and the body of what a visitor gets."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def lift_embargo(portal: Portal, path: str) -> None:
    """Let the day come; the portal itself opens the text within a minute or two."""
    url = f"{portal.url}{path}"
    status, page = fetch(url)
    assert status == 200 and TITLE.encode() in page and b"aan bij veertig deuren" not in page
    assert fetch(f"{url}v/1.0/pdf/")[0] == fetch(f"{url}v/1.0/bestand/docx/")[0] == 403
    portal.manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.utils import timezone\nfrom casework.models import Outcome\n"
        f"Outcome.objects.filter(title='{TITLE}').update(embargo_until=timezone.localdate())\n",
    )
    wait_until(lambda: b"aan bij veertig deuren" in fetch(url)[1], 2 * PATIENCE, "the end of the embargo")


def take_along(portal: Portal, path: str) -> None:
    """Everybody takes it along: other programs read Word and EPUB, the PDF is tagged, the rest holds the text."""
    version = f"{portal.url}{path}v/1.0/"
    for form in ("docx", "epub", "xml", "zip"):
        made = wait_until(lambda form=form: _made(f"{version}bestand/{form}/"), PATIENCE, form)
        if form in ("docx", "epub"):
            text = pandoc(made, "--from", form, "--to", "plain", "--wrap=none").decode()
            wanted = ("veertig deuren", "In mei.", "Groen", "Daan schreef dat.", "Marit schreef dit.")
            assert [words for words in wanted if words not in text] == [], text
        else:
            assert made.startswith(b"PK") or b"veertig deuren" in made
    pdf = wait_until(lambda: _made(f"{version}pdf/"), PATIENCE, "the PDF")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked and str(document.Root.Lang) == "nl"
        assert any(page.get_images() for page in document.pages)


def _made(url: str) -> bytes | None:
    status, content = fetch(url)
    return content if status == 200 else None


def publish_again(lecturer: Person, path: str) -> None:
    """A next version follows; the first stays at its address."""
    lecturer.go(f"{path}wijzigen/")
    type_below(lecturer, "Het waren er eenenveertig.")
    save(lecturer)
    publish(lecturer, path, change_note="Eén deur meer.", unsigned_why="Alleen een getal.")
    url = f"{lecturer.portal.url}{path}"
    assert b"eenenveertig" in fetch(f"{url}v/1.1/")[1] and b"eenenveertig" not in fetch(f"{url}v/1.0/")[1]


def withdraw(lecturer: Person, path: str) -> None:
    """Its page stays and says why; text and files are given no more, and catalogues hear of it."""
    page = lecturer.go(f"{path}intrekken/")
    lecturer.fill(why="De cijfers klopten niet.")
    page.locator("main .btn-danger").click()
    page.wait_for_load_state("load")
    lecturer.faults.clear()  # what is withdrawn answers 410, and the browser says so
    url = f"{lecturer.portal.url}{path}"
    for address in (url, f"{url}v/1.0/"):
        status, page_ = fetch(address)
        assert status == 410 and "De cijfers klopten niet." in page_.decode() and b"eenenveertig" not in page_
    assert fetch(f"{url}v/1.0/bestand/docx/")[0] != 200
    records = fetch(f"{lecturer.portal.url}/oai/?verb=ListIdentifiers&metadataPrefix=oai_dc")[1]
    assert b'status="deleted"' in records


def test_outcome_from_word_to_withdrawal(browser: Browser, portal: Portal):
    with (
        person(browser, portal, DESKTOP) as lecturer,
        person(browser, portal, DESKTOP) as co_author,
        person(browser, portal, PHONE) as researcher,
    ):
        lecturer.log_in(LECTURER)
        co_author.log_in(CO_AUTHOR)
        path = take_over_word(lecturer)
        write_together(lecturer, co_author, path)
        round_path = ask_a_researcher(lecturer, path)
        remark(researcher)
        answer_all(lecturer, round_path)
        publish_under_embargo(lecturer, co_author, path)
        lift_embargo(portal, path)
        take_along(portal, path)
        publish_again(lecturer, path)
        withdraw(lecturer, path)
