"""How the past cycles of the demo ended: own grades, explanations, and what went on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headway.okrs.actions.closures import SelfGrade, close_objective
from headway.okrs.models import Objective
from headway.people.access import Actor


def goes_on(entry: Mapping[str, Any]) -> bool:
    """Whether an objective of the story is carried over."""
    return entry.get("next") in ("carry", "change")


def close_as_told(
    actor: Actor, objective: Objective, entry: Mapping[str, Any], carry_to_cycle_id: int | None
) -> Objective | None:
    """Close an objective with what the story says of it; the draft it goes on in, if it does."""
    key_results = objective.key_results.order_by("position", "id")
    closure = close_objective(
        actor,
        objective.pk,
        outcome=entry["outcome"],
        decision=entry.get("next", ""),
        closing_word=entry["word"],
        self_grade=entry.get("own"),
        grade_comment=entry.get("own_why", ""),
        key_result_grades={
            key_result.pk: SelfGrade(
                told.get("own"),
                told.get("own_why", ""),
                told.get("missed", ""),
                told.get("next", ""),
            )
            for key_result, told in zip(key_results, entry["key_results"], strict=True)
        },
        carry_to_cycle_id=carry_to_cycle_id if goes_on(entry) else None,
    )
    return closure.carried_to
