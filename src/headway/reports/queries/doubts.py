"""Key results of one's own objectives whose progress is fine while confidence falls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from headway.core.confidence import Falling, doubted
from headway.core.pace import StatusCode
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.readings import readings_of
from headway.okrs.queries.trajectories import confidences
from headway.reports.queries.places import of_object


@dataclass(frozen=True, slots=True)
class Doubt:
    """A key result and the fall of its owner's confidence."""

    row: KeyResultRow
    falling: Falling

    @property
    def url(self) -> str:
        return of_object("key_result", self.row.id)


def doubts(objectives: Iterable[ObjectiveRow], today: date) -> dict[int, list[Doubt]]:
    """By objective. One query, none where nothing is on track."""
    fine = [
        row
        for objective in objectives
        for row in objective.key_results
        if row.status and row.status.code is StatusCode.ON_TRACK and row.confidence is not None
    ]
    if not fine:
        return {}
    readings = readings_of([row.id for row in fine], as_of=today)
    found: dict[int, list[Doubt]] = {}
    for row in fine:
        fell = doubted(StatusCode.ON_TRACK, confidences(readings.get(row.id, ())), as_of=today)
        if fell:
            found.setdefault(row.objective_id, []).append(Doubt(row, fell))
    return found
