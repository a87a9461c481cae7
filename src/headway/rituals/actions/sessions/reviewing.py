"""What is said of a goal in a review: kept where its closing finds it, and seen by everybody in the
room."""

from __future__ import annotations

from typing import Any

from headway.activity.actions import one_write
from headway.okrs.actions.assessing import assess_key_result, assess_objective
from headway.okrs.actions.closures import close_objective
from headway.okrs.models import Assessment, Closure
from headway.people.access import Actor
from headway.rituals.actions.rooms.doors import enter
from headway.rituals.actions.rooms.touching import touch_meeting
from headway.rituals.actions.sessions.goals import key_result_here, objective_here


@one_write()
def assess_in_review(
    actor: Actor,
    meeting_id: int,
    *,
    objective_id: int | None = None,
    key_result_id: int | None = None,
    version: int | None = None,
    **said: Any,
) -> Assessment:
    """Say it of an objective or a key result, as :mod:`okrs.actions.assessing`. Raises as that, and
    NotAllowed, NotFound (also for goals of another unit or cycle), Conflict of the room."""
    meeting = enter(actor, meeting_id)
    if key_result_id is not None:
        key_result_here(actor, meeting, key_result_id)
        found = assess_key_result(actor, key_result_id, version=version, **said)
    else:
        objective_here(actor, meeting, objective_id or 0)
        found = assess_objective(actor, objective_id or 0, version=version, **said)
    touch_meeting(meeting)
    return found


@one_write()
def close_in_review(
    actor: Actor,
    meeting_id: int,
    objective_id: int,
    *,
    outcome: str,
    decision: str,
    carry_to_id: int | None,
    version: int | None = None,
    **said: Any,
) -> Closure:
    """Close an objective with everything that was said of it. Raises as ``close_objective``."""
    said |= {"decision": decision, "carry_to_id": carry_to_id}
    assess_in_review(actor, meeting_id, objective_id=objective_id, version=version, **said)
    return close_objective(
        actor, objective_id, outcome=outcome, decision=decision, carry_to_cycle_id=carry_to_id,
        closing_word=said.get("closing_word", ""), as_assessed=True,
    )  # fmt: skip
