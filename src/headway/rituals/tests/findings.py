"""Plans with a past, and what boards say of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.test import Client

from headway.core.cadence import add_months
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import START, World, on
from headway.kpis.actions.definitions import create_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.models import Kpi
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import SelfGrade, close_objective
from headway.okrs.actions.cycles import create_cycle, set_phase
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.objectives import create_objective
from headway.okrs.models import Cycle, KeyResult, Objective
from headway.people.actions import create_token

STEADY = (50.0, 52.0) * 6
"""Mean 51, one sigma 1.77."""


def data(world: World, *, cycle: Cycle | None = None) -> Any:
    """The same by the API."""
    _token, secret = create_token(
        world.system, name="Board", scopes=("read",), person_id=world.people["owner"].pk
    )
    answer = Client().get(
        f"/api/v1/units/{world.units['blue'].pk}/planning-board",
        {"cycle_id": (cycle or world.next_cycle()).pk},
        headers={"Authorization": f"Bearer {secret}"},
    )
    return answer.json()


def board(world: World, *, cycle: Cycle | None = None, who: str = "owner") -> str:
    """What the planning board of Blue says."""
    chosen = cycle or world.next_cycle()
    return text_of(
        world.client(who).get(f"/planning?unit={world.units['blue'].pk}&cycle={chosen.pk}")
    )


def kpi(world: World, values: tuple[float, ...] = STEADY, **definition: Any) -> Kpi:
    """A monthly KPI of Green with its values until October."""
    made = create_kpi(
        world.system,
        **{
            "unit_id": world.units["green"].pk, "name": "Orders right the first time",
            "owner_id": world.people["stranger"].pk, "measure": "%", "frequency": "monthly",
            **definition,
        },
    )  # fmt: skip
    first = add_months(date(2026, 11, 1), -len(values))
    readings = [Reading(add_months(first, at), value) for at, value in enumerate(values)]
    record_measurements(world.system, made.pk, readings)
    return made


def reads(
    world: World, source: Kpi | None, *, title: str = "Orders that fit", unit: str = "blue",
    ambition: str = "aspirational", cycle: Cycle | None = None, **definition: Any,
) -> KeyResult:  # fmt: skip
    """A draft of the next cycle with a key result that reads a KPI."""
    made = create_objective(
        world.system, cycle_id=(cycle or world.next_cycle()).pk, unit_id=world.units[unit].pk,
        title=f"{title} at once", owner_id=world.people["owner"].pk, ambition=ambition,
    )  # fmt: skip
    return add_key_result(
        world.system,
        objective_id=made.pk,
        **{
            "title": title, "kind": "increase", "start": 52.0, "target": 60.0, "measure": "%",
            "owner_id": world.people["owner"].pk, "kpi_id": source.pk if source else None,
            **definition,
        },
    ).key_result  # fmt: skip


def closed(
    world: World, cycles_back: int, values: list[float], *, own: float | None = None, week: int = 12
) -> None:
    """A cycle before the running one, in which Blue closed key results at these values of 10, read
    in one of its weeks."""
    starts_on = START - timedelta(weeks=13 * cycles_back)
    ends_on = starts_on + timedelta(weeks=13, days=-1)
    with on(starts_on):
        cycle = create_cycle(
            world.system, name=f"{cycles_back} back", starts_on=starts_on, ends_on=ends_on
        )
        made = create_objective(
            world.system, cycle_id=cycle.pk, unit_id=world.units["blue"].pk,
            title=f"Learned {cycles_back} ago", owner_id=world.people["owner"].pk,
        )  # fmt: skip
        parts = [
            add_key_result(
                world.system, objective_id=made.pk, title=f"Number {at}", kind="increase",
                start=0.0, target=10.0, owner_id=world.people["owner"].pk,
            ).key_result.pk
            for at in range(len(values))
        ]  # fmt: skip
        sign_objective(world.system, made.pk, for_everybody=True)
        set_phase(world.system, cycle.pk, phase="running")
    with on(starts_on + timedelta(weeks=week)):
        for part, value in zip(parts, values, strict=True):
            check_in(world.system, part, value=value, confidence=5)
    with on(ends_on):
        grades = {part: SelfGrade(own, "We did well.") for part in parts} if own else {}
        close_objective(world.system, made.pk, outcome="partly", key_result_grades=grades)


def carried_over(world: World) -> Objective:
    """The next cycle's copy of the world's objective, whose first key result rose by two a week
    for seven weeks; to be called on a day after the cycle."""
    first = world.key_results[0]
    for week in range(7):
        with on(START + timedelta(weeks=week, days=2)):
            check_in(world.system, first.pk, value=41.0 + week * 2, confidence=5)
    made = close_objective(
        world.system, world.objective.pk, outcome="carried_over",
        carry_to_cycle_id=world.next_cycle().pk,
    )  # fmt: skip
    assert made.carried_to is not None
    return made.carried_to


def stale(world: World) -> list[Any]:
    """What the board of Blue says about late check-ins."""
    found = data(world, cycle=world.cycle)["objectives"]
    return [row for one in found for row in one["findings"] if row["code"] == "STALE"]
