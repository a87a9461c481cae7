"""What earlier cycles hand on to the plan of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from headway.kit.prepared import prepared
from headway.okrs.models import Closure, Decision, Objective, Outcome, State
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class CarryRow:
    """A closed objective that was to go on. ``draft_*`` is what it became in this plan, if it has
    been drafted already; ``is_changed`` when it was to be changed on the way."""

    objective_id: int
    title: str
    cycle_name: str
    owner_name: str | None
    closing_word: str
    is_changed: bool
    draft_id: int | None


@dataclass(frozen=True, slots=True)
class CarryOvers:
    """What was decided to go on, and how many objectives of the cycle before are still open."""

    rows: tuple[CarryRow, ...]
    still_open: int
    before_id: int | None
    before_name: str


def carry_overs(
    actor: Actor, unit_id: int, cycle_id: int, before: tuple[int, str] | None
) -> CarryOvers:
    """What a unit decided to go on with when it closed the cycle ``before`` (id, name). Two
    queries, none without one."""
    if before is None:
        return CarryOvers((), 0, None, "")
    found = tuple(
        CarryRow(pk, title, name, owner, word, decision == Decision.CHANGE, to_id)
        for pk, title, name, owner, word, decision, to_id, archived in _goes_on(
            actor, unit_id, cycle_id, before[0]
        )
        if archived is None
    )
    still_open = len(_still_open(actor, unit_id, before[0]))
    return CarryOvers(found, still_open, *before)


@prepared
def _goes_on(
    actor: Actor, unit_id: int, cycle_id: int, before_id: int
) -> QuerySet[Closure, tuple[Any, ...]]:
    goes_on = (
        Q(decision__in=(Decision.CARRY, Decision.CHANGE))
        | Q(outcome=Outcome.CARRIED_OVER)
        | Q(carried_to__cycle_id=cycle_id)
    )
    found = Closure.objects.filter(
        goes_on,
        visible_to(actor, "objective__"),
        objective__unit_id=unit_id,
        objective__cycle_id=before_id,
        objective__archived_at__isnull=True,
    )
    return found.order_by("objective__position", "objective_id").values_list(
        "objective_id", "objective__title", "objective__cycle__name", "objective__owner__name",
        "closing_word", "decision", "carried_to_id", "carried_to__archived_at",
    )  # fmt: skip


@prepared
def _still_open(actor: Actor, unit_id: int, before_id: int) -> QuerySet[Objective, int]:
    """Ids of a handful."""
    found = Objective.objects.filter(
        visible_to(actor), unit_id=unit_id, cycle_id=before_id, archived_at__isnull=True
    )
    return found.exclude(state=State.CLOSED).values_list("id", flat=True)
