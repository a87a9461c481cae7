"""Rows as answers: which fields go out. Nothing is computed here."""

from __future__ import annotations

from typing import Any

from headway.core.bands import band
from headway.okrs.api.goal_post_outputs import GoalPostChangeOut, GoalPostIndexOut
from headway.okrs.queries.alignment import Aligned, Alignment
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.figures import Figures
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.ledgers import ChangeRow, UnitLedger
from headway.okrs.queries.objective_page import ObjectivePage
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.records import ClosureRow, GradeRow

Body = dict[str, Any]

_KEY_RESULT = (
    "id", "objective_id", "title", "kind", "owner_id", "owner_name", "updater_id", "start",
    "target", "low", "high", "fail", "scale", "anchors", "measure", "aggregation", "weight",
    "cadence", "n_min", "profile", "added_on", "cancelled_on", "cancel_reason", "value", "raw",
    "score", "score_original", "score_of_record", "is_health", "paired_with_id", "kpi_id",
    "kpi_name", "probability",
    "expected", "confidence",
    "previous_confidence", "read_on", "valued_on", "checked_in_at", "due_on", "status", "version",
)  # fmt: skip
_OBJECTIVE = (
    "id", "title", "cycle_id", "cycle_name", "unit_id", "unit_name", "owner_id", "owner_name",
    "ambition", "origin", "state", "is_local", "is_linked", "visibility", "outcome",
    "own_score", "score", "score_original", "score_current", "coverage", "self_grade", "expected",
    "confidence", "checked_in_at", "status", "version",
)  # fmt: skip


def key_result_item(row: KeyResultRow) -> Body:
    """A key result in a list."""
    return {name: getattr(row, name) for name in _KEY_RESULT}


def key_result(row: KeyResultRow, description: str) -> Body:
    """A key result in full; ``row`` was read with its readings."""
    done = row.steps_done
    return {
        **key_result_item(row),
        "description": description,
        "milestones": [
            {"id": s.id, "title": s.title, "weight": s.weight, "is_done": s.id in done}
            for s in row.steps
        ],
    }


def objective_item(row: ObjectiveRow) -> Body:
    """An objective in a list, with its key results."""
    return {
        **{name: getattr(row, name) for name in _OBJECTIVE},
        "band": band(row.score, row.ambition),
        "key_results": [key_result_item(inner) for inner in row.key_results],
    }


def objective(page: ObjectivePage) -> Body:
    """An objective in full."""
    return {
        **objective_item(page.objective),
        "description": page.description,
        "archived_at": page.archived_at,
        "cycle_phase": page.cycle_phase,
        "is_locked": page.is_locked,
    }


_CHANGE = tuple(GoalPostChangeOut.model_fields)
_INDEX = tuple(GoalPostIndexOut.model_fields)


def change(row: ChangeRow) -> Body:
    """A line of the goal-post ledger."""
    return {name: getattr(row, name) for name in _CHANGE}


def change_rate(found: UnitLedger) -> Body:
    """How often goal posts move in a unit, and how far."""
    rate = found.rate
    return {
        "active": rate.active,
        "moved": rate.moved,
        "share": rate.share,
        "band": rate.band,
        "hidden": found.hidden,
        "key_results": [{name: getattr(row, name) for name in _INDEX} for row in found.indexes],
    }


def link(item: Aligned) -> Body:
    """A link's other end, what the link does to numbers, and how that comes about."""
    row = item.link
    return {
        "link_id": row.link_id,
        "kind": row.kind,
        "id": row.id,
        "title": row.title,
        "unit_name": row.unit_name,
        "objective_id": row.objective.id if row.objective else None,
        "score": row.objective.score if row.objective else None,
        "coverage": row.objective.coverage if row.objective else None,
        "link_kind": row.link_kind,
        "weight": row.weight if row.drives else None,
        "share": row.share,
        "child_key_result_id": row.child_key_result_id,
        "serves_key_result_id": row.key_result_id,
        "way": row.way,
        "levels_skipped": row.skipped,
        "part": item.part,
        "influence": item.influence,
        "explanation": item.arithmetic,
        "score_explanation": item.score,
    }


def alignment(found: Alignment) -> Body:
    """What an objective serves, what serves it, and how its score comes about."""
    return {
        "up": [link(item) for item in found.up],
        "down": [link(item) for item in found.down],
        "hidden": found.hidden_up + found.hidden_down,
        "own_part": found.own_part,
        "coverage": found.coverage,
        "score": found.score,
        "say": found.say,
        "statuses": dict(found.counts),
        "worst": None
        if found.worst is None or not found.worst_title
        else {
            "objective_id": found.worst.node,
            "title": found.worst_title,
            "weight": found.worst.weight,
            "score": found.worst.score,
            "costs": found.worst.costs,
        },
        "cautions": [
            {"kind": one.kind, "titles": list(one.titles), "figure": one.figure}
            for one in found.cautions
        ],
    }


def grade(row: GradeRow) -> Body:
    """A key result's final scores, and what was said and decided of it."""
    return {
        **{name: getattr(row, name) for name in GradeRow.__slots__},
        "decision": row.decision or None,
    }


def closure(objective_id: int, row: ClosureRow) -> Body:
    """How an objective ended, with its key results' grades."""
    return {
        "objective_id": objective_id,
        "outcome": row.outcome,
        "decision": row.decision or None,
        "scored_on": row.scored_on,
        "miss_reason": row.miss_reason,
        "computed_score": row.computed_score,
        "original_score": row.original_score,
        "current_score": row.current_score,
        "self_grade": row.self_grade,
        "grade_comment": row.grade_comment,
        "closing_word": row.closing_word,
        "closed_by": row.closed_by,
        "closed_at": row.closed_at,
        "carried_to_id": row.carried_to_id,
        "grades": [grade(row.grades[key_result_id]) for key_result_id in sorted(row.grades)],
    }


def review(cycle: CycleRow, unit_id: int | None, as_of: Any, figures: Figures) -> Body:
    """A cycle's figures."""
    return {
        "cycle_id": cycle.id,
        "unit_id": unit_id,
        "as_of": as_of,
        "mean_score": figures.score.mean,
        "scored": figures.score.scored,
        "objectives": figures.score.objectives,
        "planned": figures.score.planned,
        "hidden": figures.hidden,
        "bands": {str(name): count for name, count in figures.score.bands.items()},
        "objectives_by_status": dict(figures.objectives),
        "key_results_by_status": dict(figures.key_results),
        "bottom_up": figures.by_origin.bottom_up,
        "linked": figures.linked,
        "computed_at": figures.computed_at,
    }
