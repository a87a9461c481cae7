"""Pages, an entered value and a recompute in an organisation with very many KPIs, beside the same
in one with a thousand. Its series are copies of a thousand: to a database, rows like any. Nobody
has objectives here; what those cost is measured by ``growth``.

Both sides look at as much: at KPIs that stand alike and have as many signals, whose owners have as
many, and for words that as many names have. Otherwise the ratio would tell which KPI was taken."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import count

import django

django.setup()

import psutil
from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.copies import FIRST_OF, copy, respond
from benchmarks.measure import Side, Statement, Visitor, bare, recorded, replay, side_by_side
from headway.exchange.seed import seed_organisation
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.recomputing import recompute_kpis
from headway.kpis.models import Kpi, KpiSignal, KpiState, Series
from headway.people.access import actor_for
from headway.people.models import Organisation, Person, User

SMALL, PERIODS, PEOPLE = 1_000, 260, 8
"""KPIs of the small organisation, weeks of each, and KPIs a team of ten has."""


def main() -> None:
    """Seed both, copy the large one out, and take pages in turns."""
    large = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    homes = list(Organisation.objects.order_by("id")) or [_home(SMALL), _home(large)]
    kpis = _alike(homes)
    visitors = [Visitor(_user_of(kpi)) for kpi in kpis]
    print(f"  load {os.getloadavg()[0]:.1f}", flush=True)
    _pages(homes, kpis, visitors)
    _value(kpis)
    _recompute(homes)
    print(f"  load {os.getloadavg()[0]:.1f}", flush=True)


def _home(kpis: int) -> Organisation:
    started = time.monotonic()
    seeded = min(kpis, SMALL)
    made = seed_organisation(
        people=max(20, 10 * kpis // PEOPLE), cycles=0, kpis=seeded, periods=PERIODS
    )
    home = Organisation.objects.get(pk=made.organisation_id)
    if kpis > seeded:
        copy(home, seeded, kpis // seeded)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE kpis_kpi SET owner_id = {FIRST_OF.format(unit='kpis_kpi.unit_id')} "
            f"WHERE organisation_id = {home.pk}"
        )
    respond(home)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(
        f"  {made.people:,} people, {kpis:,} KPIs, {kpis * PERIODS:,} values in "
        f"{time.monotonic() - started:.0f} s",
        flush=True,
    )
    return home


def _alike(homes: list[Organisation]) -> list[Kpi]:
    """A KPI of each, of which as much is told: they stand alike, have as many signals, and their
    owners have as many KPIs; with a usual number of signals, among the thousand that were
    seeded."""
    usual = _by_likeness(homes[0])
    both = usual.keys() & _by_likeness(homes[1]).keys()
    chosen = sorted(both, key=lambda key: key[1])[len(both) // 2]
    print(f"  one KPI with {chosen[1]} signals, of an owner with {chosen[2]} KPIs", flush=True)
    return [Kpi.objects.get(pk=_by_likeness(home)[chosen]) for home in homes]


def _by_likeness(home: Organisation) -> dict[tuple[str, int, int], int]:
    seeded = Kpi.objects.filter(organisation=home).order_by("id")[:SMALL]
    first, last = seeded[0].pk, seeded[SMALL - 1].pk
    within = {"kpi_id__gte": first, "kpi_id__lte": last}
    signals = Counter(KpiSignal.objects.filter(**within).values_list("kpi_id", flat=True))
    own = Counter(Kpi.objects.filter(organisation=home).values_list("owner_id", flat=True))
    rows = seeded.values_list("pk", "owner_id", "state__alike")
    return {(alike, signals[pk], own[owner]): pk for pk, owner, alike in rows}


def _user_of(kpi: Kpi) -> User:
    person = Person.objects.get(pk=kpi.owner_id)
    if person.user is None:
        person.user = User.objects.create_user(person.email)
        person.save()
    return person.user


def _words(homes: list[Organisation]) -> list[str]:
    """What is looked for in the large one, so that as many names have it as in the small one."""
    names = [
        list(Kpi.objects.filter(organisation=home).values_list("name", flat=True)) for home in homes
    ]

    def count(some: list[str], words: str) -> int:
        return sum(all(word in name for word in words.split()) for name in some)

    wanted = count(names[0], "12")
    others = ["12", "123", *(f"{first} {other}" for first in (12, 123) for other in range(40))]
    chosen = min(others, key=lambda words: abs(count(names[1], words) - wanted))
    print(f"  words in {wanted} names and in {count(names[1], chosen)}", flush=True)
    return ["measure 12", f"measure {chosen}"]


def _pages(homes: list[Organisation], kpis: list[Kpi], visitors: list[Visitor]) -> None:
    words = [one.replace(" ", "+") for one in _words(homes)]
    pages: dict[str, list[str]] = {
        "list of everybody's": ["/kpis?unit=all"] * 2,
        "the same, next page": [_next(visitor) for visitor in visitors],
        "the same, red": ["/kpis?unit=all&colour=red"] * 2,
        "by words of few": [f"/kpis?unit=all&q={one}" for one in words],
        "by a word of all": ["/kpis?unit=all&q=measure"] * 2,
        "list of a unit": [f"/kpis?unit={kpi.unit_id}" for kpi in kpis],
        "mine": ["/kpis?whose=mine"] * 2,
        "one KPI": [f"/kpis/{kpi.pk}" for kpi in kpis],
        "to enter": [f"/kpis/enter?kpi={kpi.pk}" for kpi in kpis],
        "home": ["/"] * 2,
        "find": [f"/find?q={one}" for one in words],
        "find a word of all": ["/find?q=measure"] * 2,
    }
    for label, paths in pages.items():
        calls = [visitor.page(path) for visitor, path in zip(visitors, paths, strict=True)]
        for call in calls:
            call()
        body, statements = recorded(calls[1])
        theirs = visitors[1].page(paths[1], bare(statements, body))
        one, two, three = side_by_side(*calls, theirs, rounds=15)
        _tell(label, one, two, three, [_in_database(call) for call in calls], len(statements))


def _tell(
    label: str, small: Side, big: Side, theirs: Side, inside: list[float], statements: int
) -> None:
    told = ""
    if connection.vendor == "postgresql":
        together = [side.median + cost for side, cost in zip((small, big), inside, strict=True)]
        told = (
            f"   with the database {together[0]:7.1f} ms, large {together[1]:7.1f} ms, ratio "
            f"{together[1] / together[0]:5.2f}"
        )
    print(
        f"  {label:<22} {small.median:7.1f} ms   large {big.median:7.1f} ms   ratio "
        f"{big.median / small.median:5.2f}{told}   bare {theirs.median:6.1f} ms, "
        f"{big.median / theirs.median:4.2f}   {statements} statements",
        flush=True,
    )


def _in_database(call: Callable[[], object], rounds: int = 20) -> float:
    """CPU milliseconds that the database takes for one call; 0 where it is part of this process."""
    if connection.vendor != "postgresql":
        call()
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0])
    before = sum(server.cpu_times()[:2])
    for _ in range(rounds):
        call()
    return float(sum(server.cpu_times()[:2]) - before) / rounds * 1000


def _next(visitor: Visitor) -> str:
    """The address of the second page; of the first where there is no other."""
    body = visitor.page("/kpis?unit=all")().decode()
    at = body.find("after=")
    if at < 0:
        return "/kpis?unit=all"
    start = body.rfind('"', 0, at)
    return "/kpis" + body[start + 1 : body.find('"', at)].replace("&amp;", "&")


def _value(kpis: list[Kpi]) -> None:
    """The last value corrected by a little, with all that follows, rolled back."""
    calls = [_entering(kpi) for kpi in kpis]
    _answer, statements = recorded(calls[1])
    one, two, three = side_by_side(*calls, _replayed(statements), rounds=40)
    _tell("a value entered", one, two, three, [_in_database(call) for call in calls],
          len(statements))  # fmt: skip


def _entering(kpi: Kpi) -> Callable[[], None]:
    actor = actor_for(Person.objects.select_related("organisation").get(pk=kpi.owner_id))
    day = kpi.state.starts_on or date(2026, 1, 5)
    values = count((kpi.state.value or 90.0) + 0.001, 0.001)

    def enter() -> None:
        with transaction.atomic():
            record_measurements(actor, kpi.pk, [Reading(day, next(values))])
            transaction.set_rollback(True)

    return enter


def _replayed(statements: list[Statement]) -> Callable[[], None]:
    def call() -> None:
        with transaction.atomic():
            replay(statements)
            transaction.set_rollback(True)

    return call


def _recompute(homes: list[Organisation]) -> None:
    """All KPIs judged anew against reading the same rows and writing as many states."""
    home = homes[0]

    def again() -> None:
        recompute_kpis(home.pk, write=False)

    def rows() -> None:
        ids = list(Series.objects.filter(kpi__organisation=home).values_list("id", flat=True))
        with transaction.atomic(), connection.cursor() as cursor:
            for first in range(0, len(ids), 200):
                some = ",".join(map(str, ids[first : first + 200]))
                cursor.execute(f"SELECT * FROM kpis_measurement WHERE series_id IN ({some})")
                cursor.fetchall()
            states = list(KpiState.objects.filter(organisation=home))
            KpiState.objects.bulk_update(states, ["value", "colour"], batch_size=500)
            transaction.set_rollback(True)

    taken: list[list[float]] = [[], []]
    for _ in range(3):
        for call, seconds in zip((again, rows), taken, strict=True):
            before = time.process_time()
            inside = _in_database(call, rounds=1)
            seconds.append(time.process_time() - before + inside / 1000)
    ours, theirs = map(statistics.median, taken)
    total = Kpi.objects.filter(organisation=homes[1]).count()
    print(
        f"  judged anew, {ours / SMALL * 1000:5.2f} ms of CPU a KPI, database included; the same "
        f"rows read and states written {theirs / SMALL * 1000:5.2f} ms, ratio "
        f"{ours / theirs:4.2f}; all {total:,}: {ours / SMALL * total:,.0f} s",
        flush=True,
    )


if __name__ == "__main__":
    main()
