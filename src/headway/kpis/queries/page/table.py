"""The table behind the chart of a KPI: its last periods, each with what was said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.core.cadence import local_date
from headway.core.spc import Lack, moving_ranges, range_signals
from headway.core.spc.forms import SEASONAL
from headway.kpis.models import Kpi, ValueOrigin
from headway.kpis.queries.known.lateness import first_told, is_history, late_days
from headway.kpis.queries.known.patterns import pattern_words
from headway.kpis.queries.known.records import RevisionRow
from headway.kpis.queries.page.pictures import TRUST, Picture, target_words
from headway.kpis.queries.periods import cycle_before, period_in_full
from headway.kpis.queries.series.charts import Chart, ShownLimits
from headway.web.explanation import Explanation


@dataclass(frozen=True, slots=True)
class TableRow:
    """One period in the table behind the chart, all that the chart draws of it. ``trust`` is how it
    marks an estimate and what does not apply; ``limits`` are as they are drawn; ``moving_range`` is
    of what these judge; ``is_wide``: beyond the largest usual.
    """

    period: str
    value: float | None
    limits: ShownLimits
    moving_range: float | None
    is_wide: bool
    state: str
    trust: str
    reason: str
    was: float | None
    target: str
    signals: tuple[str, ...]
    variation: str
    person_name: str | None
    origin: str
    entered_on: date | None
    late_days: int
    is_history: bool
    why: Explanation | None = None


def table_rows(
    picture: Picture,
    revisions: Sequence[RevisionRow],
    count: int,
    time_zone: str,
    opened: Mapping[date, Explanation],
) -> list[TableRow]:
    """The last ``count`` periods, newest first. ``opened`` explains computed values, by the first
    days of their periods. No query."""
    found, kpi = picture.found, picture.kpi
    ranges, wide = _ranges(found)
    before, first = {row.starts_on: row for row in revisions}, first_told(revisions)
    rows = []
    for at in reversed(range(max(len(found.points) - count, 0), len(found.points))):
        point, marked = found.points[at], picture.patterns_at(at)
        row = point.measurement
        old = before.get(point.span.start)
        told = [one for one in marked if point.value is not None]
        rows.append(
            TableRow(
                period=period_in_full(point.span.start, kpi.frequency, picture.calendar),
                value=point.value,
                limits=point.shown,
                moving_range=ranges[at],
                is_wide=at in wide,
                state=row.state if row else "",
                trust=TRUST.get(row.state, "") if row else "",
                reason=row.reason if row else "",
                was=old.value if old else None,
                target=target_words(kpi, point.target),
                signals=tuple(pattern_words(one) for one in told),
                variation=str(told[0].variation) if told else "common",
                person_name=row.person_name if row else None,
                origin=row.origin if row else "",
                entered_on=local_date(row.entered_at, time_zone) if row else None,
                late_days=late_days(
                    row,
                    point.span,
                    due_lag=kpi.due_lag,
                    defined_at=kpi.created_at,
                    first=first,
                    time_zone=time_zone,
                ),
                is_history=row is not None
                and row.origin != ValueOrigin.DERIVED
                and is_history(point.span, kpi.created_at, time_zone),
                why=opened.get(point.span.start),
            )
        )
    return rows


def _ranges(found: Chart) -> tuple[list[float | None], set[int]]:
    """The moving ranges by period, of what the limits are made of: values without their season, or
    changes on the cycle before; around a trend, of the values themselves. And the
    places of those beyond the largest usual. None across new limits."""
    ranges: list[float | None] = []
    wide: set[int] = set()
    for stretch in found.stretches:
        if stretch.lack is Lack.WORDS:  # steps of a scale: how coarse it is, not how much it varies
            ranges += [None] * (stretch.end - stretch.first)
            continue
        fitted = stretch.fitted
        values: Sequence[float | None] = found.values[stretch.first : stretch.end]
        if fitted is not None and fitted.form in SEASONAL:
            values = fitted.rest
        ranges += moving_ranges(values)
        if fitted is not None:
            wide |= {stretch.first + at for at in range_signals(values, fitted.limits)}
    return ranges, wide


def range_words(kpi: Kpi, found: Chart) -> str:
    """The head of the moving ranges: what they are of, by the limits in force."""
    fitted = found.stretch.fitted if found.stretch else None
    if fitted is None or fitted.form not in SEASONAL:
        return _("Moving range")
    if fitted.yearly:
        words = _("Moving range of changes on %(before)s")
        return words % {"before": cycle_before(kpi)}
    return _("Moving range without the season")
