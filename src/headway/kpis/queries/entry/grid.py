"""The grid in which values are entered: KPIs by the last periods of their rhythm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from headway.core.cadence import DAY
from headway.core.calendars import Span, last_due
from headway.kpis.models import Frequency, MeasurementState
from headway.kpis.queries.connectors.rows import connected
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.entry.rows import fitting_in, is_theirs
from headway.kpis.queries.entry.stored import NOTHING, Stored, stored_of
from headway.kpis.queries.entry.texts import ESTIMATE, NOT_APPLICABLE
from headway.kpis.queries.entry.window import PERIODS, Window, window_of
from headway.kpis.queries.lists.listed import missing_words
from headway.kpis.queries.lists.rows import KpiRow, Place
from headway.kpis.queries.periods import period_in_full, period_name
from headway.kpis.queries.series.segments import Segment, SeriesOf, series_of
from headway.people.access import Actor
from headway.web.formats import number, short_day

_SETTLED = (MeasurementState.FINAL, MeasurementState.RESTATED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One period of one KPI or segment: the name of its field, what is stored in the words of the
    field and as a value, and what it is called. ``is_missing`` where a value was due;
    ``is_open`` while its period runs and nobody has called its value final."""

    name: str
    start: date
    text: str
    label: str
    is_missing: bool
    value: float | None = None
    is_open: bool = False


class Column(NamedTuple):
    """A period: its name, the same in full, and until when it runs; empty for one that is over."""

    name: str
    in_full: str
    runs: str

    @property
    def beside(self) -> str:
        """As it stands beside a cell of its own, where there is no column."""
        return _("%(period)s, still runs") % {"period": self.name} if self.runs else self.name


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A KPI, or a segment below it, and its cells, the oldest period first. ``is_made``: its whole
    is made of the segments that follow, and is read only. ``is_connected``: a source fills them;
    ``is_out``: it gives nothing."""

    kpi: KpiRow
    missing: str
    cells: tuple[Cell, ...]
    segment: Segment | None = None
    is_made: bool = False
    is_connected: bool = False
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class EntryGrid:
    """KPIs of one rhythm; ``periods`` head the columns."""

    frequency: str
    label: str
    periods: tuple[Column, ...]
    rows: tuple[EntryRow, ...]

    @property
    def count(self) -> int:
        """KPIs in it."""
        return sum(row.segment is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """All grids, and the field in which one begins: the first that is missing. ``after`` is where
    further KPIs follow that one may enter; None at the end. ``missing`` counts KPIs that are late,
    ``others`` those of them that others enter. ``window`` says which periods it shows."""

    grids: tuple[EntryGrid, ...]
    begin: str
    missing: int
    others: int
    after: Place | None
    window: Window


def entry_page(
    actor: Actor,
    rows: Sequence[KpiRow],
    today: date,
    *,
    periods: int = PERIODS[0],
    back: int = 0,
    own: bool = False,
) -> EntryPage:
    """The grids of some KPIs, a rhythm each, by so many periods as are asked for and have room, the
    last of them so many back; ``own``: what is late of others is told apart. Four queries."""
    calendar = calendar_of(actor.organisation_id)
    series = series_of([row.id for row in rows])
    found, rows = rows, fitting_in(rows, series)
    count = sum(1 + len(series[row.id].live) for row in rows)
    window = window_of(today, calendar, lines=count, periods=periods, back=back)
    stored = stored_of(rows, series, window)
    sources = connected(row.id for row in rows)
    order = list(Frequency.values)
    by_rhythm = sorted(rows, key=lambda row: order.index(row.frequency))
    grids = tuple(
        _Grid(actor, frequency, window, series, stored, sources).of(list(members))
        for frequency, members in groupby(by_rhythm, key=lambda row: row.frequency)
    )
    lines = [row for grid in grids for row in grid.rows if not row.is_made]
    mine = {row.id for row in rows if not own or is_theirs(row, actor.person_id)}
    late = [row.kpi.id for grid in grids for row in grid.rows if row.missing]
    of_mine_first = sorted(lines, key=lambda row: row.kpi.id not in mine)
    missing = [cell for row in of_mine_first for cell in row.cells if cell.is_missing]
    return EntryPage(
        grids=grids,
        begin=missing[0].name if missing else next((row.cells[-1].name for row in lines), ""),
        missing=sum(kpi_id in mine for kpi_id in late),
        others=sum(kpi_id not in mine for kpi_id in late),
        after=rows[-1].place if len(rows) < len(found) else None,
        window=window,
    )


class _Grid:
    """Makes the grid of one rhythm."""

    def __init__(
        self,
        actor: Actor,
        frequency: str,
        window: Window,
        series: Mapping[int, SeriesOf],
        stored: Stored,
        sources: Mapping[int, datetime | None],
    ) -> None:
        calendar, self.columns = window.calendar, window.of(frequency)
        self.frequency, self.calendar, self.today = frequency, calendar, window.today
        self.series, self.stored, self.sources = series, stored, sources
        self.time_zone = actor.time_zone
        self.names = tuple(
            Column(
                self._dated(period_name(span.start, frequency, calendar), span),
                self._dated(period_in_full(span.start, frequency, calendar), span),
                _runs_until(span, window.today),
            )
            for span in self.columns
        )

    def _dated(self, name: str, span: Span) -> str:
        """With the year of a day or week of another one: there are several "wk 30" in a long
        grid."""
        if self.frequency not in (Frequency.DAILY, Frequency.WEEKLY):
            return name
        year = (span.start + 3 * DAY if self.frequency == Frequency.WEEKLY else span.start).year
        return name if year == self.today.year else f"{name}, {year}"

    def of(self, rows: Sequence[KpiRow]) -> EntryGrid:
        """Each KPI, and below it its segments."""
        lines = [line for row in rows for line in self._lines(row)]
        return EntryGrid(
            self.frequency, str(Frequency(self.frequency).label), self.names, tuple(lines)
        )

    def _lines(self, row: KpiRow) -> Iterator[EntryRow]:
        series = self.series[row.id]
        due = last_due(self.today, self.frequency, self.calendar, row.due_lag)
        words = missing_words(row, self.calendar, self.today, self.time_zone)
        name = f"v-{row.id}"
        if not series.live:
            cells = tuple(self._cells(row, series.whole, name, row.name, due))
            yield replace(self._line(row, words), cells=cells)
            return
        yield replace(self._line(row, words), cells=tuple(self._made(row, series)), is_made=True)
        for one in series.live:
            field, label = f"{name}-{one.id}", f"{row.name}, {one.name}"
            cells = tuple(self._cells(row, one.id, field, label, due, one))
            yield EntryRow(row, "", cells, segment=one)

    def _line(self, row: KpiRow, words: str) -> EntryRow:
        """The line of a KPI, without cells."""
        is_out = self.sources.get(row.id) is not None
        return EntryRow(row, words, (), is_connected=row.id in self.sources, is_out=is_out)

    def _made(self, row: KpiRow, series: SeriesOf) -> Iterator[Cell]:
        """The whole of each period; "2 of 3" where segments are missing."""
        for span in self.columns:
            start = span.start
            whole = self.stored.get((series.whole, start), NOTHING)
            text = number(whole.value, row.decimals)
            if whole.state == MeasurementState.ESTIMATED:
                text = f"{ESTIMATE}{text}"
            if whole.state == MeasurementState.NOT_APPLICABLE:
                text = NOT_APPLICABLE
            there = sum((one.id, start) in self.stored for one in series.segments)
            expected = sum(
                one.is_expected(start) or (one.id, start) in self.stored for one in series.segments
            )
            if not text and there:
                text = _("%(there)d of %(all)d") % {"there": there, "all": expected}
            yield Cell("", start, text, "", is_missing=False)

    def _cells(
        self,
        row: KpiRow,
        series_id: int,
        field: str,
        label: str,
        due: Span,
        segment: Segment | None = None,
    ) -> Iterator[Cell]:
        first = row.missing_since(self.calendar, self.today, self.time_zone)
        for span, column in zip(self.columns, self.names, strict=True):
            stored = self.stored.get((series_id, span.start), NOTHING)
            text = stored.text
            is_due = row.starts_on is None or span.start > row.starts_on
            is_expected = segment is None or segment.is_expected(span.start)
            yield Cell(
                name=f"{field}-{span.start.isoformat()}",
                start=span.start,
                text=text,
                label=", ".join(filter(None, (label, column.in_full, column.runs))),
                is_missing=not text
                and is_due
                and is_expected
                and span.start <= due.start
                and (row.starts_on is not None or span.start == first),
                value=stored.value,
                is_open=bool(column.runs) and stored.state not in _SETTLED,
            )


def _runs_until(span: Span, today: date) -> str:
    """Its last day is not over either; empty for a period that is."""
    if not span.start <= today <= span.end:
        return ""
    words = _("runs until %(day)s")
    return words % {"day": f"{date_format(span.end, 'D')} {short_day(span.end)}"}
