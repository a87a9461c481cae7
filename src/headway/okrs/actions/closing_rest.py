"""Close what needs no words, all in one step."""

from __future__ import annotations

from dataclasses import dataclass

from headway.activity.actions import one_write
from headway.kit import clock
from headway.okrs.actions.closures import close_objective
from headway.okrs.queries.closing import to_close
from headway.okrs.queries.doors import get_cycle, lock_upwards
from headway.people.access import Actor, Facts, Permission, require


@dataclass(frozen=True, slots=True)
class ClosedRest:
    """The objectives that were closed, by id, and how many of the same unit stay open."""

    closed: tuple[int, ...]
    left: int


@one_write()
def close_rest(actor: Actor, cycle_id: int, *, unit_path: str = "") -> ClosedRest:
    """Close every running objective of a unit and all below it that the actor may close and that
    owes no explanation: with its computed scores, the outcome its band proposes, and done with.

    At most 200 in one step, in one transaction; each leaves its own event, and can be opened again.
    Raises NotFound, and NotAllowed for somebody who may not even close what is their own.
    """
    require(actor, Permission.OBJECTIVE_CLOSE, Facts(owner_ids=frozenset({actor.person_id or 0})))
    get_cycle(actor, cycle_id)
    rows = to_close(actor, cycle_id, unit_path, today=clock.today(actor.time_zone))
    closing = [row for row in rows if row.closes_by_itself]
    lock_upwards(actor, *(row.objective.id for row in closing))  # in order, before the first
    for row in closing:
        close_objective(actor, row.objective.id, outcome=row.outcome)
    return ClosedRest(tuple(row.objective.id for row in closing), len(rows) - len(closing))
