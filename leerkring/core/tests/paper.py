"""What every PDF of ours must be (PDF/UA-1): tagged, titled, in a language, with a reading order. For tests."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf


def assert_accessible(content: bytes, *, language: str, title: str) -> pikepdf.Pdf:
    """Check the structure of a PDF, and return it.

    Checked are: the mark of PDF/UA, language and title (shown instead of the file's name), that all that is drawn is
    either tagged or decoration, that every tag has a place in the reading order, that headings skip no level, that
    pictures and formulas have a text alternative, that tables have heads and links words.
    """
    pdf = pikepdf.open(io.BytesIO(content))
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == language
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == title
    tags = list(elements(pdf))
    _assert_read_in_order(pdf)
    _assert_headings([tag for tag, _element in tags])
    for tag, element in tags:
        if tag in {"/Figure", "/Formula"}:
            assert str(element.get("/Alt", "")).strip(), tag
    _assert_tables(pdf)
    return pdf


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """Yield the structure tree in reading order: the tag and the element."""
    yield from _below(pdf.Root.StructTreeRoot)


def _below(node: Any) -> Iterator[tuple[str, Any]]:
    kids = node.get("/K", []) if isinstance(node, pikepdf.Dictionary) else []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from _below(kid)


def _assert_read_in_order(pdf: pikepdf.Pdf) -> None:
    """All that is drawn is inside a tag that the tree leads to, or is marked as decoration."""
    for page in pdf.pages:
        drawn, open_marks = set(), []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in {"BMC", "BDC"}:
                facts = operands[1] if len(operands) > 1 else {}
                mark = facts.get("/MCID") if isinstance(facts, pikepdf.Dictionary) else None
                open_marks.append((str(operands[0]), mark))
                if mark is not None:
                    drawn.add(int(mark))
            elif name == "EMC":
                open_marks.pop()
            elif name in {"Tj", "TJ", "Do", "f", "S", "B"}:
                assert any(tag == "/Artifact" or mark is not None for tag, mark in open_marks), name
        assert not open_marks
        parents = pdf.Root.StructTreeRoot.ParentTree
        if drawn:
            found = _parents_of(parents, int(page.obj.StructParents))
            assert len(found) > max(drawn), "a tag outside the reading order"


def _parents_of(tree: Any, number: int) -> Any:
    """Look a page up in the number tree of the PDF."""
    if "/Nums" in tree:
        numbers = list(tree.Nums)
        return dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True)).get(number, [])
    return next((found for kid in tree.Kids if (found := _parents_of(kid, number))), [])


def _assert_headings(tags: list[str]) -> None:
    levels = [int(tag[2:]) for tag in tags if tag[:2] == "/H" and tag[2:].isdecimal()]
    for before, after in zip([0, *levels], levels, strict=False):
        assert after <= before + 1, levels


def _assert_tables(pdf: pikepdf.Pdf) -> None:
    for tag, element in elements(pdf):
        if tag == "/Table":
            assert "/TH" in [inner for inner, _element in _below(element)], "a table without heads"
