"""Everything the page of one key result shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headway.core.confidence import Falling
from headway.okrs.models import KeyResult, State
from headway.okrs.queries.approvals import RequestRow, requests_below
from headway.okrs.queries.dependencies import DependencyRow, dependencies_below
from headway.okrs.queries.doors import key_result_facts, objective_facts
from headway.okrs.queries.explanations import explain_key_result
from headway.okrs.queries.key_results import KeyResultRow, rows_of_objectives
from headway.okrs.queries.ledgers import ChangeRow, IndexRow, ledger
from headway.okrs.queries.moved import explained
from headway.okrs.queries.objective_page import (
    checkable_ids,
    doubted_rows,
    still_needed,
    titled_as_then,
)
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows_by_id
from headway.okrs.queries.outlooks import Prospects, prospects
from headway.okrs.queries.overrides import OverrideRow, overrides_of
from headway.okrs.queries.past import moment_for
from headway.okrs.queries.past.pages import (
    dependencies_then,
    description_then,
    initiatives_then,
    not_there,
    put_back,
    requests_then,
)
from headway.okrs.queries.preview import totals_of
from headway.okrs.queries.records import (
    History,
    InitiativeRow,
    history_of,
    initiatives,
)
from headway.okrs.queries.status_explanations import explain_status
from headway.okrs.queries.trajectories import trajectory_of
from headway.people.access import Actor, Permission, decide
from headway.web.charts import Trajectory
from headway.web.explanation import Explanation


@dataclass(frozen=True, slots=True)
class KeyResultPage:
    """The page of one key result; ``objective`` holds it among its siblings, ``changes`` are the
    goal posts of its own that moved."""

    row: KeyResultRow
    description: str
    objective: ObjectiveRow
    chart: Trajectory
    changes: list[ChangeRow]
    index: IndexRow | None
    requests: list[RequestRow]
    history: History
    initiatives: list[InitiativeRow]
    dependencies: list[DependencyRow]
    explanation: Explanation
    prospects: Prospects
    status_why: Explanation
    objective_explanation: Explanation
    is_locked: bool
    may_edit: bool
    may_ask: bool
    may_ask_coach: bool
    may_check_in: bool
    may_judge: bool
    overrides: list[OverrideRow]
    doubted: Falling | None

    @property
    def totals(self) -> dict[int, float]:
        """What each entry of a counter brought it to, by check-in."""
        return totals_of([self.row])

    @property
    def guards(self) -> KeyResultRow | None:
        """The key result that a health metric is paired with; None: the objective as a whole."""
        pair = self.row.paired_with_id
        return next((one for one in self.objective.key_results if one.id == pair), None)

    @property
    def guarded_by(self) -> list[KeyResultRow]:
        """The health metrics paired with the key result."""
        return [one for one in self.objective.health if one.paired_with_id == self.row.id]


def key_result_page(
    stored: KeyResult, actor: Actor, *, as_of: date, today: date, every_check_in: bool = False
) -> KeyResultPage:
    """A key result that the actor was let in to. Eight queries, whatever hangs on it; on a past day
    three to four times as many. Raises NotFound for a day on which it was not there yet."""
    objective_id = stored.objective_id
    found = objective_rows_by_id([objective_id], as_of=as_of, today=today, with_readings=True)
    objective = found.get(objective_id)
    siblings = [] if objective is None else [*objective.key_results, *objective.health]
    row = next((row for row in siblings if row.id == stored.pk), None)
    if objective is None or row is None:
        raise not_there(as_of)
    if as_of < today:
        return _key_result_then(stored, actor, objective, row, as_of, every_check_in)
    moved = ledger(objective_id)
    changes = [change for change in moved.moves if change.key_result_id == stored.pk]
    facts = objective_facts(stored.objective)
    return KeyResultPage(
        row=row,
        description=stored.description,
        objective=objective,
        chart=trajectory_of(row, changes, today=row.seen_on(as_of)),
        changes=changes,
        index=moved.by_key_result.get(stored.pk),
        requests=requests_below(actor, objective_id, key_result_id=stored.pk),
        history=history_of(key_result_id=stored.pk, until=as_of, every=every_check_in),
        initiatives=initiatives(key_result_id=stored.pk),
        dependencies=still_needed(dependencies_below(actor, key_result_id=stored.pk)),
        explanation=explain_key_result(row, row.seen_on(as_of)),
        prospects=prospects(row, as_of),
        status_why=explain_status(row, as_of),
        objective_explanation=explained(actor, [objective], as_of)[objective_id],
        is_locked=stored.objective.has_locked_plan(today),
        may_edit=decide(actor, Permission.OBJECTIVE_EDIT, facts).allowed,
        may_ask=_may_ask(actor, stored),
        may_ask_coach=_is_open(stored)
        and decide(actor, Permission.COACH_ASK, key_result_facts(stored)).allowed,
        may_check_in=stored.pk in checkable_ids(actor, stored.objective, objective),
        may_judge=not stored.is_health and _may_ask(actor, stored),
        overrides=overrides_of(stored.pk, until=as_of),
        doubted=doubted_rows([row], as_of).get(row.id),
    )


def _key_result_then(
    stored: KeyResult,
    actor: Actor,
    objective: ObjectiveRow,
    row: KeyResultRow,
    as_of: date,
    every_check_in: bool,
) -> KeyResultPage:
    """The page of a past day: everything as it was, and nothing to be done."""
    moment = moment_for(actor, as_of)
    requests = requests_below(actor, objective.id, key_result_id=stored.pk)
    needed = dependencies_below(actor, key_result_id=stored.pk)
    moved = ledger(
        objective.id, then=as_of, key_results=[*objective.key_results, *objective.health]
    )
    changes = [change for change in moved.moves if change.key_result_id == stored.pk]
    history = history_of(key_result_id=stored.pk, until=as_of, every=every_check_in)
    put_back(stored.objective, moment)
    return KeyResultPage(
        row=row,
        description=description_then(moment, stored.pk, stored.description),
        objective=objective,
        chart=trajectory_of(row, changes, today=row.seen_on(as_of), is_past=True),
        changes=changes,
        index=moved.by_key_result.get(stored.pk),
        requests=requests_then(moment, requests),
        history=titled_as_then(history, [row]),
        initiatives=initiatives_then(moment, initiatives(key_result_id=stored.pk), [stored.pk]),
        dependencies=still_needed(dependencies_then(moment, needed)),
        explanation=explain_key_result(row, row.seen_on(as_of)),
        prospects=prospects(row, as_of),
        status_why=explain_status(row, as_of),
        objective_explanation=explained(actor, [objective], as_of)[objective.id],
        is_locked=stored.objective.has_locked_plan(as_of),
        may_edit=False,
        may_ask=False,
        may_ask_coach=False,
        may_check_in=False,
        may_judge=False,
        overrides=overrides_of(stored.pk, until=as_of),
        doubted=doubted_rows([row], as_of).get(row.id),
    )


def _may_ask(actor: Actor, key_result: KeyResult) -> bool:
    """Whether the actor may ask other units for what the key result needs."""
    facts = key_result_facts(key_result)
    return _is_open(key_result) and decide(actor, Permission.OBJECTIVE_EDIT, facts).allowed


def _is_open(key_result: KeyResult) -> bool:
    return key_result.objective.state != State.CLOSED and key_result.cancelled_on is None


def key_result_rows_of(
    objective_id: int, *, as_of: date, today: date, with_readings: bool = False
) -> list[KeyResultRow]:
    """The key results of one objective, judged."""
    return rows_of_objectives([objective_id], as_of=as_of, today=today, with_readings=with_readings)
