"""Spreadsheets as tables of text: the first sheet of an XLSX file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from headway.kit.problems import InvalidInput
from headway.kit.tables import MOST_ROWS

UNPACKED = 20
"""How many times the size that a file may have, its parts may come to: more is no spreadsheet."""
READ_WHOLE = ("xl/sharedStrings.xml", "xl/styles.xml")
"""Parts that are read before the first row, with nobody asked whether it is late: they may come to
the size that a file may have, once."""
MOST_COLUMNS = 4_000
MOST_CELLS = 20_000_000
"""Cells in all, empty ones between others included: a short file can name far more than it has."""


def is_workbook(content: bytes) -> bool:
    """Whether a file is an XLSX one, whatever its name."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "xl/workbook.xml" in parts.namelist()
    except zipfile.BadZipFile:
        return False


def _never() -> bool:
    return False


def as_csv(
    content: bytes,
    *,
    limit: int,
    most: int = MOST_ROWS,
    is_late: Callable[[], bool] = _never,
) -> bytes:
    """The first sheet as CSV, a line a row, so that lines count as the rows of the sheet do; cells
    of formulas by the values that were saved with them. Raises InvalidInput for a file that cannot
    be read, that unpacks to more than twenty times ``limit`` bytes, or that has more than ``most``
    rows; so too when it ``is_late``, which is asked at each row. A cell that shows 94.2% is told as
    94.2, not as 0.942."""
    from openpyxl import load_workbook  # heavy, and no page needs it

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sizes = {part.filename: part.file_size for part in parts.infolist()}
        at_once = sum(sizes.get(name, 0) for name in READ_WHOLE)
        if sum(sizes.values()) > limit * UNPACKED or at_once > limit:
            raise InvalidInput.on("file", _("The spreadsheet is too large."), code="too_large")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size may be anything
        text = io.StringIO()
        csv.writer(text).writerows(_rows(sheet.iter_rows(), most, is_late))
        book.close()
    except InvalidInput:
        raise
    except Exception as error:  # whatever a broken file makes of its reader
        raise InvalidInput.on(
            "file",
            _("This spreadsheet cannot be read. Save it as CSV and choose that."),
            code="unreadable",
        ) from error
    return text.getvalue().encode(errors="replace")


def _rows(
    sheet: Iterable[tuple[Any, ...]], most: int, is_late: Callable[[], bool]
) -> Iterator[list[str]]:
    """Rows as wide as their first: spreadsheets end them with empty cells."""
    wide: int | None = None
    left = MOST_CELLS
    for at, cells in enumerate(sheet):
        left -= max(len(cells), wide or 0)
        if at > most or left < 0 or is_late():
            raise InvalidInput.on("file", _("The spreadsheet is too long."), code="too_large")
        texts = [_text(cell) for cell in cells[:MOST_COLUMNS]]
        while texts and not texts[-1] and (wide is None or len(texts) > wide):
            texts.pop()
        wide = len(texts) if wide is None else wide
        yield texts + [""] * (wide - len(texts))


def _text(cell: Any) -> str:
    """A cell as people read it in their spreadsheet, with all its digits."""
    value = cell.value
    if type(value) in (int, float) and "%" in cell.number_format:
        return f"{value * 100:.15g}"
    return _plain(value)


def _plain(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime() | date():
            return cell.isoformat()[:10]
    return " ".join(str(cell).split("\n"))
