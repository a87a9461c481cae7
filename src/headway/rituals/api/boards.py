"""The planning board and the alignment board, as data."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from headway.kit import clock
from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id
from headway.okrs.api.outputs import ExplanationOut
from headway.okrs.models import Origin, State
from headway.okrs.queries.cycles import CycleRow, cycle_among, list_cycles
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit
from headway.rituals.models import FrameState
from headway.rituals.queries.alignment import alignment_of
from headway.rituals.queries.alignment_rows import Alignment, ProposalRow
from headway.rituals.queries.board import Board, board_of
from headway.rituals.queries.board_cards import Card, UnitFacts, unit_facts
from headway.rituals.queries.board_heading import heading_of
from headway.rituals.queries.board_numbers import numbers_of
from headway.rituals.queries.board_steps import steps_of
from headway.rituals.queries.findings import FindingRow

router = Router(tags=["Planning"])


class FindingOut(Schema):
    """Something the rules of goal quality found."""

    mark: str = Field(..., description="Names it with everything it says; acknowledge it by this.")
    code: str = Field(..., examples=["ORPHAN"])
    severity: str = Field(..., description="error, warning or hint", examples=["warning"])
    message: str
    subject_kind: str = Field(..., examples=["objective"])
    subject_id: Id
    subject_title: str
    acknowledgement_id: Id | None = Field(..., description="Set when somebody keeps it.")
    note: str = Field(..., description="Why it is kept.")


class PlanStepOut(Schema):
    """Something the plan needs."""

    code: str = Field(..., examples=["sign"])
    is_done: bool
    words: str
    turn_of: str = Field(..., description="Of whom it is expected; empty for you.")


class BoardCardOut(Schema):
    """An objective on the board."""

    id: Id
    title: str
    state: State
    owner_name: str | None
    origin: Origin
    key_results: int
    signed: int
    waits_for: list[str] = Field(..., description="Roles that are still asked to sign.")
    findings: list[FindingOut]


class LoadOut(Schema):
    """What an owner is accountable for in the cycle."""

    person_id: Id
    name: str
    objectives: int
    key_results: int
    weight: float
    is_over: bool = Field(..., description="More than 3 objectives or 5 key results.")


class BoardOut(Schema):
    """Is the plan of a unit ready, and what is missing?"""

    unit_id: Id
    cycle_id: Id
    answer: str
    is_locked: bool
    steps: list[PlanStepOut]
    objectives: list[BoardCardOut]
    unit_findings: list[FindingOut] = Field(..., description="Of how the unit plans, by its past.")
    not_shown: int = Field(..., description="Objectives of the unit that you may not read.")
    key_results: int
    excess_objectives: int
    excess_key_results: int
    check_in_hours: float = Field(..., description="Hours of check-ins a week.")
    cost_explanation: ExplanationOut
    bottom_up_share: float | None
    bottom_up_explanation: ExplanationOut
    bottom_up_band: str = Field(..., examples=["green"])
    owners: list[LoadOut]
    published_version: int | None
    published_plan_id: Id | None
    changed_since: bool


class ProposalOut(Schema):
    """An objective, as the alignment board lists it."""

    id: Id
    title: str
    unit_id: Id
    unit_name: str
    state: State


class FrameAskedOut(Schema):
    """A frame, as the alignment board lists it."""

    id: Id
    title: str
    unit_name: str
    state: FrameState


class GoalLineOut(Schema):
    """What comes from above and what from below for one mid-term goal; null for no goal."""

    goal_id: Id | None
    goal_title: str | None
    frames: list[FrameAskedOut]
    top_down: list[ProposalOut]
    bottom_up: list[ProposalOut]


class OverloadOut(Schema):
    """A person or a unit that takes on too much."""

    kind: str = Field(..., examples=["person"])
    id: Id
    name: str
    objectives: int
    key_results: int


class UnsettledOut(Schema):
    """Something one unit needs from another, which has not said yes."""

    id: Id
    title: str
    asking_unit_name: str
    unit_name: str
    state: str = Field(..., examples=["waiting"])


class AlignmentOut(Schema):
    """Do the plans of a unit and of all below it fit together?"""

    unit_id: Id
    cycle_id: Id
    unsettled: int
    lines: list[GoalLineOut]
    conflicts: list[FindingOut]
    duplicates: list[FindingOut]
    orphans: list[FindingOut]
    unsupported_goals: list[FindingOut]
    overloads: list[OverloadOut]
    dependencies: list[UnsettledOut]
    bottom_up_share: float | None


@router.get(
    "units/{unit_id}/planning-board",
    response=BoardOut,
    operation_id="get_planning_board",
    summary="Read the planning board of a unit",
)
def read_board(request: ApiRequest, unit_id: Id, cycle_id: Id | None = None) -> HttpResponse:
    """For a cycle; without one, for that which is being planned, else the newest."""
    actor = request.auth
    unit, cycles = _unit(actor, unit_id), list_cycles(actor)
    cycle = _cycle(cycles, cycle_id)
    board = board_of(actor, unit, cycle, cycles, today=clock.today(actor.time_zone))
    return answers.one(request, _board(board, actor))


@router.get(
    "units/{unit_id}/alignment",
    response=AlignmentOut,
    operation_id="get_alignment",
    summary="Read the alignment of a unit and those below",
)
def read_alignment(request: ApiRequest, unit_id: Id, cycle_id: Id | None = None) -> HttpResponse:
    """What is asked and proposed by mid-term goal, and what does not fit together."""
    actor = request.auth
    unit, cycles = _unit(actor, unit_id), list_cycles(actor)
    cycle = _cycle(cycles, cycle_id)
    found = alignment_of(actor, unit, cycle, today=clock.today(actor.time_zone))
    return answers.one(request, _alignment(found, unit, cycle))


def _unit(actor: Actor, unit_id: int) -> UnitFacts:
    unit = unit_facts(actor, get_unit(actor, unit_id).pk)
    if unit is None:
        raise NotFound(_("There is no such unit."))
    return unit


def _cycle(cycles: list[CycleRow], cycle_id: int | None) -> CycleRow:
    if cycle_id is not None or not cycles:
        return cycle_among(cycles, cycle_id)
    planned = [row for row in cycles if row.phase == "planning"]
    return planned[-1] if planned else cycles[0]


def _board(board: Board, actor: Actor) -> dict[str, Any]:
    steps, version = steps_of(board, actor), board.published
    numbers = numbers_of(board, clock.today(actor.time_zone))
    return {
        "unit_id": board.unit.id,
        "cycle_id": board.cycle.id,
        "answer": heading_of(board, steps),
        "is_locked": board.is_locked,
        "steps": [
            {"code": s.code, "is_done": s.is_done, "words": s.words, "turn_of": s.who}
            for s in steps
        ],
        "objectives": [_card(card) for card in board.cards],
        "unit_findings": [_finding(found) for found in board.unit_findings],
        "not_shown": board.unseen,
        "key_results": board.focus.key_results,
        "excess_objectives": board.focus.excess_objectives,
        "excess_key_results": board.focus.excess_key_results,
        "check_in_hours": board.focus.check_in_hours,
        "cost_explanation": numbers.cost,
        "bottom_up_explanation": numbers.bottom_up,
        "bottom_up_share": board.bottom_up.share,
        "bottom_up_band": str(board.bottom_up.band),
        "owners": [
            {
                "person_id": one.load.person_id,
                "name": one.name,
                "objectives": one.load.objectives,
                "key_results": one.load.key_results,
                "weight": one.load.weight,
                "is_over": one.load.is_over,
            }
            for one in board.loads
        ],
        "published_version": version.number if version else None,
        "published_plan_id": version.id if version else None,
        "changed_since": board.is_changed,
    }


def _card(card: Card) -> dict[str, Any]:
    row = card.row
    return {
        "id": row.id,
        "title": row.title,
        "state": row.state,
        "owner_name": row.owner_name,
        "origin": row.origin,
        "key_results": len(row.key_results),
        "signed": len(card.agreement.signed),
        "waits_for": [str(role) for role in card.agreement.missing],
        "findings": [_finding(found) for found in card.findings],
    }


def _finding(row: FindingRow) -> dict[str, Any]:
    return {
        "mark": row.mark,
        "code": row.code,
        "severity": row.severity,
        "message": row.message,
        "subject_kind": row.kind,
        "subject_id": row.subject_id,
        "subject_title": row.subject_title,
        "acknowledgement_id": row.seen.id if row.seen else None,
        "note": row.seen.note if row.seen else "",
    }


def _alignment(found: Alignment, unit: UnitFacts, cycle: CycleRow) -> dict[str, Any]:
    return {
        "unit_id": unit.id,
        "cycle_id": cycle.id,
        "unsettled": found.unsettled,
        "lines": [
            {
                "goal_id": line.goal.id if line.goal else None,
                "goal_title": line.goal.title if line.goal else None,
                "frames": [
                    {"id": f.id, "title": f.title, "unit_name": f.unit_name, "state": f.state}
                    for f in line.frames
                ],
                "top_down": [_proposal(row) for row in line.top_down],
                "bottom_up": [_proposal(row) for row in line.bottom_up],
            }
            for line in found.lines
        ],
        "conflicts": [_finding(row) for row in found.conflicts],
        "duplicates": [_finding(row) for row in found.duplicates],
        "orphans": [_finding(row) for row in found.orphans],
        "unsupported_goals": [_finding(row) for row in found.unsupported],
        "overloads": found.overloads,
        "dependencies": [
            {name: getattr(row, name) for name in UnsettledOut.model_fields}
            for row in found.dependencies
        ],
        "bottom_up_share": found.bottom_up.share,
    }


def _proposal(row: ProposalRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ProposalOut.model_fields}
