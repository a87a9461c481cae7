"""Measurements in bulk: stored, checked, and judged, against the bare rows."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from headway.exchange.seed import seed_organisation
from headway.exchange.seed.tables import bulk_writer
from headway.kpis.actions.measurements import record_many
from headway.kpis.actions.readings import (
    Entering,
    Reading,
    fitting,
    sort,
)
from headway.kpis.actions.storing import (
    COLUMNS,
    Stored,
    _adapted,
    _lines,
    store,
    stored_rows,
)
from headway.kpis.models import Kpi, KpiState, Measurement, Series, ValueOrigin
from headway.kpis.queries.doors import calendar_of
from headway.people.access import Actor, system_actor
from headway.people.models import Organisation

TOGETHER, PERIODS = 100, 260


def main() -> None:
    """Seed an organisation and enter values of years before those that are there."""
    call_command("migrate", verbosity=0)
    made = seed_organisation(people=50, cycles=0, kpis=TOGETHER, periods=PERIODS)
    print(f"  load {os.getloadavg()[0]:.1f}", flush=True)
    _ingest(system_actor(Organisation.objects.get(pk=made.organisation_id)))
    print(f"  load {os.getloadavg()[0]:.1f}", flush=True)


def _ingest(actor: Actor) -> None:
    """The same rows, of years before those that are there, in turns."""
    kpis = list(
        Kpi.objects.filter(organisation_id=actor.organisation_id).select_related("unit", "state")
        .order_by("id")[:TOGETHER]
    )  # fmt: skip
    series = dict(Series.objects.filter(kpi__in=kpis).values_list("kpi_id", "pk"))
    weeks = [date(2015, 1, 5) + timedelta(weeks=at) for at in range(PERIODS)]
    readings = {kpi.pk: _steady(kpi.state, weeks) for kpi in kpis}
    at = django.utils.timezone.now()
    entering = Entering(None, str(ValueOrigin.API), at)
    rows = [
        Stored(series[kpi.pk], one.on, one.value, None, None, "final", "", "api", 1, None, at)
        for kpi in kpis
        for one in readings[kpi.pk]
    ]
    writer, calendar = bulk_writer(), calendar_of(actor.organisation_id)

    def bare() -> None:
        writer.write(Measurement, COLUMNS, rows)

    def stored() -> None:
        store(rows, [])

    def checked() -> None:
        stored_rows(list(series.values()), weeks[0], weeks[-1])  # there are none
        parts = [
            sort(kpi, series[kpi.pk], fitting(kpi, readings[kpi.pk], calendar, at.date()), {},
                 entering)
            for kpi in kpis
        ]  # fmt: skip
        store([row for part in parts for row in part.new], [])

    def judged() -> None:
        record_many(actor, readings, origin=ValueOrigin.API)

    name = "COPY" if connection.vendor == "postgresql" else "executemany"
    taken = _best(bare, _alone(rows), stored, checked, judged)
    labels = (name, "the same, written out before", "stored", "checked and stored")
    for label, seconds in zip(labels, taken, strict=False):
        rate, ratio = len(rows) / seconds, taken[0] / seconds
        print(f"  {label:<32} {rate:10,.0f} rows/s   ratio {ratio:5.2f}", flush=True)
    rest = (taken[4] - taken[3]) / len(kpis) * 1000
    print(f"  limits, signals, events          {rest:10.2f} ms a KPI of {len(weeks)} new values")


def _steady(state: KpiState, weeks: Sequence[date]) -> list[Reading]:
    """More of the same process, so that few signals appear."""
    noise, centre, sigma = random.Random(state.pk), state.centre or 90.0, state.sigma or 1.0
    return [Reading(week, round(noise.gauss(centre, sigma), 2)) for week in weeks]


def _alone(rows: list[Stored]) -> Callable[[], None]:
    """What the driver takes when nothing has to be made of the rows any more."""
    names = ", ".join(COLUMNS)
    if connection.vendor == "postgresql":
        text = "".join(_lines(rows))

        def copy() -> None:
            with (
                connection.cursor() as cursor,
                cursor.copy(f"COPY kpis_measurement ({names}) FROM STDIN") as into,
            ):
                into.write(text)

        return copy
    adapted = _adapted(rows)
    marks = ", ".join(["%s"] * len(COLUMNS))

    def execute() -> None:
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO kpis_measurement ({names}) VALUES ({marks})", adapted)

    return execute


def _best(*calls: Callable[[], None], rounds: int = 9) -> list[float]:
    """Seconds of each, the fastest of some turns; what was written is taken back each time."""
    taken: list[list[float]] = [[] for _call in calls]
    for _ in range(rounds):
        for call, seconds in zip(calls, taken, strict=True):
            with transaction.atomic():
                started = time.perf_counter()
                call()
                seconds.append(time.perf_counter() - started)
                transaction.set_rollback(True)
    return [min(seconds) for seconds in taken]


if __name__ == "__main__":
    main()
