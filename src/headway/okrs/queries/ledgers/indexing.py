"""The goal-post index of each key result, from the lines of a ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from headway.core.goalposts import Change, Direction, Plan, Severity, is_late_rescue
from headway.core.progress import score_of
from headway.okrs.queries.goalposts import INDEXED_FIELDS, index_of
from headway.okrs.queries.ledgers.rows import ChangeRow, IndexRow, Ledger

_RANK = [Severity.NONE, Severity.INFO, Severity.WARN, Severity.ERROR]


def indexed(rows: list[ChangeRow], earlier: Sequence[ChangeRow] = ()) -> Ledger:
    """Put on each row what it adds to the index, and make the index of each key result, with moves
    that are ``earlier`` than what is listed."""
    by_key_result: dict[int, list[ChangeRow]] = defaultdict(list)
    for row in reversed([*rows, *earlier]):
        if row.key_result_id is not None and row.field in INDEXED_FIELDS:
            by_key_result[row.key_result_id].append(row)
    indexes = [_index(moved) for moved in by_key_result.values()]
    return Ledger(rows, sorted(indexes, key=_gravity, reverse=True))


def _gravity(row: IndexRow) -> tuple[int, float]:
    return _RANK.index(row.severity), row.movement


def _index(moved: Sequence[ChangeRow]) -> IndexRow:
    first = moved[0]
    changes = [Change(row.field, row.before, row.after, row.tau) for row in moved]
    duration = float((first.ends_on - first.starts_on).days)
    index = index_of(first.definition, changes, duration=duration)
    for row, step in zip(moved, index.steps, strict=True):
        row.step = step
    scores = _scores(first.definition)
    return IndexRow(
        key_result_id=first.key_result_id or 0,
        title=first.key_result_title or "",
        objective_id=first.objective_id,
        objective_title=first.objective_title,
        unit_id=first.unit_id,
        unit_name=first.unit_name,
        index=index,
        late_rescue=is_late_rescue(
            [row.tau for row in moved if row.direction is Direction.EASED],
            original=scores[Plan.ORIGINAL],
            current=scores[Plan.CURRENT],
            ambition=first.ambition,
        ),
        score_original=scores[Plan.ORIGINAL],
        score_current=scores[Plan.CURRENT],
        score_of_record=scores[Plan.OF_RECORD],
    )


def _scores(stored: Mapping[str, Any]) -> dict[Plan, float | None]:
    """The scores of a key result by each plan, from its stored figures."""
    current = stored["raw"]
    has_moved = stored["weight_original"] is not None
    return {
        Plan.CURRENT: score_of(current),
        Plan.ORIGINAL: score_of(stored["raw_original"] if has_moved else current),
        Plan.OF_RECORD: score_of(stored["raw_of_record"] if has_moved else current),
    }
