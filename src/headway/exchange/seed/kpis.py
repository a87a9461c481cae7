"""KPIs of a synthetic organisation: weekly ones, each judged by all of its values."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from headway.core.calendars import Calendar, span_of
from headway.exchange.seed.tables import BulkWriter, next_id
from headway.exchange.seed.teams import Team
from headway.kpis.actions.definitions import snapshot
from headway.kpis.actions.judging import signal_row, signals_by_key, state_of
from headway.kpis.actions.storing import COLUMNS, Stored
from headway.kpis.models import Kpi, KpiSignal, KpiState, KpiVersion, Measurement, Series
from headway.kpis.queries.series.standings import Standing, Value, standing
from headway.people.models import Organisation

PARTS = 500
"""KPIs that are held at once."""


def write_kpis(
    writer: BulkWriter,
    organisation: Organisation,
    teams: Sequence[Team],
    *,
    kpis: int,
    periods: int,
    figures: random.Random,
    today: date,
    now: datetime,
) -> int:
    """So many KPIs, dealt out to the teams in turn, with a value for each of the last weeks.
    Returns how many values were written. Their signals are history: nobody is asked to answer
    them."""
    first_kpi, first_series = next_id(Kpi), next_id(Series)
    last = span_of(today, "weekly", Calendar()).start
    weeks = [last - timedelta(weeks=back) for back in reversed(range(periods))]
    for start in range(0, kpis, PARTS):
        some = range(start, min(kpis, start + PARTS))
        made = [_kpi(organisation, teams[at % len(teams)], first_kpi + at, at, now) for at in some]
        _write(writer, Kpi, made)
        _write(writer, KpiVersion, [_version(kpi, today, now) for kpi in made])
        series = [Series(pk=first_series + at, kpi=kpi) for at, kpi in zip(some, made, strict=True)]
        _write(writer, Series, series)
        values = {one.pk: _values(figures, periods) for one in series}
        rows = (
            Stored(key, week, value, None, None, "final", "", "api", 1, None, now)
            for key, each in values.items()
            for week, value in zip(weeks, each, strict=True)
        )
        writer.write(Measurement, COLUMNS, rows)
        pairs = zip(made, values.values(), strict=True)
        found = {kpi: _standing(kpi, weeks, each) for kpi, each in pairs}
        states = [KpiState(kpi=kpi, **state_of(kpi, one)) for kpi, one in found.items()]
        _write(writer, KpiState, states)
        signals = (
            signal_row(kpi, one, key, signal, now)
            for kpi, one in found.items()
            for key, signal in signals_by_key(kpi, one).items()
        )
        _write(writer, KpiSignal, signals)
    _finish(writer)
    return kpis * periods


def _finish(writer: BulkWriter) -> None:
    for model in (Kpi, Series):
        if model._default_manager.exists():
            writer.finish(model)


def _kpi(organisation: Organisation, team: Team, kpi_id: int, at: int, now: datetime) -> Kpi:
    return Kpi(
        pk=kpi_id,
        organisation=organisation,
        unit_id=team.id,
        owner_id=team.people[at % len(team.people)],
        name=f"Measure {at + 1}",
        external_id=f"measure-{kpi_id}",
        position=at,
        formula="What came / what was expected",
        measure="%",
        frequency="weekly",
        created_at=now,
    )


def _version(kpi: Kpi, today: date, now: datetime) -> KpiVersion:
    return KpiVersion(
        kpi=kpi,
        unit_id=kpi.unit_id,
        number=1,
        fields=snapshot(kpi),
        effective_on=today,
        created_at=now,
    )


def _values(figures: random.Random, periods: int) -> list[float]:
    """A process that stays, or that moves once after its baseline."""
    centre, move = figures.uniform(50, 99), figures.choice((0, 0, 0, -2, 2))
    moves_at = figures.randrange(20, max(21, periods))
    return [
        round(figures.gauss(centre + (move if at >= moves_at else 0), 1.0), 2)
        for at in range(periods)
    ]


def _standing(kpi: Kpi, weeks: Sequence[date], values: Sequence[float]) -> Standing:
    rows = [Value(week, value, "final") for week, value in zip(weeks, values, strict=True)]
    return standing(kpi, Calendar(), rows=rows, starts_on=(), targets=())


def _write(writer: BulkWriter, model: type[Any], objects: Iterable[Any]) -> None:
    """With their keys, where we gave them any."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if model not in (KpiSignal, KpiVersion) or not field.primary_key
    ]
    writer.write(model, [field.column for field in fields], _rows(fields, objects))


def _rows(fields: Sequence[Any], objects: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for each in objects:
        yield tuple(
            field.get_db_prep_save(getattr(each, field.attname), connection) for field in fields
        )
