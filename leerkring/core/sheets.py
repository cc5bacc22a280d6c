"""Lists as spreadsheets know them: CSV and XLSX, in and out.

Reading never evaluates anything and stores nothing: every cell comes as the text that a person would have typed.
Writing makes files in which no cell is a formula (rule 31), and numbers and dates stay what they are.
openpyxl is imported where it is used: 12 MiB that a web worker needs only for who brings or takes a list.
"""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .errors import Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
# What a cell of Excel can hold.
MAX_CELL = 32_767
# A workbook is a ZIP; one of 5 MB that is honest unpacks to less than this.
MAX_UNPACKED = 40 * 1024 * 1024
MAX_ENTRIES = 1_000
# Reading takes time and memory per element; 20,000 rows of 20 filled cells are this many.
MAX_ELEMENTS = 800_000
# Excel itself stops at some 65,000 ways to show a cell, of which each takes far more than an empty cell does.
MAX_STYLE_ELEMENTS = 100_000
PIECE = 1024 * 1024

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# What programs read as the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NOT_A_LIST = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"%PDF", b"RIFF", b"{\\rtf")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|_x000[Dd]_")
WIDEST = 60

Head = Sequence[str | Promise]
Rows = Iterable[Sequence[Any]]


# --- In


class Row(list[str]):
    """The cells of one row, and the number that a spreadsheet shows beside it: empty rows count there."""

    def __init__(self, cells: Iterable[str], number: int) -> None:
        super().__init__(cells)
        self.number = number


def read_rows(content: bytes, name: str = "", *, most: int = MAX_ROWS) -> list[Row]:
    """Return the rows of an uploaded list that hold anything, the head among them; each cell is trimmed text.

    CSV in UTF-8, UTF-16 or Windows-1252, with ``;``, a comma or a tab; of a workbook (XLSX) its first sheet. What it
    is, its content tells; ``name`` only serves the explanation. ``most`` counts rows below the head. Formulas come as
    their text. ``Refused`` says what is wrong with the file and how to mend it.
    """
    _check_size(content)
    if content.startswith(b"PK"):
        found = _read_xlsx(content, most + 2)
    else:
        found = _filled(rows_of_text(decode_text(content, name)), most + 2)
    if len(found) > most + 1:
        raise Refused(_("This list has more than %(count)s rows. Send it in parts.") % {"count": f"{most:,}"})
    if not found:
        raise Refused(_("There is nothing in this list."))
    return found


def decode_text(content: bytes, name: str = "") -> str:
    """Return the text of an uploaded list, in any of the encodings that Excel writes."""
    _check_size(content)
    if content.startswith((OLD_EXCEL, b"PK")):
        raise _broken()
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not content.startswith(NOT_A_LIST):
            return text
    raise Refused(_("“%(name)s” is not a list. Choose a spreadsheet: XLSX or CSV.") % {"name": name or _("This file")})


def rows_of_text(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row of a CSV; the mark between them is the one that the first line has most of."""
    delimiter, lines = mark_of(text)
    try:
        for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter):
            yield [unquoted(cell) for cell in row]
    except csv.Error as error:
        raise Refused(_("A quotation mark in this list is opened and never closed. Mend that line.")) from error


def mark_of(text: str) -> tuple[str, str]:
    """Return the mark between the cells of a CSV, and its lines without Excel's own way to name that mark."""
    lines = text.lstrip("\r\n")
    if said := re.match(r"sep=(.)\r?\n", lines):
        return said[1], lines[said.end() :]
    first, *others = list(islice((line for line in lines.splitlines() if line.strip()), 10)) or [""]
    if not any(mark in first for mark in "\t;,"):
        # The title of a list above the names of its columns.
        first = next((line for line in others if "\t" in line or ";" in line), first)
    return max("\t;,", key=first.count), lines


def _check_size(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise Refused(_("This file is too large. A list may be %(limit)s MB.") % {"limit": limit})
    if not content.strip():
        raise Refused(_("This file is empty."))


def unquoted(cell: str) -> str:
    """Take away the mark that ``write_csv`` puts before what looks like a formula, so that a list comes back as is."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _filled(rows: Iterable[Sequence[Any]], most: int) -> list[Row]:
    """Return the rows that hold anything, ``most`` at most."""
    # Tens of thousands of empty rows may stand between two filled ones: those are seen to be empty at a glance.
    trimmed = (Row(_trimmed(row), number) for number, row in enumerate(rows, 1) if row.count(None) < len(row))
    return list(islice(filter(None, trimmed), most))


def _trimmed(row: Iterable[Any]) -> list[str]:
    """Return the cells as text, without empty ones at the end; an empty list for an empty row."""
    cells = [CONTROL.sub("", _text(cell))[:MAX_CELL].strip() for cell in islice(row, MAX_COLUMNS)]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: Any) -> str:
    """Return what a person would have typed to get this cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    # A formula over several cells is an object that holds its text.
    return str(getattr(value, "text", value))


def _read_xlsx(content: bytes, most: int) -> list[Row]:
    """Return the filled rows of the first sheet that can be seen; nothing is unpacked before its size is known."""
    from openpyxl import load_workbook

    _check_archive(content)
    try:
        with warnings.catch_warnings():
            # About colours and charts that we don't look at.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
            # Somebody's last row may stand a million lines down.
            rows = sheets[0].iter_rows(max_row=4 * MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
            return _filled(rows, most)
    except Exception as error:
        # openpyxl says in a dozen ways that a workbook is broken, or holds an XML bomb.
        raise _broken() from error


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if "xl/workbook.xml" not in {entry.filename for entry in entries}:
                raise _broken()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise _too_much()
            if any(_has_too_many_elements(archive, entry) for entry in entries):
                raise _too_much()
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OSError) as error:
        raise _broken() from error


def _has_too_many_elements(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Count them by their first mark: unpacking 40 MB takes a moment, reading it as XML a minute."""
    most = MAX_STYLE_ELEMENTS if entry.filename == "xl/styles.xml" else MAX_ELEMENTS
    if entry.file_size <= most:
        return False
    with archive.open(entry) as part:
        return sum(piece.count(b"<") - piece.count(b"</") for piece in iter(lambda: part.read(PIECE), b"")) > most


def is_small_workbook(content: bytes, most: int) -> bool:
    """Whether this workbook holds no more than ``most`` bytes once it is unpacked; a broken one is small."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist()) <= most
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return True


def _too_much() -> Refused:
    return Refused(_("This spreadsheet holds too much. Copy the list to a new one, without pictures, and try again."))


def _broken() -> Refused:
    return Refused(_("This spreadsheet can't be read. Save it as XLSX or CSV (“Save as”) and choose that file."))


# --- Out


def write_xlsx(title: str, head: Head, rows: Rows) -> bytes:
    """Return a workbook of one sheet: a head that stays in sight, filters, columns as wide as what is in them."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title).strip()[:31] or None)
    table = [[_plain(value) for value in row] for row in rows]
    names = [str(name) for name in head]
    for number, name in enumerate(names):
        widest = max([len(name), *(len(str(row[number] or "")) for row in table[:200] if number < len(row))])
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(widest + 3, WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(names), 1))}{len(table) + 1}"
    sheet.append([_cell(sheet, name, bold=True) for name in names])
    for row in table:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(head: Head, rows: Rows) -> bytes:
    """Return a CSV that a Dutch Excel opens well: ``;`` between cells, a BOM, and nothing that is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_quoted(str(name)) for name in head])
    writer.writerows([_quoted(_plain(value)) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def sheet_response(name: str, head: Head, rows: Rows, *, extension: str = "xlsx") -> HttpResponse:
    """Return a list as a download called ``name``; ``extension`` is xlsx or csv. No cache keeps it."""
    content = write_csv(head, rows) if extension == "csv" else write_xlsx(name, head, rows)
    response = HttpResponse(content, content_type=CSV if extension == "csv" else XLSX)
    file_name = f"{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-').lower() or 'lijst'}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _plain(value: Any) -> Any:
    """Return a value that a cell can hold: a number, a date, or text without control characters."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if value is None or isinstance(value, bool | int | float | Decimal | date | time):
        return value
    return CONTROL.sub("", str(value))[:MAX_CELL]


def _quoted(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """Return the cell; text that looks like a formula is marked as text, which changes nothing in what one reads."""
    if not bold and not (isinstance(value, str) and value.startswith(FORMULA)):
        return value
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
    if bold:
        cell.font = Font(bold=True)
    return cell
