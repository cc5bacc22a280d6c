"""Documents out of Markdown."""

import io
import zipfile

import pikepdf
import pytest

from leerkring.core import documents
from leerkring.core.documents import DocumentError, make_pdf, to_docx, to_form, to_typst

FRAME = """#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: "nl", font: "Source Serif 4")
#title()
#include "body.typ"
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "frame.typ"
    path.write_text(FRAME)
    return path


def test_to_typst_escapes_what_means_something_to_typst():
    markup = to_typst('#panic("x") $x$ @foo `#eval`{=typst}')

    assert '\\#panic(\\"x\\")' in markup
    assert "\\$x\\$ \\@foo" in markup


def test_to_typst_shows_html_as_it_was_typed():
    assert to_typst("a <script>b").strip() == "a \\<script\\>b"


def test_to_typst_describes_pictures_and_keeps_only_links_that_work_on_paper():
    markup = to_typst("![een tuin](/bestanden/x/) [hier](/leerkringen/) [daar](https://a.nl) [x](javascript:y)")

    assert markup.strip() == '#emph[een tuin] hier #link("https://a.nl")[daar] x'


def test_to_typst_skips_no_level_of_heading():
    markup = to_typst("### Eerst\n\n##### Dan\n\n## Weer")

    assert [line for line in markup.splitlines() if line] == ["= Eerst", "== Dan", "= Weer"]


def test_to_typst_keeps_sisters_on_one_level():
    markup = to_typst("## Een\n\n### Deel\n\n## Twee")

    assert [line for line in markup.splitlines() if line] == ["= Een", "== Deel", "= Twee"]


def test_to_typst_gives_up_when_it_takes_too_long(monkeypatch):
    monkeypatch.setattr(documents, "PANDOC_SECONDS", 0.001)

    with pytest.raises(DocumentError):
        to_typst("x")


def test_make_pdf_is_tagged_and_has_a_language_and_a_title(template):
    content = make_pdf(template, body="## Kop\n\nTekst[^1]\n\n---\n\n[^1]: Noot", data={"title": "Groen licht"})

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "nl"
        assert str(pdf.docinfo["/Title"]) == "Groen licht"
        assert "pdfuaid:part" in pdf.Root.Metadata.read_bytes().decode()


def test_make_pdf_reads_no_file_outside_its_own_folder(template):
    template.write_text('#set document(title: "x")\n#read("/etc/passwd")')

    with pytest.raises(DocumentError):
        make_pdf(template, body="x", data={})


# --- Word -------------------------------------------------------------------------------------------------------

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def parts_of(content) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_to_docx_holds_title_language_and_text():
    parts = parts_of(to_docx("# Kop\n\nTekst & meer", title="Verslag <1>", language="nl"))

    assert b"Tekst &amp; meer" in parts["word/document.xml"]
    assert b"Verslag &lt;1&gt;" in parts["docProps/core.xml"] and b">nl<" in parts["docProps/core.xml"]


def test_to_docx_takes_no_picture_but_what_stands_in_the_text():
    text = f"![een](data:image/jpeg;base64,{DOT}) ![twee](/etc/passwd) ![drie](https://a.nl/x.png)"
    parts = parts_of(to_docx(text, title="x", language="nl"))

    assert len([name for name in parts if name.startswith("word/media/")]) == 1
    assert b"twee" in parts["word/document.xml"] and b"a.nl" not in parts["word/_rels/document.xml.rels"]


def test_to_typst_takes_no_picture_that_stands_in_the_text():
    assert to_typst(f"![een](data:image/jpeg;base64,{DOT})").strip() == "#emph[een]"


def test_nothing_in_braces_becomes_an_attribute_of_a_page():
    braces = '{onclick="ran()" style="color:red"}'
    picture = f"![Bord](data:image/jpeg;base64,{DOT}){braces}"
    texts = (
        f"# Kop {braces}",
        f"[a](https://a.nl){braces}",
        f"`c`{braces}",
        f"[w]{braces}",
        f"{braces}\nTekst",
        picture,
    )

    parts = parts_of(to_form("\n\n".join(texts), "epub3", facts={"title": "x", "lang": "nl"}))

    pages = [part for name, part in parts.items() if name.endswith(".xhtml")]
    assert not any(b" onclick=" in page or b" style=" in page for page in pages)
    assert any(b"<img" in page for page in pages)
