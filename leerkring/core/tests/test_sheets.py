"""Lists in and out."""

import io
import time
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from openpyxl import Workbook, load_workbook

from leerkring.core.errors import Refused
from leerkring.core.sheets import MAX_BYTES, is_small_workbook, read_rows, sheet_response, write_csv, write_xlsx

HEAD = ["naam", "plaats"]
CAFE = [["naam", "plaats"], ["Café Élan", "Nijmegen"]]


def workbook(rows, **state):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


# --- In


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_read_rows_understands_what_spreadsheets_write(encoding, mark, end):
    text = end.join([mark.join(row) for row in CAFE]) + end

    assert read_rows(text.encode(encoding)) == CAFE


@pytest.mark.parametrize(
    "content",
    [
        b"naam;plaats\n\n;;\nA;B\n\nC;D\n",
        workbook([["naam", "plaats"], [], [None, " "], ["A", "B"], [], ["C", "D"]]),
    ],
)
def test_read_rows_number_them_as_the_spreadsheet_does(content):
    assert [(row.number, row) for row in read_rows(content)] == [
        (1, ["naam", "plaats"]),
        (4, ["A", "B"]),
        (6, ["C", "D"]),
    ]


def test_read_rows_takes_excels_own_word_for_the_mark():
    assert read_rows(b"sep=;\r\nnaam, voluit;plaats\r\nA;B") == [["naam, voluit", "plaats"], ["A", "B"]]


def test_read_rows_keeps_line_ends_inside_quotes_and_leaves_empty_rows_out():
    content = b'naam;plaats;;\n\n;;\n"Linge\nWelzijn";" Bemmel ";;\n'

    assert read_rows(content) == [["naam", "plaats"], ["Linge\nWelzijn", "Bemmel"]]


def test_read_rows_reads_a_workbook_as_a_person_would_type_it():
    row = ["Café Élan", 12, 12.0, 1.5, date(2026, 1, 4), datetime(2026, 1, 4, 9, 30), True, None, "x"]

    found = read_rows(workbook([HEAD, row, [None], row[:1]]))

    typed = ["Café Élan", "12", "12", "1.5", "2026-01-04", "2026-01-04 09:30", "1", "", "x"]
    assert found == [HEAD, typed, ["Café Élan"]]


def test_read_rows_evaluates_no_formula():
    assert read_rows(workbook([["naam"], ["=1+1"]]))[1] == ["=1+1"]
    assert read_rows(b"naam\n=HYPERLINK(1)\n")[1] == ["=HYPERLINK(1)"]


def test_read_rows_takes_the_first_sheet_that_can_be_seen():
    book = Workbook()
    book.active.append(["verborgen"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Lijst").append(["zichtbaar"])

    assert read_rows(saved(book)) == [["zichtbaar"]]


def test_read_rows_counts_rows_below_the_head():
    assert len(read_rows(b"naam\n" + b"x\n" * 5, most=5)) == 6
    with pytest.raises(Refused, match="more than 5 rows|meer dan 5 rijen"):
        read_rows(b"naam\n" + b"x\n" * 6, most=5)


BROKEN = {
    "empty": b"",
    "blank": b" \n ",
    "only marks": b";;;\n;;",
    "picture": b"\x89PNG\r\n\x1a\n",
    "pdf": b"%PDF-1.7",
    "old excel": b"\xd0\xcf\x11\xe0 xls",
    "nul": b"a\x00b",
    "half an archive": b"PK\x03\x04 xlsx",
    "word": archive(**{"word/document.xml": "x"}),
    "no sheet": archive(**{"xl/workbook.xml": "<x/>"}),
    "cut off": workbook([["a"]])[:-40],
    "too large": b"x" * (MAX_BYTES + 1),
    "endless cell": b"naam\n" + b"x" * 200_000,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_read_rows_says_what_is_wrong_when_it_is_no_list(content):
    with pytest.raises(Refused):
        read_rows(content, "lijst.xlsx")


def with_sheet(content, name="xl/worksheets/sheet1.xml"):
    """A workbook whose sheet, or another part, holds ``content``."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["a"]]))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, content if entry.filename == name else old.read(entry))
    return out.getvalue()


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'
CELL = '<c r="A1" t="inlineStr"><is><t>%s</t></is></c>'
HOSTILE = {
    "unpacks to a lot": lambda: SHEET % f"<sheetData>{' ' * 50_000_000}</sheetData>",
    "millions of empty cells": lambda: (
        SHEET % f"<sheetData>{('<row>' + '<c/>' * 100 + '</row>') * 70_000}</sheetData>"
    ),
    "millions of empty rows": lambda: SHEET % f"<sheetData>{'<row/>' * 6_000_000}</sheetData>",
    "one cell of millions of pieces": lambda: (
        SHEET % f'<sheetData><row><c t="inlineStr"><is>{"<r><t>a</t></r>" * 2_000_000}</is></c></row></sheetData>'
    ),
    "entities in entities": lambda: (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + SHEET % f"<sheetData><row>{CELL % '&b;&b;'}</row></sheetData>"
    ),
    "a file of ours": lambda: (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        + SHEET % f"<sheetData><row>{CELL % '&a;'}</row></sheetData>"
    ),
}


def refuses_at_once(content):
    start = time.process_time()
    with pytest.raises(Refused):
        read_rows(content)
    return time.process_time() - start < 2


# Made when they are played: to make them takes longer than to refuse them.
@pytest.mark.parametrize("sheet", HOSTILE.values(), ids=HOSTILE.keys())
def test_read_rows_refuses_a_bomb_within_two_seconds(sheet):
    assert refuses_at_once(with_sheet(sheet()))


def test_read_rows_refuses_a_million_ways_to_show_a_cell_within_two_seconds():
    styles = f"<styleSheet><cellXfs>{'<xf/>' * 1_000_000}</cellXfs></styleSheet>"
    assert refuses_at_once(with_sheet(styles, "xl/styles.xml"))


def test_read_rows_takes_a_long_honest_workbook():
    """As many cells as a list of five thousand people has, each styled as Excel does."""
    row = "<row>" + '<c s="1" t="inlineStr"><is><t>ja</t></is></c>' * 12 + "</row>"

    assert len(read_rows(with_sheet(SHEET % f"<sheetData>{row * 5_000}</sheetData>"))) == 5_000


def test_small_workbook_is_measured_unpacked():
    bomb = with_sheet(SHEET % f"<sheetData>{'<row/>' * 100_000}</sheetData>")

    assert len(bomb) < 10_000 and not is_small_workbook(bomb, 400_000)
    assert is_small_workbook(workbook([HEAD]), 400_000) and is_small_workbook(b"PK nothing", 400_000)


def test_read_rows_ignores_cells_at_the_end_of_the_world():
    far = '<c r="XFD1" t="inlineStr"><is><t>ver</t></is></c>'
    low = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>diep</t></is></c></row>'
    dimension = '<dimension ref="A1:XFD1048576"/>'
    content = with_sheet(SHEET % f'{dimension}<sheetData><row r="1">{CELL % "hier"}{far}</row>{low}</sheetData>')
    start = time.process_time()

    assert read_rows(content) == [["hier"]]
    assert time.process_time() - start < 2


# --- Out

ROW = ["=1+1", "+31 6 12345678", "-1", "@naam", "\tx", 7, 1.5, Decimal("2.50"), None, True, date(2026, 1, 4)]


def test_write_xlsx_holds_no_formula_and_keeps_numbers_and_dates():
    sheet = load_workbook(io.BytesIO(write_xlsx("Leden: 1/2", [f"k{n}" for n in range(len(ROW))], [ROW]))).active
    cells = list(sheet[2])

    assert sheet.title == "Leden  1 2"
    assert [cell.data_type for cell in cells[:5]] == ["s"] * 5
    assert [cell.value for cell in cells[:4]] == ROW[:4]
    assert [cell.value for cell in cells[5:10]] == [7, 1.5, 2.5, None, True]
    assert cells[10].value == datetime(2026, 1, 4)
    assert cells[0].quotePrefix


def test_write_xlsx_survives_control_characters_and_moments():
    row = ["a\x00\x0bb", datetime(2026, 1, 4, 8, 30, tzinfo=UTC), gettext_lazy("name")]

    sheet = load_workbook(io.BytesIO(write_xlsx("", ["a", "b", "c"], [row, ["kort"]]))).active

    assert (sheet["A2"].value, sheet["B2"].value) == ("ab", datetime(2026, 1, 4, 9, 30))


def test_write_csv_quotes_what_programs_take_for_a_formula():
    lines = write_csv(["naam", "n"], [["=1+1", 7], ["Linge; Bemmel", -1], ["-1", 0]]).decode("utf-8-sig").split("\r\n")

    assert lines == ["naam;n", "'=1+1;7", '"Linge; Bemmel";-1', "'-1;0", ""]


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_list_comes_back_as_it_went_out(extension):
    rows = [["=1+1", "'t Hart"], ["+31 6 1", "@x"], ['Café; "Élan"', "regel\nregel"]]

    response = sheet_response("Lijst van Lingewaard", HEAD, rows, extension=extension)

    assert read_rows(response.content) == [HEAD, *rows]
    assert response["Content-Disposition"] == f'attachment; filename="lijst-van-lingewaard.{extension}"'
    assert response["Cache-Control"] == "private, no-store"
