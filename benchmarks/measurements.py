"""Measurements in bulk: stored, checked, and judged, against the bare rows; and lists and charts of
very many KPIs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (after setup)
from django.db import connection, transaction  # noqa: E402 (after setup)
from django.test import Client  # noqa: E402 (after setup)

from benchmarks.measure import side_by_side  # noqa: E402 (after setup)
from headway.exchange.seed import seed_organisation  # noqa: E402 (after setup)
from headway.exchange.seed.tables import bulk_writer  # noqa: E402 (after setup)
from headway.kpis.actions.judging import judge  # noqa: E402 (after setup)
from headway.kpis.actions.measurements import record_many  # noqa: E402 (after setup)
from headway.kpis.actions.readings import (  # noqa: E402 (after setup)
    Entering,
    Reading,
    fitting,
    sort,
)
from headway.kpis.actions.storing import (  # noqa: E402 (after setup)
    COLUMNS,
    Stored,
    store,
    stored_rows,
)
from headway.kpis.models import Kpi, Measurement, Origin, Series  # noqa: E402 (after setup)
from headway.kpis.queries.doors import calendar_of  # noqa: E402 (after setup)
from headway.people.access import Actor, system_actor  # noqa: E402 (after setup)
from headway.people.actions import create_token  # noqa: E402 (after setup)
from headway.people.models import Organisation, Person  # noqa: E402 (after setup)

TOGETHER, PERIODS, SMALL = 100, 260, 1_000


def main() -> None:
    """Seed a small and a large organisation; enter, judge and read in both."""
    large = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    homes = []
    for kpis in (min(SMALL, large), large):
        started = time.monotonic()
        made = seed_organisation(people=max(20, kpis // 8), cycles=1, kpis=kpis, periods=PERIODS)
        print(
            f"  seeded {made.kpis:,} KPIs, {made.measurements:,} measurements in "
            f"{time.monotonic() - started:.0f} s",
            flush=True,
        )
        homes.append(Organisation.objects.get(pk=made.organisation_id))
    actor = system_actor(homes[1])
    _ingest(actor)
    _recompute(actor)
    _pages(homes)


def _ingest(actor: Actor) -> None:
    """The same rows, of years before those that are there, in turns."""
    kpis = list(
        Kpi.objects.filter(organisation_id=actor.organisation_id).select_related("unit")
        .order_by("id")[:TOGETHER]
    )  # fmt: skip
    series = dict(Series.objects.filter(kpi__in=kpis).values_list("kpi_id", "pk"))
    weeks = [date(2015, 1, 5) + timedelta(weeks=at) for at in range(PERIODS)]
    readings = {kpi.pk: [Reading(week, 90.0 + at % 7) for at, week in enumerate(weeks)]
                for kpi in kpis}  # fmt: skip
    at = django.utils.timezone.now()
    entering = Entering(None, str(Origin.API), at)
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
        record_many(actor, readings, origin=Origin.API)

    name = "COPY" if connection.vendor == "postgresql" else "executemany"
    taken = _best(bare, stored, checked, judged)
    labels = (name, "stored", "checked and stored", "with limits, signals, events")
    for label, seconds in zip(labels, taken, strict=True):
        rate, ratio = len(rows) / seconds, taken[0] / seconds
        print(f"  {label:<32} {rate:10,.0f} rows/s   ratio {ratio:5.2f}", flush=True)


def _best(*calls: Callable[[], None], rounds: int = 5) -> list[float]:
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


def _recompute(actor: Actor) -> None:
    some = list(Kpi.objects.filter(organisation_id=actor.organisation_id)[:TOGETHER])

    def every() -> None:
        for kpi in some:
            judge(actor, kpi)

    with transaction.atomic():  # the signals of what was seeded are kept the first time
        every()
    [seconds] = _best(every, rounds=3)
    total = Kpi.objects.filter(organisation_id=actor.organisation_id).count()
    print(f"  limits of one KPI again          {seconds / len(some) * 1000:10.2f} ms   of all "
          f"{total:,}: {seconds / len(some) * total:,.0f} s", flush=True)  # fmt: skip


def _pages(homes: list[Organisation]) -> None:
    clients = []
    for home in homes:
        admin = Person.objects.filter(organisation=home, role="admin")[0]
        _token, secret = create_token(
            system_actor(home), name="Bench", scopes=["admin"], person_id=admin.pk
        )
        clients.append(Client(headers={"Authorization": f"Bearer {secret}", "host": "localhost"}))
    ids = [Kpi.objects.filter(organisation=home).order_by("id")[7].pk for home in homes]
    units = [Kpi.objects.get(pk=key).unit_id for key in ids]
    paths = {
        "list of all": ["kpis?limit=50", "kpis?limit=50"],
        "list of a unit": [f"kpis?unit_id={unit}" for unit in units],
        "one KPI": [f"kpis/{key}" for key in ids],
        "its chart": [f"kpis/{key}/chart" for key in ids],
        "its last values": [f"kpis/{key}/measurements?limit=200" for key in ids],
    }
    for label, (small, big) in paths.items():
        calls = [_get(client, path) for client, path in zip(clients, (small, big), strict=True)]
        one, two = side_by_side(*calls, rounds=20)
        walls = [seconds * 1000 for seconds in _best(*calls)]
        print(f"  {label:<32} {one.median:8.1f} ms   large {two.median:8.1f} ms   ratio "
              f"{two.median / one.median:5.2f}   with the database {walls[0]:6.1f} ms, large "
              f"{walls[1]:6.1f} ms", flush=True)  # fmt: skip


def _get(client: Client, path: str) -> Callable[[], None]:
    def call() -> None:
        answer = client.get(f"/api/v1/{path}")
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")

    return call


if __name__ == "__main__":
    main()
