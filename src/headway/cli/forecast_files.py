"""Read dated values for `headway forecast` from CSV. Imports nothing but the standard library."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from headway.cli.errors import Unusable

DATE_NAMES = {"date", "day", "on", "effective_on", "week", "month", "period"}
VALUE_NAMES = {"value", "reading", "y", "amount", "total"}

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_DECIMAL_COMMA = re.compile(r"([+-]?\d*),(\d+)")
_COMMA_HELP = "A decimal comma needs quotes around the number, or semicolons between the cells."


@dataclass(frozen=True, slots=True)
class Line:
    """A reading and the line of the file it stands on."""

    number: int
    day: date
    value: float


def read_lines(path: Path, content: bytes) -> list[Line]:
    """The readings of a file, by day and then as they stand. A row without a value is a gap and
    left out. Raises Unusable, naming the line."""
    rows = _rows(path, content)
    if not rows:
        raise Unusable(f"{path.name} is empty.")
    first = rows[0][1]
    has_names = not any(_DAY.fullmatch(cell) for cell in first)
    names = [cell.lower() for cell in first] if has_names else []
    rows = rows[1:] if has_names else rows
    if not rows:
        raise Unusable(f"{path.name} holds names and no readings.")
    on, what = _columns(names, rows[0][1])
    found = []
    for number, cells in rows:
        if len(cells) > len(first):
            raise Unusable(f"Line {number} has more cells than the first one. {_COMMA_HELP}")
        if len(cells) > what and not cells[what]:
            continue
        if len(cells) <= max(on, what):
            raise Unusable(f"Line {number} has too few cells: a date and a value are needed.")
        found.append(Line(number, _date(cells[on], number), _number(cells[what], number)))
    if not found:
        raise Unusable(f"{path.name} holds no value.")
    return sorted(found, key=lambda line: line.day)


def _rows(path: Path, content: bytes) -> list[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((sign for sign in "\t;" if sign in head), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise Unusable(f"{path.name} is no valid CSV: {error}.") from error
    return [(number, cells) for number, cells in rows if any(cells)]


def _columns(names: Sequence[str], cells: Sequence[str]) -> tuple[int, int]:
    """Where the dates and where the values are."""
    dated = [i for i, name in enumerate(names) if name in DATE_NAMES]
    dated = dated or [i for i, cell in enumerate(cells) if _DAY.fullmatch(cell)]
    if not dated:
        raise Unusable("There is no column of dates. Name it “date”; write dates as 2026-11-24.")
    on = dated[0]
    valued = [i for i, name in enumerate(names) if name in VALUE_NAMES and i != on]
    valued = valued or [i for i in range(len(names) or len(cells)) if i != on]
    if len(valued) == 1:
        return on, valued[0]
    if not valued:
        raise Unusable("There is no column of values beside the dates.")
    raise Unusable(
        "Which column holds the values? Name the columns in the first line: “date” and “value”."
        + ("" if names else f" {_COMMA_HELP}")
    )


def _date(text: str, line: int) -> date:
    match = _DAY.fullmatch(text)
    try:
        if match:
            return date.fromisoformat(match[1])
    except ValueError:
        pass
    raise Unusable(f"Line {line}: “{text}” is no date. Write it as 2026-11-24.")


def _number(text: str, line: int) -> float:
    plain = text.replace("−", "-")
    comma = _DECIMAL_COMMA.fullmatch(plain)
    if comma:
        whole, decimals = comma[1].lstrip("+-"), comma[2]
        if len(decimals) == 3 and whole.strip("0"):
            raise Unusable(
                f"Line {line}: “{text}” can be read as {plain.replace(',', '')} or as "
                f"{plain.replace(',', '.')}. Write it with a decimal point."
            )
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise Unusable(
            f"Line {line}: “{text}” is no number. Write it like 1234.5, without signs for "
            "thousands or units."
        )
    return float(plain)
