"""What is still to close in a cycle, and what has to be said of it first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from headway.core.bands import needs_explanation, proposed_outcome
from headway.core.goalposts import Plan
from headway.okrs.models import Objective, Outcome, State
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import (
    Filters,
    ObjectiveRow,
    graded,
    objective_rows,
    scoped,
)
from headway.okrs.queries.scores import ScoredKeyResult, counted_by
from headway.people.access import Actor, Facts, Permission, decide

AT_ONCE = 200
"""Objectives listed, or closed in one step; the rest comes next."""


def falls_short(key_result: ScoredKeyResult, ambition: str) -> bool:
    """Whether a key result has to be explained before its objective closes: it was committed and
    ended below 1 by the plan of record (never read: at 0). A cancelled one has its reason; a health
    metric is no goal."""
    if key_result.is_health or key_result.cancelled_on is not None:
        return False
    return needs_explanation(counted_by(Plan.OF_RECORD, key_result).score or 0.0, ambition)


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """An objective that is still open, with the figures it would be closed with, how it would be
    said to have ended, and which of its key results have to be explained (by id)."""

    objective: ObjectiveRow
    outcome: str
    short: tuple[int, ...]
    may_close: bool

    @property
    def is_agreed(self) -> bool:
        """Drafts and proposals never ran: there is nothing to grade."""
        return self.objective.state in (State.AGREED, State.RUNNING)

    @property
    def owes(self) -> bool:
        """Whether somebody has to say something before it can close."""
        whole = needs_explanation(self.objective.score or 0.0, self.objective.ambition)
        return whole or bool(self.short)

    @property
    def closes_by_itself(self) -> bool:
        """Whether it can be closed with its computed scores and nothing said."""
        return self.is_agreed and self.may_close and not self.owes


def to_close(
    actor: Actor, cycle_id: int, unit_path: str, *, today: date, limit: int = AT_ONCE
) -> list[ClosingRow]:
    """The open objectives of a cycle that the actor may read, in order of unit, graded as of today.
    Three to six queries, whatever their number; at most ``limit``."""
    objectives = scoped(actor, Filters(cycle_id=cycle_id, unit_path=unit_path))
    still = objectives.exclude(state=State.CLOSED).order_by("unit__path", "position", "id")
    return still_open(actor, objective_rows(still[:limit], as_of=today, today=today), today=today)


def still_open(actor: Actor, rows: Iterable[ObjectiveRow], *, today: date) -> list[ClosingRow]:
    """The open ones among objectives that were read as of today. Costs no query."""
    return [closing_row(actor, graded(row, today)) for row in rows if not row.is_closed]


def closing_row(actor: Actor, row: ObjectiveRow) -> ClosingRow:
    """A graded row as something to close. Costs no query."""
    owners = frozenset({row.owner_id} if row.owner_id else ())
    facts = Facts(row.unit_id, row.unit_path, owners)
    agreed = row.state in (State.AGREED, State.RUNNING)
    return ClosingRow(
        objective=row,
        outcome=proposed_outcome(row.score, row.ambition) if agreed else str(Outcome.DROPPED),
        short=tuple(k.id for k in row.key_results if _is_short(k, row.ambition)),
        may_close=decide(actor, Permission.OBJECTIVE_CLOSE, facts).allowed,
    )


def _is_short(key_result: KeyResultRow, ambition: str) -> bool:
    return falls_short(key_result, ambition)


def count_open(actor: Actor, cycle_id: int, unit_path: str = "") -> int:
    """How many objectives of a unit and all below it are still to be closed, of those the actor may
    read: what never ran is to be dropped. One query."""
    objectives = scoped(actor, Filters(cycle_id=cycle_id, unit_path=unit_path))
    return objectives.exclude(state=State.CLOSED).count()


def open_objectives(cycle_id: int) -> int:
    """How many objectives of the cycle are not closed yet, whoever may read them. One query."""
    live = Objective.objects.filter(cycle_id=cycle_id, archived_at__isnull=True)
    return live.exclude(state=State.CLOSED).count()
