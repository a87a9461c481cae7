"""The grid in which values are entered: KPIs by the last periods of their rhythm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from headway.core.calendars import Calendar, before, last_due, spans
from headway.kpis.models import Frequency, Measurement, MeasurementState
from headway.kpis.queries.connectors import connected
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.list_page import missing_words
from headway.kpis.queries.lists import KpiFilters, KpiRow, get_kpi_row, list_kpis
from headway.kpis.queries.periods import period_in_full, period_name
from headway.people.access import Actor, Facts, Permission, decide
from headway.web.posted import plain_number

PERIODS, MANY_PERIODS = 6, 14
ROWS = 60
"""KPIs in one grid at most."""
ESTIMATE, NOT_APPLICABLE = "~", "n/a"
"""How a cell begins that is an estimate, or to which the KPI does not apply."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One period of one KPI: the name of its field, what is stored in the words of the field, and
    what it is called. ``is_missing`` where a value was due."""

    name: str
    start: date
    text: str
    label: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A KPI and its cells, the oldest period first. ``is_connected``: a source fills them."""

    kpi: KpiRow
    missing: str
    is_connected: bool
    is_out: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class EntryGrid:
    """KPIs of one rhythm; ``periods`` head the columns."""

    frequency: str
    label: str
    periods: tuple[tuple[str, str], ...]
    rows: tuple[EntryRow, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """All grids, and the field in which one begins: the first that is missing."""

    grids: tuple[EntryGrid, ...]
    begin: str
    missing: int


def entry_rows(
    actor: Actor, *, whose: str, unit_path: str, kpi_id: int | None = None
) -> list[KpiRow]:
    """The KPIs somebody may enter: one of them, their own, or all of a unit. One query."""
    if kpi_id is not None:
        one = get_kpi_row(actor, kpi_id)
        found = [one] if one is not None and one.archived_at is None else []
    elif whose == "unit":
        found = list_kpis(actor, KpiFilters(unit_path=unit_path), limit=ROWS * 4)
    else:
        found = list_kpis(actor, KpiFilters(person_id=actor.person_id or 0), limit=ROWS * 4)
    return [row for row in found if may_measure(actor, row)][:ROWS]


def may_measure(actor: Actor, row: KpiRow) -> bool:
    """Whether the actor may enter values of it."""
    facts = Facts(
        unit_id=row.unit_id,
        unit_path=row.unit_path,
        owner_ids=frozenset({row.owner_id} if row.owner_id else ()),
        updater_ids=frozenset({row.updater_id} if row.updater_id else ()),
    )
    return decide(actor, Permission.KPI_MEASURE, facts).allowed


def entry_page(
    actor: Actor, rows: Sequence[KpiRow], today: date, *, periods: int = PERIODS
) -> EntryPage:
    """The grids of some KPIs, a rhythm each. Three queries."""
    calendar = calendar_of(actor.organisation_id)
    stored = _stored(rows, today, periods, calendar)
    sources = connected(row.id for row in rows)
    order = list(Frequency.values)
    by_rhythm = sorted(rows, key=lambda row: order.index(row.frequency))
    grids = tuple(
        _grid(list(members), frequency, calendar, today, periods, stored, sources)
        for frequency, members in groupby(by_rhythm, key=lambda row: row.frequency)
    )
    missing = [cell for grid in grids for row in grid.rows for cell in row.cells if cell.is_missing]
    cells = (row.cells[-1].name for grid in grids for row in grid.rows)
    return EntryPage(
        grids=grids,
        begin=missing[0].name if missing else next(cells, ""),
        missing=sum(bool(row.missing) for grid in grids for row in grid.rows),
    )


Stored = Mapping[tuple[int, date], str]


def _stored(rows: Iterable[KpiRow], today: date, periods: int, calendar: Calendar) -> Stored:
    """What is stored of the shown periods, as a cell says it."""
    ids = {row.id for row in rows}
    rhythms = {row.frequency for row in rows}
    if not ids:
        return {}
    first = min(before(today, periods - 1, one, calendar).start for one in rhythms)
    found = Measurement.objects.filter(
        series__kpi_id__in=ids, series__key="", starts_on__gte=first
    ).values_list(
        "series__kpi_id", "starts_on", "value", "state", "reason", "numerator", "denominator"
    )
    return {
        (kpi_id, start): cell_text(value, state, reason, numerator, denominator)
        for kpi_id, start, value, state, reason, numerator, denominator in found
    }


def cell_text(
    value: float | None,
    state: str,
    reason: str,
    numerator: float | None,
    denominator: float | None,
) -> str:
    """A measurement as it is typed: "92.5", "~92.5", "470/500", "n/a plant closed"."""
    if state == MeasurementState.NOT_APPLICABLE:
        return f"{NOT_APPLICABLE} {reason}".strip()
    text = plain_number(value)
    if numerator is not None and denominator is not None:
        text = f"{plain_number(numerator)}/{plain_number(denominator)}"
    return f"{ESTIMATE}{text}" if state == MeasurementState.ESTIMATED else text


def _grid(
    rows: Sequence[KpiRow],
    frequency: str,
    calendar: Calendar,
    today: date,
    periods: int,
    stored: Stored,
    sources: Mapping[int, datetime | None],
) -> EntryGrid:
    columns = spans(
        before(today, periods - 1, frequency, calendar).start, today, frequency, calendar
    )
    starts = [span.start for span in columns]
    names = tuple(
        (period_name(day, frequency, calendar), period_in_full(day, frequency, calendar))
        for day in starts
    )
    found = []
    for row in rows:
        due = last_due(today, frequency, calendar, row.due_lag)
        cells = []
        for span, (_short, full) in zip(columns, names, strict=True):
            text = stored.get((row.id, span.start), "")
            is_due = row.starts_on is None or span.start > row.starts_on
            cells.append(
                Cell(
                    name=f"v-{row.id}-{span.start.isoformat()}",
                    start=span.start,
                    text=text,
                    label=f"{row.name}, {full}",
                    is_missing=not text
                    and is_due
                    and span.start <= due.start
                    and (row.starts_on is not None or span.start == due.start),
                )
            )
        is_out = sources.get(row.id) is not None
        missing = missing_words(row, calendar, today)
        found.append(EntryRow(row, missing, row.id in sources, is_out, tuple(cells)))
    return EntryGrid(frequency, str(Frequency(frequency).label), names, tuple(found))
