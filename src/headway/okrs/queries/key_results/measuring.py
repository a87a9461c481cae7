"""Rows of key results with their figures worked out from readings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from headway.core.goalposts import Change
from headway.okrs.queries.arithmetic import Contribution, contributed, contributions_to
from headway.okrs.queries.goalposts import changes_of
from headway.okrs.queries.key_results.rows import KeyResultRow
from headway.okrs.queries.measures import measure, put_figures
from headway.okrs.queries.overrides import overrides_on
from headway.okrs.queries.readings import Reading, Step, milestones_of, readings_of


class Evidence:
    """What was read on a key result, its milestones, what others add to it, and the goal posts that
    moved: all that its figures follow from besides its row. Equal is what is of the very same
    records, which are there once (see ``kit.keeping``)."""

    __slots__ = ("_same", "changes", "contributions", "readings", "steps")

    def __init__(
        self,
        readings: Sequence[Reading],
        steps: Sequence[Step],
        contributions: Sequence[Contribution],
        changes: Sequence[Change],
    ) -> None:
        self.readings, self.steps = readings, steps
        self.contributions, self.changes = contributions, changes
        self._same = tuple(map(id, (*readings, *steps, *contributions, *changes)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Evidence) and self._same == other._same

    def __hash__(self) -> int:
        return hash(self._same)


def evidence_of(key_result_ids: Collection[int], as_of: date) -> dict[int, Evidence]:
    """By key result, up to a day. Four queries."""
    readings = readings_of(key_result_ids, as_of=as_of)
    steps, moved = milestones_of(key_result_ids), changes_of(key_result_ids)
    added = contributions_to(key_result_ids)
    return {id_: _evidence(id_, readings, steps, added, moved) for id_ in key_result_ids}


def _evidence(
    id_: int,
    readings: Mapping[int, Sequence[Reading]],
    steps: Mapping[int, Sequence[Step]],
    added: Mapping[int, Sequence[Contribution]],
    moved: Mapping[int, Sequence[Change]],
) -> Evidence:
    return Evidence(
        readings.get(id_, ()), steps.get(id_, ()), added.get(id_, ()), moved.get(id_, ())
    )


def measure_by(row: KeyResultRow, known: Evidence, as_of: date) -> None:
    """One row by what is known of it. No query."""
    row.readings, row.steps = known.readings, known.steps
    row.contributions, row.changes = known.contributions, known.changes
    _measure(row, as_of)


def measure_from(
    found: Sequence[KeyResultRow],
    as_of: date,
    *,
    readings: Mapping[int, Sequence[Reading]],
    steps: Mapping[int, Sequence[Step]],
    moved: Mapping[int, Sequence[Change]],
    added: Mapping[int, Sequence[Contribution]],
) -> None:
    """From what was read on them and what others added, by key result. No query."""
    for row in found:
        measure_by(row, _evidence(row.id, readings, steps, added, moved), as_of)


def measure_again(
    found: Sequence[KeyResultRow],
    as_of: date,
    *,
    added: Mapping[int, Sequence[Contribution]],
) -> None:
    """From what is stored of them up to a day; ``added`` is what others contribute, which is not
    what is stored. Three queries."""
    ids = [row.id for row in found]
    measure_from(
        found,
        as_of,
        readings=readings_of(ids, as_of=as_of),
        steps=milestones_of(ids),
        moved=changes_of(ids),
        added=added,
    )


def _measure(row: KeyResultRow, as_of: date) -> None:
    measured = measure(
        row,
        row.readings,
        row.steps,
        starts_on=row.cycle_starts_on,
        ends_on=row.cycle_ends_on,
        as_of=row.seen_on(as_of),
        contributed=contributed(row.contributions),
        ambition=row.ambition,
        changes=row.changes,
    )
    put_figures(row, measured)
    row.outlook = measured.outlook


def take_overrides(rows: Sequence[KeyResultRow], as_of: date) -> None:
    """One query, none where nobody set a status."""
    if rows:
        in_force = overrides_on([row.id for row in rows], as_of)
        for row in rows:
            row.overridden = in_force.get(row.id)
