"""Everything that figures of key results are computed from, read at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from headway.core.goalposts import Change
from headway.core.kinds import PERIOD_KINDS
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.arithmetic import Contribution, contributed, contributions_to
from headway.okrs.queries.goalposts import changes_of
from headway.okrs.queries.measures import Measured, measure
from headway.okrs.queries.readings import (
    Reading,
    Step,
    day_of_entry,
    milestones_of,
    readings_of,
)

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Inputs:
    """Readings, milestones, goal posts that moved and what others contribute, by key result."""

    readings: dict[int, list[Reading]]
    milestones: dict[int, list[Step]]
    changes: dict[int, list[Change]]
    contributions: dict[int, list[Contribution]]

    def measure(
        self,
        key_result: KeyResult,
        objective: Objective,
        *,
        as_of: date | None = None,
        values: Mapping[int, float | None] | None = None,
    ) -> Measured:
        """What a key result's readings amount to on a day, or on that of the latest entry, whose
        figures are stored. ``values`` are those of contributing key results that are fresher than
        what was read. Costs no query, once the organisation is known. Raises MethodError where
        readings and definition do not go together."""
        cycle, readings = objective.cycle, self.readings.get(key_result.pk, [])
        added = self.contributions.get(key_result.pk, ())
        if values:
            added = [replace(one, value=values.get(one.child_id, one.value)) for one in added]
        return measure(
            key_result,
            readings,
            self.milestones.get(key_result.pk, ()),
            starts_on=cycle.starts_on,
            ends_on=cycle.ends_on,
            as_of=as_of or day_of_entry(readings, cycle.starts_on, _zone_of(objective, key_result)),
            contributed=contributed(added),
            ambition=objective.ambition,
            changes=self.changes.get(key_result.pk, ()),
        )


def is_frozen(key_result: KeyResult, inputs: Inputs) -> bool:
    """Whether its stored figures are the record: cancelled, while others added to its value. They
    go on, and what they amounted to on its last day is kept nowhere else."""
    return key_result.cancelled_on is not None and bool(inputs.contributions.get(key_result.pk))


def _zone_of(objective: Objective, key_result: KeyResult) -> str:
    """The organisation's, where the day of an entry decides which periods are over; else any. One
    query where it is and the organisation was not read along."""
    return objective.organisation.time_zone if key_result.kind in PERIOD_KINDS else "UTC"


def inputs_of(key_result_ids: Iterable[int]) -> Inputs:
    """The inputs of these key results. Four queries for each thousand, five where something
    contributes."""
    ids = list(key_result_ids)
    found = Inputs({}, {}, {}, {})
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        found.readings.update(readings_of(some))
        found.milestones.update(milestones_of(some))
        found.changes.update(changes_of(some))
        found.contributions.update(contributions_to(some))
    return found
