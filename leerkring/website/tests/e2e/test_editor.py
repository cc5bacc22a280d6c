"""The editor loses nothing: Word → Markdown → editor → Markdown → Word, and what is typed by hand."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from leerkring.core.documents import to_docx
from leerkring.core.tests.word_files import CORPUS, IN_TEXT, OUR_FILE, docx_of, tree
from leerkring.core.word import read_docx

pytestmark = pytest.mark.later

ROOT = Path(settings.BASE_DIR)
PARTS = (ROOT / "templates/components/editor.html").read_text()
TEMPLATES = re.sub(r"{%.*?%}", "", PARTS[PARTS.index("<template") : PARTS.index("<script")], flags=re.DOTALL)
BUNDLE = ROOT / "static/vendor/editor.js"
FIELD = '<label for="text">Tekst</label><textarea id="text" data-editor="markdown"></textarea>'
# Word knows these and Markdown does not; they come along in another form, and the report of the upload says so.
TOLD = {"definition": {"definition": 1}, "math": {"formula": 2}, "word_pasted_table": {"cell": 2}}


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


def edit(page, markdown: str) -> str:
    """Open a text in the editor and return what the editor makes of it."""
    page.set_content(FIELD + TEMPLATES)
    page.evaluate("text => { document.querySelector('#text').value = text; }", markdown)
    page.add_script_tag(path=BUNDLE)
    page.wait_for_selector("#text[data-editor-state]", state="attached")
    page.evaluate("document.querySelector('#text').dispatchEvent(new Event('editor:write'))")
    assert page.get_attribute("#text", "data-editor-state") == "rich"
    return page.input_value("#text")


def kept(page) -> list[str]:
    return page.eval_on_selector_all("[data-kept]", "found => found.map((one) => one.textContent)")


def test_corpus_is_large_enough():
    assert len(CORPUS) >= 40


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_word_document_comes_back_as_it_went(page, path):
    word = docx_of(path.read_text())
    read = read_docx(word)
    markdown = read.markdown
    for name in read.pictures:
        markdown = markdown.replace(name, OUR_FILE)

    written = edit(page, markdown).replace(OUR_FILE, IN_TEXT)

    assert read.lost == TOLD.get(path.stem, {})
    if not read.lost:
        assert tree(to_docx(written, title="", language="nl")) == tree(word)


UNTOUCHED = [
    "<div class=x>\n<b>HTML</b>\n</div>",
    "Met <u>HTML</u> in de regel.",
    "::: {.kader}\nIn een kader\n\nen nog iets\n:::",
    "[een naam]: https://voorbeeld.nl",
    "Zie [de plek][een naam].\n\n[een naam]: https://voorbeeld.nl",
    "```{=html}\n<b>x</b>\n```",
    "Een ![bord](/x.png){width=50%} in de regel.",
    "- [ ] te doen\n- [x] gedaan",
    "<!-- niet tonen -->",
]


@pytest.mark.parametrize("typed", UNTOUCHED)
def test_what_the_editor_does_not_know_stays_as_it_was_typed(page, typed):
    assert edit(page, f"Voor.\n\n{typed}\n\nNa.") == f"Voor.\n\n{typed}\n\nNa."


AS_NODES = [
    ("Tekst[^1].\n\n[^1]: Een noot.\n\n    Nog een alinea.", "[data-note='1']", 2),
    ("Zie [vgl. @plas2025, p. 3; -@{wit 2}].", "[data-cite]", 1),
    (f'![Een *perk*]({OUR_FILE}){{alt="Bloemen" width=50%}}', f"figure img[src='{OUR_FILE}'][alt='Bloemen']", 1),
    ("CO~2~ en m^2^", "sub, sup", 2),
]


@pytest.mark.parametrize(("typed", "shown", "number"), AS_NODES)
def test_footnotes_citations_and_figures_are_nodes_of_their_own(page, typed, shown, number):
    assert edit(page, typed) == typed
    assert page.locator(f".ProseMirror :is({shown})").count() == number
    assert kept(page) == []


def test_facts_on_top_of_a_document_stay(page):
    assert edit(page, "---\ntitle: Kop\n---\n\nTekst.") == "---\ntitle: Kop\n---\n\nTekst."


LIKE_SIGNS = [
    "1\\. Geen lijst",
    "\\- streepje",
    "\\+ plus",
    "\\# kop",
    "\\> citaat",
    "\\::: kader",
    "\\[@plas]",
    "\\[^1]",
]


@pytest.mark.parametrize("typed", LIKE_SIGNS)
def test_words_that_look_like_signs_stay_words(page, typed):
    written = edit(page, typed)

    assert edit(page, written) == written
    assert page.inner_text(".ProseMirror > p") == typed.replace("\\", "")
    assert kept(page) == []


def test_footnote_button_places_a_sign_and_goes_on_in_the_note(page):
    edit(page, "Een bewering[^4].\n\n[^4]: Er staat er al een.")
    page.locator(".ProseMirror p").first.click()
    page.keyboard.press("End")
    page.click("[data-do='footnote']")
    page.keyboard.type("De nieuwe noot.")

    assert page.input_value("#text") == ("Een bewering[^4].[^5]\n\n[^4]: Er staat er al een.\n\n[^5]: De nieuwe noot.")


def test_words_of_a_placed_picture_are_changed_in_fields(page):
    edit(page, f'Voor.\n\n![Het bord]({OUR_FILE}){{alt="Een bord"}}\n\nNa.')
    panel = page.locator("[data-panel='shown']")
    assert panel.is_hidden()
    page.click(".ProseMirror figure img")
    assert panel.locator("input").evaluate_all("all => all.map((one) => one.value)") == ["Een bord", "Het bord"]
    page.fill("[data-shown='alt']", 'Een "rood" bord')
    page.fill("[data-shown='caption']", "Het nieuwe bord")

    figure = f'![Het nieuwe bord]({OUR_FILE}){{alt="Een \\"rood\\" bord"}}'
    assert page.input_value("#text") == f"Voor.\n\n{figure}\n\nNa."
    # With the keyboard: into the caption, back to the field, and on in the text.
    page.locator(".ProseMirror p").first.click()
    assert panel.is_hidden()
    page.keyboard.press("ArrowDown")
    expect(panel).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Bord")
    page.keyboard.press("Enter")
    assert 'alt="Bord' in page.input_value("#text")
    page.wait_for_function("document.activeElement.classList.contains('ProseMirror')")


def test_picture_with_a_caption_of_more_than_words_keeps_it(page):
    typed = f'![Een *perk*]({OUR_FILE}){{alt="Bloemen"}}'
    edit(page, typed)
    page.click(".ProseMirror figure img")
    assert page.locator("[data-shown='caption']").is_disabled()
    page.fill("[data-shown='alt']", "")

    assert page.input_value("#text") == f"![Een *perk*]({OUR_FILE})"


def test_typed_citation_becomes_one(page):
    edit(page, "Zie")
    page.locator(".ProseMirror p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" [@plas2025, p. 3]")

    assert page.input_value("#text") == "Zie [@plas2025, p. 3]"
