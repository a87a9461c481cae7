"""Rows of key results with their figures worked out from readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from headway.core.goalposts import Change
from headway.okrs.queries.arithmetic import Contribution, contributed, contributions_to
from headway.okrs.queries.goalposts import changes_of
from headway.okrs.queries.key_results.rows import KeyResultRow
from headway.okrs.queries.measures import measure, put_figures
from headway.okrs.queries.overrides import overrides_on
from headway.okrs.queries.readings import Reading, Step, milestones_of, readings_of


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
        row.contributions = added.get(row.id, ())
        row.readings = readings.get(row.id, ())
        row.steps = steps.get(row.id, ())
        row.changes = moved.get(row.id, ())
        _measure(row, as_of)


def measure_again(
    found: Sequence[KeyResultRow],
    as_of: date,
    *,
    added: Mapping[int, Sequence[Contribution]] | None = None,
) -> None:
    """From what is stored of them up to a day; ``added`` is what others contribute, where that is
    not what is stored. Four queries, three where it is given."""
    ids = [row.id for row in found]
    measure_from(
        found,
        as_of,
        readings=readings_of(ids, as_of=as_of),
        steps=milestones_of(ids),
        moved=changes_of(ids),
        added=contributions_to(ids) if added is None else added,
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
