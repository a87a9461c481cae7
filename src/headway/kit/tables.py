"""Tables as text: rows of named cells that know their line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.core.definitions import is_ordinary
from headway.kit.refusing import on_line
from headway.kit.texts import cleaned, readable

MOST_ROWS = 1_000_000
_LONGEST_CELL = 100_000
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_COMMA = re.compile(r"-?\d+,(?:\d{1,2}|\d{4,})|-?\d{1,3}(?:\.\d{3})+,\d+")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Cells:
    """A row; ``line`` is where it begins, counted from 1. A cell that is not there is empty."""

    line: int
    by_name: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.by_name.get(name, "")


class Unreadable(ValueError):
    """A cell that is not what its column holds; said in a sentence."""


def header_of(content: bytes) -> list[str]:
    """The names in the first line, in small letters; none where this is no table of text."""
    first = content[:_LONGEST_CELL].lstrip(b"\xef\xbb\xbf").splitlines()[:1]
    try:
        line = first[0].decode() if first else ""
    except UnicodeDecodeError:
        return []
    names = next(csv.reader([line], delimiter=_delimiter(line)), [])
    return [name.strip().lower() for name in names] if len(names) > 1 else []


def rows_of(content: bytes) -> Iterator[Cells]:
    """The rows below the names, empty ones left out. Raises InvalidInput, naming the line, for what
    is no table in UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise on_line(line, _("This is not UTF-8 text. Save the file as UTF-8.")) from error
    names = header_of(content)
    _refuse_twice(names)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text.partition("\n")[0]), strict=True
    )
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if line == 1 or not any(cell.strip() for cell in cells):
                continue
            if line > MOST_ROWS:
                raise on_line(line, _("The file holds more than a million rows. Split it."))
            if len(cells) > len(names):
                raise on_line(line, _("This row has more cells than the first line has names."))
            yield Cells(line, {n: _plain(c, line) for n, c in zip(names, cells, strict=False)})
    except csv.Error as error:
        raise on_line(before + 1, _("This is no valid CSV (%s).") % error) from error


def day_in(cell: str) -> date:
    """A day, or a month by its first: 2026-10-31, 31.10.2026, 2026-10. Raises Unreadable."""
    whole = f"{cell}-01" if _MONTH.fullmatch(cell) else cell
    if dotted := _DOTTED.fullmatch(cell):
        day, month, year = dotted.groups()
        whole = f"{year}-{month:0>2}-{day:0>2}"
    try:
        if len(whole) != 10:
            raise ValueError
        return date.fromisoformat(whole)
    except ValueError as error:
        said = _("“%(cell)s” must be a day such as 2026-10-31, or a month such as 2026-10.")
        raise Unreadable(said % {"cell": cell[:40]}) from error


def number_in(cell: str) -> float | None:
    """A number with a decimal point, or with a comma where that cannot be read in two ways (12,5
    and 1.234,5, but not 1,234), or None of an empty cell. Raises Unreadable."""
    if not cell:
        return None
    if _COMMA.fullmatch(cell):
        cell = cell.replace(".", "").replace(",", ".")
    try:
        number = float(cell) if cell.isascii() and "_" not in cell else None
    except ValueError:
        number = None
    if number is None or not is_ordinary(number):
        raise Unreadable(not_a_number(cell))
    return number


def not_a_number(cell: str) -> str:
    """Why a cell cannot be used that should be a number."""
    return _("“%(cell)s” must be a number with a point, such as 94.2.") % {"cell": cell[:40]}


def is_day(name: str) -> bool:
    """Whether the name of a column is a day or a month."""
    try:
        day_in(name)
    except Unreadable:
        return False
    return True


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _refuse_twice(names: Sequence[str]) -> None:
    for name in names:
        if name and names.count(name) > 1:
            raise on_line(1, _("“%s” names two columns.") % name[:60])


def _plain(cell: str, line: int) -> str:
    text = cleaned(cell).strip()
    if len(text) > _LONGEST_CELL:
        raise on_line(line, _("This cell is longer than any text here may be."))
    return readable(text)
