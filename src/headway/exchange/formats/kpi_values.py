"""What KPIs came to, in tables: days in rows or in columns, of many KPIs or of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from headway.exchange.formats.kpis import DAYS, NAMES, SERIES, VALUES, ImportedKpis, ImportedValue
from headway.exchange.formats.plan import Finding
from headway.kit.problems import InvalidInput
from headway.kit.tables import (
    Cells,
    Unreadable,
    day_in,
    header_of,
    is_day,
    number_in,
    rows_of,
)

_READ = ("value", "numerator", "denominator", "state", "reason")
SEGMENT = "segment"


def read_values(content: bytes) -> ImportedKpis:
    """Values of many KPIs: a row each, with the day in a column of ``DAYS``, or a row for each KPI
    with its days as columns; a column ``segment`` says which part of the KPI a row is of. What
    cannot be read is rejected by its line. Raises InvalidInput for a file that is no table."""
    names = header_of(content)
    key = next(name for name in NAMES if name in names)
    found = ImportedKpis(VALUES, VALUES)
    dated = _dated(names)
    days = {} if dated else {name: day_in(name) for name in names if is_day(name)}
    known = {key, *NAMES, SEGMENT, *(days or (dated, *_READ))}
    _tell_unread(found, [name for name in names if name not in known])
    for row in rows_of(content):
        found.rows += 1
        if not row[key]:
            found.rejected.append(Finding(row.line, "", _("No KPI is named in “%s”.") % key))
            continue
        each = _across(row, row[key], days) if days else _down(row, row[key], dated)
        _collect(found, row, row[key], each)
    return found


def read_series(content: bytes, kpi: str) -> ImportedKpis:
    """Values of one KPI, a row each, perhaps with what was wanted then in a column ``target``.
    Raises InvalidInput without a ``kpi``, and for a file that is no table."""
    if not kpi:
        raise InvalidInput.on(
            "kpi",
            _("The file has no column that names a KPI. Say which one it is of."),
            code="required",
        )
    found = ImportedKpis(SERIES, SERIES)
    names = header_of(content)
    dated = _dated(names)
    _tell_unread(found, [name for name in names if name not in (dated, *_READ, SEGMENT, "target")])
    before: float | None = None
    for row in rows_of(content):
        found.rows += 1
        _collect(found, row, kpi, _down(row, kpi, dated))
        if not row["target"]:
            continue
        try:
            wanted, day = number_in(row["target"]), day_in(row[dated])
        except Unreadable as why:
            found.rejected.append(Finding(row.line, kpi, str(why)))
            continue
        if wanted is not None and wanted != before:
            found.series_targets.append((row.line, day, wanted))
            before = wanted
    return found


def _dated(names: list[str]) -> str:
    """The column with the day of a row; empty where days are columns."""
    return next((name for name in DAYS if name in names), "")


def _collect(
    found: ImportedKpis, row: Cells, kpi: str, read: Callable[[], Iterator[ImportedValue]]
) -> None:
    try:
        found.values += read()
    except Unreadable as why:
        found.rejected.append(Finding(row.line, kpi, str(why)))


def _down(row: Cells, kpi: str, dated: str) -> Callable[[], Iterator[ImportedValue]]:
    """The value of a row of its own; none where all is empty but the day."""

    def read() -> Iterator[ImportedValue]:
        value, word = _value_in(row["value"])
        over = number_in(row["numerator"])
        under = number_in(row["denominator"])
        on = day_in(row[dated])
        state = row["state"].lower()
        if state or word or (value, over, under) != (None, None, None):
            said, segment = row["reason"], row[SEGMENT]
            yield ImportedValue(row.line, kpi, on, value, over, under, state, said, segment, word)

    return read


def _across(row: Cells, kpi: str, days: dict[str, date]) -> Callable[[], Iterator[ImportedValue]]:
    """The values of a row that has its days as columns; an empty cell is none."""

    def read() -> Iterator[ImportedValue]:
        for name, on in days.items():
            value, word = _value_in(row[name])
            if value is not None or word:
                yield ImportedValue(row.line, kpi, on, value, segment=row[SEGMENT], word=word)

    return read


def _value_in(cell: str) -> tuple[float | None, str]:
    """A number; what reads as none may be the name of a level, as in the grid. Whether its KPI is
    told in words is known when it is entered."""
    try:
        return number_in(cell), ""
    except Unreadable:
        return None, cell


def _tell_unread(found: ImportedKpis, names: list[str]) -> None:
    for name in names:
        said = _("The column “%s” is none of this format: it was not read.")
        found.assumed.append(Finding(1, "", said % name[:60]))
