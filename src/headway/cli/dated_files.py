"""Read dated values from CSV, for `headway forecast` and `headway spc`.

Imports nothing but the standard library and the arithmetic.
"""

from __future__ import annotations

import csv
import io
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from headway.cli.errors import Unusable
from headway.core.cadence import Cadence, fiscal_part, week_start

DATE_NAMES = {"date", "day", "on", "effective_on", "week", "month", "period"}
VALUE_NAMES = {"value", "reading", "y", "amount", "total"}
LONGEST_GAP = {
    Cadence.DAILY: 3, Cadence.WEEKLY: 10, Cadence.BIWEEKLY: 21, Cadence.MONTHLY: 60,
    Cadence.QUARTERLY: 200,
}  # fmt: skip
"""The usual days between two readings, at most, from which a rhythm is guessed."""

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_DECIMAL_COMMA = re.compile(r"([+-]?\d*),(\d+)")
_COMMA_HELP = "A decimal comma needs quotes around the number, or semicolons between the cells."

Row = tuple[str, list[str]]
"""Where it stands, such as "Line 3", and its cells."""


@dataclass(frozen=True, slots=True)
class Line:
    """A reading and its place in the file, such as "Line 3"."""

    place: str
    day: date
    value: float


def read_lines(path: Path, content: bytes, column: str | None = None) -> list[Line]:
    """The readings of a file, by day and then as they stand. A row without a value is a gap and
    left out. The dates stand in a column, or in the first row with the values in another.
    ``column`` names the values. Raises Unusable, naming the place."""
    rows = _rows(path, content)
    if not rows:
        raise Unusable(f"{path.name} is empty.")
    if sum(bool(_DAY.fullmatch(cell)) for cell in rows[0][1]) > 1:
        rows = _turned(rows, column)
    first = rows[0][1]
    has_names = not any(_DAY.fullmatch(cell) for cell in first)
    names = [cell.lower() for cell in first] if has_names else []
    rows = rows[1:] if has_names else rows
    if not rows:
        raise Unusable(f"{path.name} holds names and no readings.")
    on, what = _columns(names, rows[0][1], column)
    found = []
    for place, cells in rows:
        if len(cells) > len(first):
            raise Unusable(f"{place} has more cells than the first one. {_COMMA_HELP}")
        if len(cells) > what and not cells[what]:
            continue
        if len(cells) <= max(on, what):
            raise Unusable(f"{place} has too few cells: a date and a value are needed.")
        found.append(Line(place, _date(cells[on], place), _number(cells[what], place)))
    if not found:
        raise Unusable(f"{path.name} holds no value.")
    return sorted(found, key=lambda line: line.day)


def usual_cadence(days: Sequence[date]) -> Cadence:
    """The rhythm that the usual gap between readings suggests."""
    gaps = [(after - before).days for before, after in pairwise(sorted(set(days)))]
    usual = statistics.median(gaps) if gaps else 7
    return next((c for c, longest in LONGEST_GAP.items() if usual <= longest), Cadence.YEARLY)


def first_day(cadence: Cadence, first: date) -> date:
    """The calendar's own beginning of the period that the first reading lies in."""
    if cadence in (Cadence.WEEKLY, Cadence.BIWEEKLY):
        return week_start(first)
    if cadence is Cadence.MONTHLY:
        return first.replace(day=1)
    if cadence is Cadence.QUARTERLY:
        return fiscal_part(first, parts=4).start
    return first.replace(month=1, day=1) if cadence is Cadence.YEARLY else first


def _rows(path: Path, content: bytes) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((sign for sign in "\t;" if sign in head), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(f"Line {reader.line_num}", [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise Unusable(f"{path.name} is no valid CSV: {error}.") from error
    return [(place, cells) for place, cells in rows if any(cells)]


def _turned(rows: Sequence[Row], column: str | None) -> list[Row]:
    """A row of dates and one of values, as rows of a date and a value. Cells before the first
    date, such as the row's name, hold no reading."""
    dates, *others = (cells for _place, cells in rows)
    begin = next(at for at, cell in enumerate(dates) if _DAY.fullmatch(cell))
    if not others:
        raise Unusable("There is no row of values below the dates.")
    labels = [{cell.lower() for cell in cells[:begin]} for cells in others]
    wanted = {column.lower()} if column else VALUE_NAMES
    named = [cells for cells, label in zip(others, labels, strict=True) if label & wanted]
    if column and not named:
        raise Unusable(f"No row is named “{column}”.")
    chosen = named or others
    if len(chosen) > 1:
        raise Unusable("Which row holds the values? Name it “value” in its first cell.")
    if len(chosen[0]) > len(dates):
        raise Unusable(f"The row of values has more cells than that of the dates. {_COMMA_HELP}")
    values = [*chosen[0], *[""] * (len(dates) - len(chosen[0]))]
    pairs = list(zip(dates, values, strict=True))[begin:]
    head = ("Line 1", ["date", column or "value"])
    return [head, *((f"Column {at}", list(pair)) for at, pair in enumerate(pairs, begin + 1))]


def _columns(
    names: Sequence[str], cells: Sequence[str], column: str | None = None
) -> tuple[int, int]:
    """Where the dates and where the values are."""
    dated = [i for i, name in enumerate(names) if name in DATE_NAMES]
    dated = dated or [i for i, cell in enumerate(cells) if _DAY.fullmatch(cell)]
    if not dated:
        raise Unusable("There is no column of dates. Name it “date”; write dates as 2026-11-24.")
    on = dated[0]
    wanted = {column.lower()} if column else VALUE_NAMES
    valued = [i for i, name in enumerate(names) if name in wanted and i != on]
    if column and not valued:
        known = f"The file has: {', '.join(names)}." if names else "The columns have no names."
        raise Unusable(f"No column of values is named “{column}”. {known}")
    valued = valued or [i for i in range(len(names) or len(cells)) if i != on]
    if len(valued) == 1:
        return on, valued[0]
    if not valued:
        raise Unusable("There is no column of values beside the dates.")
    raise Unusable(
        "Which column holds the values? Name the columns in the first line: “date” and “value”."
        + ("" if names else f" {_COMMA_HELP}")
    )


def _date(text: str, place: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        if match:
            return date.fromisoformat(match[1])
    except ValueError:
        pass
    raise Unusable(f"{place}: “{text}” is no date. Write it as 2026-11-24.")


def _number(text: str, place: str) -> float:
    plain = text.replace("−", "-")
    comma = _DECIMAL_COMMA.fullmatch(plain)
    if comma:
        whole, decimals = comma[1].lstrip("+-"), comma[2]
        if len(decimals) == 3 and whole.strip("0"):
            raise Unusable(
                f"{place}: “{text}” can be read as {plain.replace(',', '')} or as "
                f"{plain.replace(',', '.')}. Write it with a decimal point."
            )
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise Unusable(
            f"{place}: “{text}” is no number. Write it like 1234.5, without signs for "
            "thousands or units."
        )
    return float(plain)
