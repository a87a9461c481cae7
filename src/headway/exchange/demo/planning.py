"""How the demo's units plan together: frames from above, needs of each other, a target that moves
after all have signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from headway.exchange.demo.objectives import add_measure, agree, publish, stored
from headway.exchange.demo.stage import Stage
from headway.okrs.actions.dependencies import (
    accept_dependency,
    decline_dependency,
    request_dependency,
)
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.objectives import (
    propose_objective,
)
from headway.okrs.models import Cycle, Dependency, Objective
from headway.rituals.actions.frames import (
    accept_frame,
    decline_frame,
    hand_down,
    reshape_frame,
)
from headway.rituals.models import Frame


def hand_down_frames(stage: Stage, cycle: Cycle) -> list[tuple[Frame, Mapping[str, Any]]]:
    """Frames from leaders to units, each with what the story says of it."""
    told = []
    for number, entry in enumerate(stage.story["frames"]):
        with stage.on(stage.today - timedelta(days=8), minute=9 * 60 + number * 7):
            frame = hand_down(
                stage.actors[entry["by"]],
                cycle_id=cycle.pk,
                unit_id=stage.units[entry["unit"]].pk,
                title=entry["title"],
                why=entry.get("why", ""),
                goal_id=stage.goals[entry["goal"]],
            )
        told.append((frame, entry))
    return told


def answer_frame(stage: Stage, frame: Frame, entry: Mapping[str, Any]) -> None:
    """The unit accepts it, reshapes it or declines it; without an answer it still waits."""
    if "answer" not in entry:
        return
    lead = stage.actors[entry["answered_by"]]
    with stage.on(stage.today - timedelta(days=6)):
        if entry["answer"] == "declined":
            decline_frame(lead, frame.pk, reason=entry["reason"])
            return
        if entry["answer"] == "reshaped":
            done = reshape_frame(
                lead,
                frame.pk,
                title=entry["new_title"],
                owner_id=lead.person_id,
                why=entry["why_reshaped"],
            )
        else:
            done = accept_frame(lead, frame.pk)
    objective = Objective.objects.get(frame=done)
    with stage.on(stage.today - timedelta(days=3)):
        for position, key_result in enumerate(entry["key_results"]):
            add_measure(stage, objective, key_result, f"{objective.title} {position}")
        propose_objective(lead, objective.pk)


def agree_again(stage: Stage, cycle: Cycle, objective: Objective, entry: Mapping[str, Any]) -> None:
    """All had signed; a target moved, so all sign again. Then the plan is published."""
    changed, owner = entry["changed"], stage.actors[entry["owner"]]
    with stage.on(stage.today - timedelta(days=2)):
        key_result = stored(objective, changed["position"])
        update_key_result(owner, key_result.pk, target=float(changed["target"]))
    with stage.on(stage.today - timedelta(days=1)):
        objective.refresh_from_db()
        agree(stage, objective)
        publish(stage, cycle, entry["unit"], changed["published"])


def ask_other_units(
    stage: Stage, cycle: Cycle, entries: Sequence[Mapping[str, Any]], *, asked: int, answered: int
) -> None:
    """Needs of key results; ``asked`` and ``answered`` are days since the cycle began."""
    for number, entry in enumerate(entries):
        with stage.on(cycle.starts_on + timedelta(days=asked), minute=10 * 60 + number):
            need = request_dependency(
                stage.actors[entry["asked_by"]],
                stage.key_results[entry["key_result"]].pk,
                unit_id=stage.units[entry["unit"]].pk,
                title=entry["title"],
                due_on=cycle.starts_on + timedelta(weeks=entry["due_week"], days=-3),
            )
        if "answered_by" in entry:
            with stage.on(cycle.starts_on + timedelta(days=answered), minute=11 * 60 + number):
                _answer(stage, need, entry)


def _answer(stage: Stage, need: Dependency, entry: Mapping[str, Any]) -> None:
    lead, answer = stage.actors[entry["answered_by"]], entry["answer"]
    if "delivered_by" in entry:
        delivers = stage.objectives[entry["delivered_by"]].pk
        accept_dependency(lead, need.pk, objective_id=delivers, answer=answer)
    elif entry.get("accepted"):
        accept_dependency(lead, need.pk, answer=answer)
    else:
        decline_dependency(lead, need.pk, answer=answer)
