"""Make a synthetic organisation: units of ten, five objectives with four key results a team and
cycle, a weekly check-in on each. Seeded, so the same size gives the same organisation."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db import connection

from headway.activity.actions import Entry, one_write, record
from headway.exchange.seed.cycles import OBJECTIVES_PER_TEAM, CycleWriter
from headway.exchange.seed.kpis import write_kpis
from headway.exchange.seed.tables import bulk_writer, next_id, without_foreign_key_checks
from headway.exchange.seed.teams import write_people, write_units
from headway.kit import clock
from headway.okrs.models import CheckIn, KeyResult, Objective, ObjectiveLink
from headway.people.access import system_actor
from headway.people.actions import create_organisation
from headway.people.models import Membership, Organisation, Person, Unit
from headway.strategy.actions import add_goal, add_perspective, set_statement

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made."""

    organisation_id: int
    people: int
    units: int
    cycles: int
    objectives: int
    key_results: int
    check_ins: int
    kpis: int = 0
    measurements: int = 0


def seed_organisation(
    *,
    people: int,
    cycles: int = 8,
    kpis: int = 0,
    periods: int = 260,
    today: date | None = None,
    name: str = "",
    progress: Progress | None = None,
) -> Seeded:
    """Write a synthetic organisation of ``people`` people with ``cycles`` cycles, the last of which
    runs in its eighth week, and ``kpis`` KPIs with ``periods`` weekly values each. One transaction;
    nothing remains of a run that fails."""
    today = today or clock.today()
    name = name or f"Synthetic {people}"
    with one_write(), without_foreign_key_checks():
        return _seed(people, cycles, (kpis, periods), today, name, progress or (lambda *_: None))


def _seed(
    people: int, cycles: int, measured: tuple[int, int], today: date, name: str, tell: Progress
) -> Seeded:
    slug = f"synthetic-{people}-{next_id(Organisation)}"
    organisation = create_organisation(
        name=name, slug=slug, admin_name="Ada Admin", admin_email=f"admin@{slug}.example"
    )
    now, writer = datetime.combine(today, time(8), UTC), bulk_writer()
    tell("units", 0)
    units, teams = write_units(writer, organisation, people)
    tell("people", people)
    write_people(writer, organisation, teams, people, now)
    goals = _write_strategy(organisation, today.year)
    figures = random.Random(people)  # noqa: S311 - figures, not secrets
    written = CycleWriter(writer, organisation, teams, goals, figures, today, now)
    for number in range(cycles):
        tell(f"Cycle {number + 1}", len(teams) * OBJECTIVES_PER_TEAM)
        written.write_cycle(number, back=cycles - 1 - number)
    kpis, periods = measured
    if kpis:
        tell("KPIs", kpis)
        measurements = write_kpis(
            writer, organisation, teams, kpis=kpis, periods=periods, figures=figures, today=today,
            now=now,
        )  # fmt: skip
    for model in (Unit, Person, Membership, Objective, KeyResult, CheckIn, ObjectiveLink):
        writer.finish(model)
    after = {"people": people, "key_results": written.key_results}
    told = Entry("organisation.seeded", "organisation", organisation.pk, name, after=after)
    record(system_actor(organisation), told)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return Seeded(
        organisation_id=organisation.pk,
        people=people,
        units=len(units),
        cycles=cycles,
        objectives=written.objectives,
        key_results=written.key_results,
        check_ins=written.check_ins,
        kpis=kpis,
        measurements=measurements if kpis else 0,
    )


def _write_strategy(organisation: Organisation, year: int) -> list[int]:
    """A mission and eight mid-term goals; returns their ids."""
    actor = system_actor(organisation)
    set_statement(actor, kind="mission", text="Be big enough to be slow, and be fast.")
    goals = []
    for name in ("Financial", "Customer", "Internal process", "Learning and growth"):
        perspective = add_perspective(actor, name=name)
        for number in (1, 2):
            goal = add_goal(
                actor,
                title=f"{name} goal {number}",
                perspective_id=perspective.pk,
                starts_on=date(year, 1, 1),
                ends_on=date(year + 1, 3, 31),
            )
            goals.append(goal.pk)
    return goals
