"""Which KPIs are derived from which others, and what the names of their formulas stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from headway.core.calendars import Calendar, Span, span_of
from headway.core.formulas import Derived, Formula, Input, derive, parse
from headway.kit.prepared import prepared
from headway.kpis.models import Kpi, KpiInput, Measurement, MeasurementState
from headway.kpis.queries.series.segments import measured

Links = Mapping[int, Collection[int]]
"""Derived KPIs, and those that each is made of."""


@dataclass(frozen=True, slots=True)
class InputKpi:
    """A KPI that a name of a formula stands for, with what its values are put together by."""

    name: str
    kpi_id: int
    kpi_name: str
    measure: str
    decimals: int
    frequency: str
    in_time: str
    scale: float
    series_id: int


@dataclass(frozen=True, slots=True)
class Value:
    """A measurement, as far as a formula goes."""

    starts_on: date
    value: float | None
    numerator: float | None
    denominator: float | None
    state: str
    reason: str


Values = Mapping[int, Collection[Value]]
"""By series."""


@lru_cache(maxsize=1024)
def formula_of(expression: str) -> Formula:
    """A stored expression, read. Kept, since it is the same each time."""
    return parse(expression)


def input_kpis_of(kpi_ids: Collection[int]) -> dict[int, list[InputKpi]]:
    """What the names of derived KPIs stand for, by KPI. One query, none for no KPI."""
    found: dict[int, list[InputKpi]] = defaultdict(list)
    for kpi_id, *row in _input_kpis(list(kpi_ids)) if kpi_ids else ():
        found[kpi_id].append(InputKpi(*row))
    return found


@prepared
def _input_kpis(kpi_ids: Collection[int]) -> QuerySet[KpiInput, tuple[Any, ...]]:
    return (
        KpiInput.objects.filter(kpi_id__in=kpi_ids, input__series__key="")
        .order_by("kpi_id", "id")
        .values_list(
            "kpi_id", "name", "input_id", "input__name", "input__measure", "input__decimals",
            "input__frequency", "input__in_time", "input__scale", "input__series__id",
        )
    )  # fmt: skip


def bindings_of(kpi: Kpi) -> dict[str, int]:
    """Ids of KPIs by the names of a formula. One query, none without a formula."""
    if not kpi.is_derived:
        return {}
    return dict(_bindings(kpi.pk))


@prepared
def _bindings(kpi_id: int) -> QuerySet[KpiInput, tuple[str, int]]:
    return KpiInput.objects.filter(kpi_id=kpi_id).order_by("id").values_list("name", "input_id")


def derived_from(kpi_ids: Collection[int]) -> dict[int, set[int]]:
    """All live KPIs that are derived from some, directly or through others, each with those it is
    made of on the way. One query for each level, and one for the last."""
    found: dict[int, set[int]] = {}
    waiting = set(kpi_ids)
    seen = set(waiting)
    while waiting:
        rows = _uses(sorted(waiting))
        for kpi_id, input_id in rows:
            found.setdefault(kpi_id, set()).add(input_id)
        waiting = {kpi_id for kpi_id, _input_id in rows} - seen
        seen |= waiting
    return found


@prepared
def _uses(input_ids: Collection[int]) -> QuerySet[KpiInput, tuple[int, int]]:
    return KpiInput.objects.filter(
        input_id__in=input_ids, kpi__archived_at__isnull=True
    ).values_list("kpi_id", "input_id")


def made_of(kpi_ids: Collection[int]) -> dict[int, list[int]]:
    """Some KPIs and all that they are derived from: each derived one with its own inputs. A query
    for each level."""
    found: dict[int, list[int]] = {}
    waiting = set(kpi_ids)
    while waiting:
        rows = list(KpiInput.objects.filter(kpi_id__in=waiting).values_list("kpi_id", "input_id"))
        for kpi_id, input_id in rows:
            found.setdefault(kpi_id, []).append(input_id)
        waiting = {input_id for _kpi_id, input_id in rows} - set(found)
    return found


def values_between(series_ids: Collection[int], first: date, last: date) -> dict[int, list[Value]]:
    """What some series came to from one day to another, oldest first. One query."""
    found: dict[int, list[Value]] = defaultdict(list)
    for series_id, *row in _values(list(series_ids), first, last) if series_ids else ():
        found[series_id].append(Value(*row))
    return found


@prepared
def _values(
    series_ids: Collection[int], first: date, last: date
) -> QuerySet[Measurement, tuple[Any, ...]]:
    return (
        Measurement.objects.filter(
            series_id__in=series_ids, starts_on__gte=first, starts_on__lte=last
        )
        .order_by("starts_on")
        .values_list(
            "series_id", "starts_on", "value", "numerator", "denominator", "state", "reason"
        )
    )


def period_of(day: date, input_kpi: InputKpi | str, frequency: str, calendar: Calendar) -> Span:
    """The period of a derived KPI that an input's period, named by its first day, belongs to."""
    cadence = input_kpi if isinstance(input_kpi, str) else input_kpi.frequency
    return span_of(span_of(day, cadence, calendar).end, frequency, calendar)


def whole_history(kpi: Kpi, inputs: Collection[InputKpi], calendar: Calendar) -> set[Span]:
    """The periods in which an input of a derived KPI has a value, or it has itself. Two queries."""
    cadences = {input_kpi.series_id: input_kpi.frequency for input_kpi in inputs}
    found = {
        period_of(day, cadences[series_id], kpi.frequency, calendar)
        for series_id, day in Measurement.objects.filter(series_id__in=list(cadences)).values_list(
            "series_id", "starts_on"
        )
    }
    own = Measurement.objects.filter(series__kpi=kpi, series__key="")
    for day in own.values_list("starts_on", flat=True):
        found.add(span_of(day, kpi.frequency, calendar))
    return found


def reach(
    inputs: Iterable[InputKpi], periods: Collection[Span], calendar: Calendar
) -> tuple[date, date]:
    """From which to which day the values of inputs begin that some periods are made of."""
    first, last = min(one.start for one in periods), max(one.end for one in periods)
    starts = [span_of(first, input_kpi.frequency, calendar).start for input_kpi in inputs]
    return min([first, *starts]), last


def computed(
    kpi: Kpi,
    inputs: Collection[InputKpi],
    values: Values,
    days: Iterable[date],
    calendar: Calendar,
) -> list[Derived]:
    """What a derived KPI comes to in the periods of some days. No query."""
    taken = {
        input_kpi.name: input_of(input_kpi, values.get(input_kpi.series_id, ()))
        for input_kpi in inputs
    }
    return derive(
        formula_of(kpi.expression),
        taken,
        days,
        frequency=kpi.frequency,
        calendar=calendar,
        missing=kpi.missing,
    )


def input_of(input_kpi: InputKpi, values: Collection[Value]) -> Input:
    """Stored values as the arithmetic takes them."""
    return Input(
        [measured(one.starts_on, one) for one in values],
        how=input_kpi.in_time,
        cadence=input_kpi.frequency,
        scale=input_kpi.scale,
        estimated=frozenset(
            one.starts_on for one in values if one.state == MeasurementState.ESTIMATED
        ),
    )
