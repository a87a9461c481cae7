"""The series of a KPI: the whole and its segments, and what the whole comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.measurements import Measured, OverSegments, over_segments
from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.kpis.models import Kpi, MeasurementState, Series

MOST_SEGMENTS = 50
"""Segments of one KPI at most."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment, archived or not. ``since``: the first day from which on it has a value; None: it
    always has."""

    id: int
    kpi_id: int
    key: str
    name: str
    position: int
    since: date | None
    archived_at: datetime | None

    def is_expected(self, start: date) -> bool:
        """Whether it should have a value in the period that begins on a day."""
        return self.archived_at is None and (self.since is None or start >= self.since)


@dataclass(frozen=True, slots=True)
class SeriesOf:
    """The series of one KPI: the id of its whole, and its segments in their order."""

    whole: int
    segments: tuple[Segment, ...] = ()

    @property
    def live(self) -> tuple[Segment, ...]:
        """Segments that are not archived."""
        return tuple(one for one in self.segments if one.archived_at is None)

    @property
    def ids(self) -> list[int]:
        """Of all series, the whole first."""
        return [self.whole, *(one.id for one in self.segments)]

    def key_of(self, series_id: int) -> str:
        """The key of the segment that has a series; empty for the whole."""
        return next((one.key for one in self.segments if one.id == series_id), "")

    def named(self, said: str) -> Segment | None:
        """The segment of that key, or else of that name in small or capital letters."""
        low = said.strip().casefold()
        by_key = (one for one in self.segments if one.key == said.strip())
        by_name = (one for one in self.segments if one.name.casefold() == low)
        return next(by_key, None) or next(by_name, None)


class Valued(Protocol):
    """A measurement, as it was read or as it is stored."""

    @property
    def value(self) -> float | None: ...
    @property
    def numerator(self) -> float | None: ...
    @property
    def denominator(self) -> float | None: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Made:
    """The whole of one period, made of ``counted``: the segments that have a value there or should
    have one, each with its measurement, if any. ``values``: by their keys, as the core takes
    them."""

    found: OverSegments
    counted: tuple[tuple[Segment, Valued | None], ...]
    values: Mapping[str, Measured]

    @property
    def missing(self) -> list[Segment]:
        """Those without a value."""
        return [one for one, _row in self.counted if one.key in self.found.missing]

    @property
    def applies(self) -> bool:
        """Whether there is something to measure in any of them."""
        return bool(self.found.missing) or self.found.present > 0

    @property
    def is_whole(self) -> bool:
        """Whether no segment is missing."""
        return bool(self.counted) and not self.found.missing


def series_of(kpi_ids: Sequence[int]) -> dict[int, SeriesOf]:
    """The series of some KPIs, by their ids. One query."""
    wholes: dict[int, int] = {}
    segments: dict[int, list[Segment]] = {}
    for row in _series(list(kpi_ids)) if kpi_ids else ():
        one = Segment(*row)
        if one.key:
            segments.setdefault(one.kpi_id, []).append(one)
        else:
            wholes[one.kpi_id] = one.id
    return {
        kpi_id: SeriesOf(whole, tuple(segments.get(kpi_id, ()))) for kpi_id, whole in wholes.items()
    }


@prepared
def _series(kpi_ids: list[int]) -> QuerySet[Series, tuple[Any, ...]]:
    return (
        Series.objects.filter(kpi_id__in=kpi_ids)
        .order_by("kpi_id", "position", "id")
        .values_list("id", "kpi_id", "key", "name", "position", "since", "archived_at")
    )


def segment_of(series: SeriesOf, said: str) -> Segment | None:
    """The segment that an address names; None for the whole. Raises NotFound."""
    if not said:
        return None
    found = series.named(said)
    if found is None:
        raise NotFound(_("The KPI has no such segment. Choose one of its page."))
    return found


def whole_at(
    kpi: Kpi, segments: Sequence[Segment], rows: Mapping[int, Valued], start: date
) -> Made:
    """What the whole of a period comes to. ``rows``: the measurements of that period by the ids of
    their series. No query."""
    counted = tuple(
        (one, rows.get(one.id)) for one in segments if one.id in rows or one.is_expected(start)
    )
    values = {one.key: measured(start, row) for one, row in counted}
    found = over_segments(values, how=kpi.in_time, partial=kpi.partial, scale=kpi.scale)
    return Made(found, counted, values)


def measured(start: date, row: Valued | None) -> Measured:
    """A measurement as the core puts it together. A ratio of two negative numbers is that of their
    opposites."""
    if row is None:
        return Measured(start)
    over, under = row.numerator, row.denominator
    if under is not None and under < 0:
        over, under = None if over is None else -over, -under
    applies = row.state != MeasurementState.NOT_APPLICABLE
    return Measured(start, row.value, over, under, applies)
