"""Documents out of Markdown."""

import io

import pikepdf
import pytest

from leerkring.core import documents
from leerkring.core.documents import DocumentError, make_pdf, to_typst

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
