"""What comes out of a Word document, and what is refused."""

import io
import os
import time
import zipfile

import pytest

from leerkring.core.errors import Refused
from leerkring.core.word import MAX_PICTURE, MAX_XML, read_docx, told_losses

from .word_files import IN_TEXT, PNG, docx_of, pandoc

WORD = docx_of(f'# Kop\n\nTekst[^1].\n\n![Bijschrift]({IN_TEXT}){{alt="Een boom"}}\n\n[^1]: Noot.')


def changed(docx: bytes, parts: dict[str, bytes]) -> bytes:
    """Return the document with other or more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


def with_xml(old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        xml = archive.read("word/document.xml").decode()
    assert old in xml
    return changed(WORD, {"word/document.xml": xml.replace(old, new, 1).encode()})


def test_read_docx_gives_text_pictures_and_no_losses():
    read = read_docx(WORD)

    [(address, picture)] = read.pictures.items()
    assert read.markdown == f'# Kop\n\nTekst[^1].\n\n![Bijschrift]({address}){{alt="Een boom"}}\n\n[^1]: Noot.\n'
    assert (picture, read.lost) == (PNG, {})


def test_read_docx_knows_citations_of_reference_managers():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ADDIN ZOTERO_ITEM '
        "CSL_CITATION {&quot;citationItems&quot;:[{&quot;id&quot;:1,&quot;locator&quot;:&quot;3&quot;,"
        "&quot;itemData&quot;:{&quot;id&quot;:1,&quot;type&quot;:&quot;book&quot;,&quot;title&quot;:&quot;T&quot;}}]} "
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>(T, p. 3)</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert "[@1, 3]" in read_docx(with_xml("</w:p>", f"{field}</w:p>")).markdown


@pytest.mark.parametrize(
    ("xml", "what"),
    [
        ('<w:r><w:commentReference w:id="0"/></w:r>', "comment"),
        ('<w:ins w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:ins>', "change"),
        ("<w:r><w:object/></w:r>", "object"),
        ("<w:r><w:pict><w:txbxContent/></w:pict></w:r>", "box"),
    ],
)
def test_read_docx_tells_what_did_not_come_along(xml, what):
    assert read_docx(with_xml("</w:p>", f"{xml}</w:p>")).lost == {what: 1}
    assert len(told_losses({what: 1})) == 1


def test_read_docx_tells_of_pictures_that_browsers_do_not_show_and_of_page_headers():
    header = b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:t>x</w:t></w:hdr>'
    document = changed(WORD, {"word/media/a.emf": b"x", "word/header1.xml": header})

    assert read_docx(document).lost == {"picture": 1, "header": 1}


def bomb() -> bytes:
    return changed(WORD, {"word/document.xml": b" " * (MAX_XML * 20)})


def lying_bomb() -> bytes:
    """An archive that says it is small."""
    data = bytearray(bomb())
    size = (MAX_XML * 20).to_bytes(4, "little")
    return bytes(data.replace(size, (1000).to_bytes(4, "little")))


def laughs() -> bytes:
    return changed(WORD, {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>'})


HOSTILE = {
    "bomb": bomb,
    "lying bomb": lying_bomb,
    "laughs": laughs,
    "macro": lambda: changed(WORD, {"word/vbaProject.bin": b"x"}),
    "huge picture": lambda: changed(WORD, {"word/media/a.png": PNG + os.urandom(MAX_PICTURE * 4)}),
    "many parts": lambda: changed(WORD, {f"word/a{number}.xml": b"" for number in range(3001)}),
    "deep": lambda: changed(WORD, {"word/document.xml": b"<a>" * 200_000}),
    "no word": lambda: b"PK\x03\x04" + b"x" * 100,
    "text": lambda: b"Dit is tekst.",
    "empty": lambda: b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_read_docx_refuses_what_is_hostile_within_two_seconds(name):
    content = HOSTILE[name]()
    before = time.process_time()

    with pytest.raises(Refused) as refused:
        read_docx(content)

    assert str(refused.value)
    assert time.process_time() - before < 2


def test_read_docx_takes_no_more_from_the_archive_than_texts_and_pictures():
    document = changed(
        WORD, {"word/embeddings/a.bin": b"x" * 100, "../../etc/passwd": b"x", "word/media/a.svg": b"<svg/>"}
    )

    read = read_docx(document)

    assert set(read.pictures) == set(read_docx(WORD).pictures)
    assert read.lost == {"picture": 1}


def test_pandoc_that_writes_them_is_the_one_that_reads_them():
    assert b"pandoc" in pandoc(b"", "--version")
