"""Everything the page of one objective or key result shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from headway.core.confidence import Falling, doubted
from headway.core.forecast import ObjectiveOutlook
from headway.core.pace import StatusCode
from headway.okrs.models import Answer, KeyResult, Objective, State
from headway.okrs.queries.agreement import Agreement, agreement_of
from headway.okrs.queries.alignment import Alignment, alignment_of
from headway.okrs.queries.approvals import RequestRow, requests_below
from headway.okrs.queries.check_in_rules import takes_check_ins
from headway.okrs.queries.dependencies import DependencyRow, dependencies_below
from headway.okrs.queries.doors import get_objective, key_result_facts, objective_facts
from headway.okrs.queries.explanations import Explanation, explain_key_result
from headway.okrs.queries.key_results import KeyResultRow, rows_of_objectives
from headway.okrs.queries.ledgers import ChangeRow, IndexRow, Ledger, ledger
from headway.okrs.queries.moved import explained
from headway.okrs.queries.objectives import ObjectiveRow, judge, objective_rows_by_id
from headway.okrs.queries.outlooks import Prospects, objective_prospects, prospects
from headway.okrs.queries.overrides import OverrideRow, overrides_of
from headway.okrs.queries.preview import totals_of
from headway.okrs.queries.records import (
    CheckInRow,
    ClosureRow,
    InitiativeRow,
    Origin,
    check_in_rows,
    closure_of,
    initiatives,
    origin_of,
)
from headway.okrs.queries.trajectories import confidences_of, trajectory_of
from headway.people.access import Actor, Permission, decide
from headway.web.charts import Trajectory

AT_MOST = 200
"""Check-ins on the page of a key result: four years of weekly ones."""


@dataclass(frozen=True, slots=True)
class ObjectivePage:
    """The page, read in a fixed number of queries."""

    objective: ObjectiveRow
    description: str
    archived_at: datetime | None
    cycle_phase: str
    is_locked: bool
    alignment: Alignment
    history: list[CheckInRow]
    ledger: Ledger
    requests: list[RequestRow]
    initiatives: list[InitiativeRow]
    closure: ClosureRow | None
    origin: Origin | None
    explanation: Explanation
    prospects: dict[int, Prospects]
    outlook: ObjectiveOutlook
    agreement: Agreement
    dependencies: list[DependencyRow]
    may_edit: bool
    may_agree: bool
    may_sign: bool
    may_withdraw: bool
    may_close: bool
    may_check_in: frozenset[int]
    doubted: dict[int, Falling]

    @property
    def totals(self) -> dict[int, float]:
        """What each entry of a counter brought it to, by check-in."""
        return totals_of(self.objective.key_results)

    @property
    def titles(self) -> dict[int, str]:
        """Its key results by id."""
        return {row.id: row.title for row in self.objective.key_results}

    @property
    def broken(self) -> list[KeyResultRow]:
        """The health metrics that broke while the objective was pushed."""
        code = StatusCode.OFF_TRACK
        found = (row for row in self.objective.health if row.status)
        return [row for row in found if row.status and code in (row.status.code, row.status.was)]

    @property
    def running(self) -> list[KeyResultRow]:
        """The key results that are not cancelled."""
        return [row for row in self.objective.key_results if not row.is_cancelled]


def objective_page(
    actor: Actor, objective_id: int, *, as_of: date, today: date, grading: bool = False
) -> ObjectivePage:
    """The objective with its key results, links, history, ledger and what the actor may do. With
    ``grading`` its figures are those it would be closed with.

    Raises NotFound. About a dozen queries, whatever hangs on the objective.
    """
    stored = get_objective(actor, objective_id)
    row = objective_rows_by_id([stored.pk], as_of=as_of, today=today, with_readings=True)[stored.pk]
    if grading:
        judge(row, as_of, grading=True)
    alignment = alignment_of(actor, stored, row, as_of=as_of, today=today)
    facts = objective_facts(stored)
    in_past = as_of < today
    may_edit = decide(actor, Permission.OBJECTIVE_EDIT, facts).allowed and not in_past
    agreement = agreement_of(stored)
    is_mine = actor.person_id in {row.person_id for row in agreement.signed}
    return ObjectivePage(
        objective=row,
        description=stored.description,
        archived_at=stored.archived_at,
        cycle_phase=stored.cycle.phase,
        is_locked=stored.has_locked_plan(today),
        alignment=alignment,
        history=check_in_rows(objective_id=stored.pk, until=as_of),
        ledger=ledger(stored.pk),
        requests=requests_below(actor, stored.pk),
        initiatives=initiatives(objective_id=stored.pk),
        closure=closure_of(stored.pk),
        origin=origin_of(stored.pk, stored.carry_count),
        explanation=alignment.score,
        prospects={one.id: prospects(one, as_of) for one in row.key_results},
        outlook=objective_prospects(row),
        agreement=agreement,
        dependencies=_needed(dependencies_below(actor, objective_id=stored.pk)),
        may_edit=may_edit,
        may_agree=not in_past and _may_agree(actor, stored, agreement),
        may_sign=not in_past and _may_sign(actor, stored, agreement),
        may_withdraw=not in_past
        and is_mine
        and stored.state in (State.PROPOSED, State.AGREED)
        and not stored.has_locked_plan(today),
        may_close=decide(actor, Permission.OBJECTIVE_CLOSE, facts).allowed and not in_past,
        may_check_in=_checkable(actor, stored, row) if not in_past else frozenset(),
        doubted=doubted_rows(row.key_results, as_of),
    )


def doubted_rows(rows: Iterable[KeyResultRow], as_of: date) -> dict[int, Falling]:
    """Those whose progress is fine while the owner's confidence falls, read with their readings."""
    found = {
        row.id: doubted(row.status.code if row.status else None, confidences_of(row), as_of=as_of)
        for row in rows
        if row.objective_state != State.CLOSED
    }
    return {key: falling for key, falling in found.items() if falling}


def _needed(rows: list[DependencyRow]) -> list[DependencyRow]:
    """What was not taken back."""
    return [row for row in rows if row.state != Answer.WITHDRAWN]


def _may_agree(actor: Actor, objective: Objective, agreement: Agreement) -> bool:
    """Whether agreeing would give a signature: a lead's own, or all for an administrator."""
    allowed = decide(actor, Permission.OBJECTIVE_AGREE, objective_facts(objective)).allowed
    is_open = objective.state in (State.DRAFT, State.PROPOSED)
    return allowed and is_open and (actor.is_admin or bool(agreement.open_to(actor)))


def _may_sign(actor: Actor, objective: Objective, agreement: Agreement) -> bool:
    allowed = decide(actor, Permission.OBJECTIVE_SIGN, objective_facts(objective)).allowed
    return allowed and objective.state != State.DRAFT and bool(agreement.open_to(actor))


def _checkable(actor: Actor, stored: Objective, row: ObjectiveRow) -> frozenset[int]:
    """The ids of the key results that the actor may check in on now."""
    if not takes_check_ins(stored):
        return frozenset()
    facts = objective_facts(stored)
    allowed = set()
    for key_result in (*row.key_results, *row.health):
        owners = facts.owner_ids | ({key_result.owner_id} if key_result.owner_id else set())
        updaters = frozenset({key_result.updater_id} if key_result.updater_id else ())
        own = type(facts)(facts.unit_id, facts.unit_path, frozenset(owners), updaters)
        if not key_result.is_cancelled and decide(actor, Permission.CHECK_IN, own).allowed:
            allowed.add(key_result.id)
    return frozenset(allowed)


def checkable_rows(
    actor: Actor, objective_id: int, *, today: date
) -> tuple[ObjectiveRow, list[KeyResultRow]]:
    """An objective, and its key results and health metrics that the actor may check in on now, with
    their readings. Raises NotFound."""
    stored = get_objective(actor, objective_id)
    rows = objective_rows_by_id([stored.pk], as_of=today, today=today, with_readings=True)
    row = rows[stored.pk]
    allowed = _checkable(actor, stored, row)
    return row, [one for one in (*row.key_results, *row.health) if one.id in allowed]


@dataclass(frozen=True, slots=True)
class KeyResultPage:
    """The page of one key result; ``objective`` holds it among its siblings, ``changes`` are the
    goal posts of its own that moved."""

    row: KeyResultRow
    objective: ObjectiveRow
    chart: Trajectory
    changes: list[ChangeRow]
    index: IndexRow | None
    requests: list[RequestRow]
    history: list[CheckInRow]
    initiatives: list[InitiativeRow]
    dependencies: list[DependencyRow]
    explanation: Explanation
    prospects: Prospects
    objective_explanation: Explanation
    is_locked: bool
    may_edit: bool
    may_ask: bool
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


def key_result_page(stored: KeyResult, actor: Actor, *, as_of: date, today: date) -> KeyResultPage:
    """A key result that the actor was let in to. Eight queries, whatever hangs on it."""
    objective_id = stored.objective_id
    objective = objective_rows_by_id([objective_id], as_of=as_of, today=today, with_readings=True)[
        objective_id
    ]
    row = next(row for row in (*objective.key_results, *objective.health) if row.id == stored.pk)
    moved = ledger(objective_id)
    changes = [change for change in moved.moves if change.key_result_id == stored.pk]
    facts = objective_facts(stored.objective)
    is_now = as_of >= today
    return KeyResultPage(
        row=row,
        objective=objective,
        chart=trajectory_of(row, changes, today=row.seen_on(as_of)),
        changes=changes,
        index=moved.by_key_result.get(stored.pk),
        requests=requests_below(actor, objective_id, key_result_id=stored.pk),
        history=check_in_rows(key_result_id=stored.pk, until=as_of, limit=AT_MOST),
        initiatives=initiatives(key_result_id=stored.pk),
        dependencies=_needed(dependencies_below(actor, key_result_id=stored.pk)),
        explanation=explain_key_result(row, row.seen_on(as_of)),
        prospects=prospects(row, as_of),
        objective_explanation=explained(actor, [objective], as_of)[objective_id],
        is_locked=stored.objective.has_locked_plan(today),
        may_edit=decide(actor, Permission.OBJECTIVE_EDIT, facts).allowed and is_now,
        may_ask=is_now and _may_ask(actor, stored),
        may_check_in=is_now and stored.pk in _checkable(actor, stored.objective, objective),
        may_judge=is_now and not stored.is_health and _may_ask(actor, stored),
        overrides=overrides_of(stored.pk, until=as_of),
        doubted=doubted_rows([row], as_of).get(row.id),
    )


def _may_ask(actor: Actor, key_result: KeyResult) -> bool:
    """Whether the actor may ask other units for what the key result needs."""
    is_open = key_result.objective.state != State.CLOSED and key_result.cancelled_on is None
    facts = key_result_facts(key_result)
    return is_open and decide(actor, Permission.OBJECTIVE_EDIT, facts).allowed


def key_result_rows_of(
    objective_id: int, *, as_of: date, today: date, with_readings: bool = False
) -> list[KeyResultRow]:
    """The key results of one objective, judged."""
    return rows_of_objectives([objective_id], as_of=as_of, today=today, with_readings=with_readings)
