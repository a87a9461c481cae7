"""Everything the page of one objective shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from headway.core.confidence import Falling, doubted
from headway.core.pace import StatusCode
from headway.okrs.models import Answer, Objective, State
from headway.okrs.queries.agreement import Agreement, Asked, agreement_of
from headway.okrs.queries.alignment import Alignment, alignment_of
from headway.okrs.queries.approvals import RequestRow, requests_below
from headway.okrs.queries.check_in_rules import takes_check_ins
from headway.okrs.queries.dependencies import DependencyRow, dependencies_below
from headway.okrs.queries.doors import get_objective, objective_facts
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.ledgers import Ledger, ledger
from headway.okrs.queries.objective_outlooks import ObjectiveProspects, objective_prospects
from headway.okrs.queries.objective_statuses import explain_objective_status
from headway.okrs.queries.objectives import ObjectiveRow, graded, objective_rows_by_id
from headway.okrs.queries.outlooks import Prospects, prospects
from headway.okrs.queries.past import moment_for
from headway.okrs.queries.past.pages import (
    agreement_then,
    closure_then,
    dependencies_then,
    initiatives_then,
    not_there,
    put_back,
    requests_then,
)
from headway.okrs.queries.preview import totals_of
from headway.okrs.queries.records import (
    ClosureRow,
    History,
    InitiativeRow,
    Origin,
    closure_of,
    history_of,
    initiatives,
    origin_of,
)
from headway.okrs.queries.status_explanations import explain_status
from headway.okrs.queries.trajectories import confidences_of
from headway.people.access import Actor, Permission, decide
from headway.web.explanation import Explanation


@dataclass(frozen=True, slots=True)
class ObjectivePage:
    """The page, read in a fixed number of queries."""

    objective: ObjectiveRow
    description: str
    archived_at: datetime | None
    cycle_phase: str
    is_locked: bool
    alignment: Alignment
    history: History
    ledger: Ledger
    requests: list[RequestRow]
    initiatives: list[InitiativeRow]
    closure: ClosureRow | None
    origin: Origin | None
    explanation: Explanation
    prospects: dict[int, Prospects]
    whole: ObjectiveProspects
    status_why: Explanation
    statuses: dict[int, Explanation]
    agreement: Agreement
    dependencies: list[DependencyRow]
    may_edit: bool
    may_ask_coach: bool
    may_sign: bool
    may_sign_for_all: bool
    in_stead: Asked | None
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
    actor: Actor,
    objective_id: int,
    *,
    as_of: date,
    today: date,
    grading: bool = False,
    every_check_in: bool = False,
) -> ObjectivePage:
    """The objective with its key results, links, history, ledger and what the actor may do. With
    ``grading`` its figures are those it would be closed with, with ``every_check_in`` the history
    goes back further.

    Raises NotFound, for a day too on which it was not there yet. About a dozen queries, whatever
    hangs on the objective; on a past day three to four times as many.
    """
    stored = get_objective(actor, objective_id)
    rows = objective_rows_by_id([stored.pk], as_of=as_of, today=today, with_readings=True)
    if stored.pk not in rows:
        raise not_there(as_of)
    row = rows[stored.pk]
    if as_of < today:
        return _page_then(actor, stored, row, as_of, today, every_check_in)
    if grading:
        row = graded(row, as_of)
    alignment = alignment_of(actor, stored, row, as_of=as_of, today=today)
    facts = objective_facts(stored)
    agreement = agreement_of(stored)
    is_mine = actor.person_id in {row.person_id for row in agreement.signed}
    return ObjectivePage(
        objective=row,
        description=stored.description,
        archived_at=stored.archived_at,
        cycle_phase=stored.cycle.phase,
        is_locked=stored.has_locked_plan(today),
        alignment=alignment,
        history=history_of(objective_id=stored.pk, until=as_of, every=every_check_in),
        ledger=ledger(stored.pk),
        requests=requests_below(actor, stored.pk),
        initiatives=initiatives(objective_id=stored.pk),
        closure=closure_of(stored.pk),
        origin=origin_of(actor, stored.pk, stored.carry_count),
        explanation=alignment.score,
        prospects={one.id: prospects(one, as_of) for one in row.key_results},
        whole=objective_prospects(row, as_of),
        status_why=explain_objective_status(row, as_of),
        statuses={one.id: explain_status(one, as_of) for one in (*row.key_results, *row.health)},
        agreement=agreement,
        dependencies=still_needed(dependencies_below(actor, objective_id=stored.pk)),
        may_edit=decide(actor, Permission.OBJECTIVE_EDIT, facts).allowed,
        may_ask_coach=decide(actor, Permission.COACH_ASK, facts).allowed,
        may_sign=_may_sign(actor, stored, agreement),
        may_sign_for_all=stored.state in (State.DRAFT, State.PROPOSED)
        and decide(actor, Permission.OBJECTIVE_SIGN_FOR_ALL, facts).allowed,
        in_stead=agreement.in_stead(actor),
        may_withdraw=is_mine
        and stored.state in (State.PROPOSED, State.AGREED)
        and not stored.has_locked_plan(today),
        may_close=decide(actor, Permission.OBJECTIVE_CLOSE, facts).allowed,
        may_check_in=checkable_ids(actor, stored, row),
        doubted=doubted_rows(row.key_results, as_of),
    )


def _page_then(
    actor: Actor,
    stored: Objective,
    row: ObjectiveRow,
    as_of: date,
    today: date,
    every_check_in: bool,
) -> ObjectivePage:
    """The page of a past day: everything as it was, and nothing to be done."""
    moment = moment_for(actor, as_of)
    requests = requests_then(moment, requests_below(actor, stored.pk))
    needed = dependencies_then(moment, dependencies_below(actor, objective_id=stored.pk))
    agreement = agreement_then(moment, agreement_of(stored))
    then = put_back(stored, moment)
    alignment = alignment_of(actor, stored, row, as_of=as_of, today=today)
    rows = [*row.key_results, *row.health]
    history = history_of(objective_id=stored.pk, until=as_of, every=every_check_in)
    return ObjectivePage(
        objective=row,
        description=stored.description,
        archived_at=stored.archived_at,
        cycle_phase=stored.cycle.phase,
        is_locked=stored.has_locked_plan(as_of),
        alignment=alignment,
        history=titled_as_then(history, rows),
        ledger=ledger(stored.pk, then=as_of, key_results=rows),
        requests=requests,
        initiatives=initiatives_then(
            moment, initiatives(objective_id=stored.pk), [one.id for one in rows]
        ),
        closure=closure_then(then, closure_of(stored.pk), moment),
        origin=origin_of(actor, stored.pk, stored.carry_count),
        explanation=alignment.score,
        prospects={one.id: prospects(one, as_of) for one in row.key_results},
        whole=objective_prospects(row, as_of),
        status_why=explain_objective_status(row, as_of),
        statuses={one.id: explain_status(one, as_of) for one in rows},
        agreement=agreement,
        dependencies=still_needed(needed),
        may_edit=False,
        may_ask_coach=False,
        may_sign=False,
        may_sign_for_all=False,
        in_stead=None,
        may_withdraw=False,
        may_close=False,
        may_check_in=frozenset(),
        doubted=doubted_rows(row.key_results, as_of),
    )


def titled_as_then(history: History, rows: Iterable[KeyResultRow]) -> History:
    """Check-ins by the titles that their key results had."""
    titles = {row.id: row.title for row in rows}
    named = [
        replace(one, key_result_title=titles.get(one.key_result_id, one.key_result_title))
        for one in history.rows
    ]
    return replace(history, rows=named)


def doubted_rows(rows: Iterable[KeyResultRow], as_of: date) -> dict[int, Falling]:
    """Those whose progress is fine while the owner's confidence falls, read with their readings."""
    found = {
        row.id: doubted(row.status.code if row.status else None, confidences_of(row), as_of=as_of)
        for row in rows
        if row.objective_state != State.CLOSED
    }
    return {key: falling for key, falling in found.items() if falling}


def still_needed(rows: list[DependencyRow]) -> list[DependencyRow]:
    """What was not taken back."""
    return [row for row in rows if row.state != Answer.WITHDRAWN]


def _may_sign(actor: Actor, objective: Objective, agreement: Agreement) -> bool:
    """Whether a signature is offered: of a draft to who leads, since its owner proposes it."""
    allowed = decide(actor, Permission.OBJECTIVE_SIGN, objective_facts(objective)).allowed
    is_offered = objective.state != State.DRAFT or actor.leads(objective.unit.path)
    return allowed and is_offered and bool(agreement.open_to(actor))


def checkable_ids(actor: Actor, stored: Objective, row: ObjectiveRow) -> frozenset[int]:
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
    allowed = checkable_ids(actor, stored, row)
    return row, [one for one in (*row.key_results, *row.health) if one.id in allowed]
