"""Objectives as lines: score, what is expected, and the verdict, on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from headway.core.pace import Status, StatusCode, elapsed_share, pace_status
from headway.core.scoring import ObjectiveScore
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.key_results import KeyResultRow, rows
from headway.okrs.queries.scores import score_terms
from headway.reports.queries.places import of_object


@dataclass(slots=True)
class ObjectiveLine:
    """An objective as a table row needs it, with its key results. ``score``, ``expected`` and
    ``status`` are of the day it was read for."""

    id: int
    title: str
    state: str
    ambition: str
    origin: str
    is_local: bool
    score: float | None
    coverage: float
    unit_id: int
    unit_name: str
    unit_path: str
    owner_id: int | None
    owner_name: str | None
    cycle_id: int
    cycle_name: str
    cycle_phase: str
    starts_on: date
    ends_on: date
    standard: str
    updated_at: datetime
    key_results: list[KeyResultRow] = field(default_factory=list)
    expected: float | None = None
    status: Status | None = None

    @property
    def url(self) -> str:
        return of_object("objective", self.id)

    @property
    def checked_in_at(self) -> datetime | None:
        """The newest check-in on any of its key results."""
        return max((r.checked_in_at for r in self.key_results if r.checked_in_at), default=None)


COLUMNS = (
    "id", "title", "state", "ambition", "origin", "is_local", "score", "coverage",
    "unit_id", "unit__name", "unit__path", "owner_id", "owner__name", "cycle_id", "cycle__name",
    "cycle__phase", "cycle__starts_on", "cycle__ends_on", "cycle__scoring_standard", "updated_at",
)  # fmt: skip


def lines(objectives: QuerySet[Objective], *, as_of: date, today: date) -> list[ObjectiveLine]:
    """The objectives of a scoped, ordered and limited query set, judged. Two queries; two more
    when a kind is measured per period or the day lies in the past."""
    found = [ObjectiveLine(*row) for row in objectives.values_list(*COLUMNS)]
    key_results = rows(
        KeyResult.objects.filter(objective_id__in=[line.id for line in found]),
        as_of=as_of,
        today=today,
    )
    by_objective: dict[int, list[KeyResultRow]] = defaultdict(list)
    for row in key_results:
        by_objective[row.objective_id].append(row)
    for line in found:
        line.key_results = by_objective.get(line.id, [])
        _judge(line, as_of, is_past=as_of < today)
    return found


def score_of(line: ObjectiveLine) -> ObjectiveScore:
    """The objective's score from its key results' figures, with its terms."""
    return score_terms(
        line.key_results, starts_on=line.starts_on, ends_on=line.ends_on, standard=line.standard
    )


def _judge(line: ObjectiveLine, as_of: date, *, is_past: bool) -> None:
    scored = score_of(line)
    if is_past:
        line.score, line.coverage = scored.score, scored.coverage
    counted = {term.id: term.weight for term in scored.terms if term.included}
    live = [row for row in line.key_results if row.id in counted and not row.is_cancelled]
    line.expected = _mean_expected(live, counted)
    line.status = _verdict(line, live, as_of)


def _mean_expected(live: Sequence[KeyResultRow], weights: dict[int, float]) -> float | None:
    """The weighted mean of what the counted key results should have reached. Kinds that are met
    per period are expected to be met in full."""
    total = sum(weights[row.id] for row in live)
    if total <= 0:
        return None
    return (
        sum(weights[row.id] * (1.0 if row.expected is None else row.expected) for row in live)
        / total
    )


def _verdict(line: ObjectiveLine, live: Sequence[KeyResultRow], as_of: date) -> Status:
    """By precedence as for a key result: reached, not started, stale when all of it is, pace."""
    if line.score is None or not live or line.expected is None:
        code = StatusCode.NOT_STARTED if as_of < line.starts_on else StatusCode.UNKNOWN
        return Status(code, "none")
    codes = {row.status.code for row in live if row.status}
    if codes == {StatusCode.DONE}:
        return Status(StatusCode.DONE, "done")
    if as_of < line.starts_on:
        return Status(StatusCode.NOT_STARTED, "dates")
    tau = elapsed_share(line.starts_on, line.ends_on, as_of)
    pace = pace_status(line.score, tau, expected=line.expected)
    if codes == {StatusCode.STALE}:
        return Status(StatusCode.STALE, "stale", was=pace.code, gap=pace.gap)
    return pace
