"""The bulk door: what it refuses, it refuses whole."""

from __future__ import annotations

from typing import Any

import pytest

from headway.activity.queries import verify_chain
from headway.exchange.tests.helpers import dump
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.loading import load_plan
from headway.okrs.actions.measuring import measure_objectives
from headway.okrs.actions.plans import Plan, Row
from headway.okrs.actions.unloading import Unload, unload_plan
from headway.okrs.models import KeyResult, Objective
from headway.people.models import Unit


def objective_row(**fields: Any) -> Row:
    given = {"cycle": "now", "unit": "blue", "owner": None, "title": "Loaded", "state": "running"}
    return Row("objective", "o", {**given, **fields})


def plan(world: World, *rows: Row) -> Plan:
    known = {("cycle", "now"): world.cycle.pk, ("unit", "blue"): world.units["blue"].pk}
    return Plan(rows, known, "A test")


REFUSED: dict[str, Row] = {
    "an unknown cycle": objective_row(cycle="never"),
    "a title too long": objective_row(title="x" * 401),
    "an empty title": objective_row(title=""),
    "a state there is not": objective_row(state="sleeping"),
    "a day that is none": Row("cycle", "c", {"name": "C", "starts_on": "soon"}),
    "a unit below nothing": Row("unit", "u", {"name": "U", "kind": "team", "parent": "nowhere"}),
    "a kind of key result there is not": Row(
        "key_result", "k", {"objective": "o", "title": "K", "kind": "guess"}
    ),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED.keys())
def test_a_row_that_cannot_be_stored_refuses_the_plan_by_name(world: World, row: Row) -> None:
    before = dump()
    rows = (row,) if row.kind != "key_result" else (objective_row(), row)
    with pytest.raises(InvalidInput, match=rf"“{row.key}” cannot be stored"):
        load_plan(world.system, plan(world, *rows))
    assert dump() == before


def test_a_name_taken_meanwhile_refuses_the_plan(world: World) -> None:
    before = dump()
    taken = {
        "name": world.cycle.name, "starts_on": "2027-01-04", "ends_on": "2027-04-04",
        "plan_lock_on": "2027-01-18",
    }  # fmt: skip
    with pytest.raises(Conflict, match="meanwhile"):
        load_plan(world.system, plan(world, Row("cycle", "c", taken)))
    assert dump() == before


@pytest.mark.parametrize("name", ["lead", "owner", "mate", "coach", "viewer", "stranger"])
def test_only_administrators_load_and_take_back(world: World, name: str) -> None:
    with pytest.raises(NotAllowed):
        load_plan(world.actor(name), plan(world, objective_row()))
    with pytest.raises(NotAllowed):
        unload_plan(world.actor(name), Unload({}, (), ""))


def test_units_are_loaded_parents_first_in_whatever_order_they_come(world: World) -> None:
    rows = [
        Row("unit", "inner", {"name": "Inner", "kind": "team", "parent": "outer"}),
        Row("unit", "outer", {"name": "Outer", "kind": "department", "parent": "blue"}),
    ]
    before = dump()
    written = load_plan(world.system, plan(world, *rows))
    inner, outer = Unit.objects.get(name="Inner"), Unit.objects.get(name="Outer")
    assert outer.path == f"{world.units['blue'].path}{outer.pk}/"
    assert inner.path == f"{outer.path}{inner.pk}/"
    assert verify_chain(world.organisation.pk).intact
    unload_plan(world.system, Unload({"unit": [item.id for item in written]}, (), "Back"))
    assert dump() == before


def test_taking_back_is_refused_at_the_door_while_something_hangs_on_it(world: World) -> None:
    """The door checks for itself, whoever calls it."""
    written = load_plan(
        world.system,
        plan(world, Row("unit", "u", {"name": "U", "kind": "team", "parent": "blue"})),
    )
    Objective.objects.filter(pk=world.objective.pk).update(unit_id=written[0].id)
    with pytest.raises(Conflict, match="1 objective of “U”"):
        unload_plan(world.system, Unload({"unit": [written[0].id]}, (), "Back"))


def test_measuring_many_gives_the_figures_single_check_ins_gave(world: World) -> None:
    """The batch form agrees with the step-by-step one, whatever was stored before."""
    check_in(world.actor("owner"), world.key_results[0].pk, value=52.0, confidence=6)
    check_in(world.actor("owner"), world.key_results[1].pk, value=7.0, confidence=5)
    world.add_objective("Unread")
    before = dump()
    KeyResult.objects.update(raw=9.0, score=0.9, value=None, confidence=None, read_on=None)
    Objective.objects.update(score=0.1, coverage=0.2)
    measure_objectives(Objective.objects.values_list("id", flat=True))
    assert dump() == before
