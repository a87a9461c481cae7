"""The demo's objectives: written, measured, linked, signed and published."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from headway.core.courses import profile_of
from headway.exchange.demo.stage import Stage
from headway.kit.problems import InvalidInput
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.initiatives import add_initiative
from headway.okrs.actions.key_results import MilestoneInput, add_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import (
    create_objective,
    propose_objective,
)
from headway.okrs.models import Cycle, KeyResult, Objective, State
from headway.okrs.queries.agreement import agreement_of
from headway.rituals.actions.plans import publish_plan


def write_objective(
    stage: Stage, cycle: Cycle, entry: Mapping[str, Any], *, state: str = "agreed"
) -> Objective:
    """An objective with all that measures it, taken as far as ``state``; one that was carried over
    is there already and only agreed."""
    actor = stage.actors[entry["owner"]]
    if "carries" in entry:
        objective = stage.carried[entry["carries"]]
        propose_objective(actor, objective.pk)
        agree(stage, objective)
        return objective
    objective = create_objective(
        actor if entry["unit"] != "root" else stage.system,
        cycle_id=cycle.pk,
        unit_id=stage.units[entry["unit"]].pk,
        title=entry["title"],
        owner_id=stage.people[entry["owner"]].pk,
        ambition=entry["ambition"],
        origin=entry.get("origin", "bottom_up"),
    )
    if "key" in entry:
        stage.objectives[entry["key"]] = objective
    for position, key_result in enumerate(measures_of(entry)):
        add_measure(stage, objective, key_result, f"{objective.title} {position}")
    for goal in entry["serves"]:
        link_objective(stage.system, objective.pk, goal_id=stage.goals[goal])
    if state in ("proposed", "agreed"):
        propose_objective(actor, objective.pk)
    if state == "agreed":
        agree(stage, objective)
    return objective


def agree(stage: Stage, objective: Objective) -> None:
    """Everybody who is asked signs; the set-up does for whom nobody leads."""
    by_id = {person.pk: stage.actors[key] for key, person in stage.people.items()}
    for asked in agreement_of(objective).asked:
        for person_id, _name in asked.people[:1]:
            sign_objective(by_id[person_id], objective.pk)
    objective.refresh_from_db()
    if objective.state == State.PROPOSED:
        sign_objective(stage.system, objective.pk, for_everybody=True)


def add_measure(
    stage: Stage, objective: Objective, entry: Mapping[str, Any], fallback_key: str
) -> None:
    """A key result or health metric with its initiatives, kept by its key."""
    fields = ("start", "target", "fail", "measure", "aggregation", "cadence")
    definition = {name: entry[name] for name in fields if name in entry}
    if "course" in entry:
        definition["profile"] = profile_of(entry["course"], steps=entry.get("steps"))
    if entry.get("is_health"):
        guards = stage.key_results.get(entry.get("guards", ""))
        definition |= {"is_health": True, "paired_with_id": guards.pk if guards else None}
    weights = entry.get("weights", ())
    made = add_key_result(
        stage.system,
        objective_id=objective.pk,
        title=entry["title"],
        kind=entry.get("kind", "increase"),
        owner_id=stage.people[entry["owner"]].pk,
        milestones=[
            MilestoneInput(title=title, weight=float(weight))
            for title, weight in zip(entry.get("milestones", ()), weights, strict=False)
        ],
        **definition,
    ).key_result
    key_result = KeyResult.objects.get(pk=made.pk)
    stage.key_results[entry.get("key", fallback_key)] = key_result
    for work in entry.get("initiatives", ()):
        add_initiative(stage.system, key_result_id=key_result.pk, title=work)


def link(stage: Stage, objective: Objective, entry: Mapping[str, Any]) -> None:
    """What it serves, and what that does to numbers."""
    for said in entry.get("under", ()):
        terms = {"to": said} if isinstance(said, str) else said
        parent, kind = terms["to"], dict[str, Any]()
        if "drives" in terms:
            kind = {
                "kind": "drives_score", "weight": terms["drives"],
                "own_weight": terms.get("own"),
            }  # fmt: skip
        elif "value_of" in terms:
            given = stage.key_results[terms["value_of"]].pk
            kind = {"kind": "contributes_value", "child_key_result_id": given}
        if parent in stage.objectives:
            kind["parent_objective_id"] = stage.objectives[parent].pk
        else:
            kind["key_result_id"] = stage.key_results[parent].pk
        link_objective(stage.system, objective.pk, **kind)


def publish(stage: Stage, cycle: Cycle, unit: str, note: str) -> None:
    """The unit's lead publishes what is agreed, with its warnings, unless something blocks."""
    lead = next(entry["lead"] for entry in stage.story["units"] if entry["key"] == unit)
    with contextlib.suppress(InvalidInput):
        publish_plan(
            stage.actors[lead],
            unit_id=stage.units[unit].pk,
            cycle_id=cycle.pk,
            note=note,
            acknowledge=True,
        )


def stored(objective: Objective, position: int) -> KeyResult:
    """The key result or health metric at a place of its objective."""
    return objective.key_results.order_by("position", "id")[position]


def measures_of(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What an objective is measured by: its key results, then its health metrics."""
    health = [{"kind": "stay_below", **one, "is_health": True} for one in entry.get("health", ())]
    return [*entry["key_results"], *health]
