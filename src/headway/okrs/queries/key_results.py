"""Key results as plain rows, measured and judged on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from headway.core.cadence import cadence_of, next_due
from headway.core.forecast import NoOutlook, Outlook
from headway.core.goalposts import Change, Plan
from headway.core.health import health, health_status
from headway.core.kinds import PERIOD_KINDS, KeyResultKind
from headway.core.pace import Status, StatusCode, elapsed_share, expected_progress, status
from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult, State
from headway.okrs.queries.arithmetic import (
    Contribution,
    contributed,
    contributions_to,
    contributors_of,
)
from headway.okrs.queries.goalposts import changes_of
from headway.okrs.queries.measures import Measured, measure
from headway.okrs.queries.overrides import OverrideRow, overrides_on
from headway.okrs.queries.readings import Reading, Step, milestones_of, readings_of
from headway.okrs.queries.scores import counted_by, has_moved


@dataclass(slots=True)
class KeyResultRow:
    """A key result as a table row needs it. ``expected``, ``due_on`` and ``status`` are of the day
    the row was read for; so are the figures when that day lies in the past. ``outlook`` and the
    ``changes`` of goal posts are there where readings are, ``overridden`` where a person had set
    the status of that day. What is closed is read for the day it was graded on, or an earlier one.
    """

    id: int
    objective_id: int
    title: str
    kind: str
    owner_id: int | None
    owner_name: str | None
    updater_id: int | None
    start: float | None
    target: float | None
    low: float | None
    high: float | None
    fail: float | None
    scale: str
    anchors: Any
    measure: str
    aggregation: str
    weight: float
    cadence: str
    n_min: int | None
    profile: Any
    added_on: date | None
    cancelled_on: date | None
    cancel_reason: str
    value: float | None
    raw: float | None
    score: float | None
    confidence: int | None
    previous_confidence: int | None
    read_on: date | None
    checked_in_at: datetime | None
    version: int
    raw_original: float | None
    weight_original: float | None
    raw_of_record: float | None
    weight_of_record: float | None
    is_health: bool
    paired_with_id: int | None
    probability: float | None
    override: str
    override_until: date | None
    ambition: str
    cycle_starts_on: date
    cycle_ends_on: date
    objective_state: str
    scored_on: date | None
    expected: float | None = None
    due_on: date | None = None
    status: Status | None = None
    readings: Sequence[Reading] = field(default_factory=tuple)
    steps: Sequence[Step] = field(default_factory=tuple)
    contributions: Sequence[Contribution] = field(default_factory=tuple)
    outlook: Outlook | NoOutlook | None = None
    overridden: OverrideRow | None = None
    changes: Sequence[Change] = ()

    @property
    def starts_on(self) -> date:
        """The first day of its own window."""
        return max(self.added_on or self.cycle_starts_on, self.cycle_starts_on)

    @property
    def has_moved(self) -> bool:
        """Whether a goal post moved that its score depends on."""
        return has_moved(self)

    @property
    def score_original(self) -> float | None:
        """Its score by the plan as it was locked."""
        return counted_by(Plan.ORIGINAL, self).score

    @property
    def score_of_record(self) -> float | None:
        """Its score by the plan that counts."""
        return counted_by(Plan.OF_RECORD, self).score

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_on is not None

    def seen_on(self, as_of: date) -> date:
        """The day whose figures are shown when one looks as of a day."""
        return day_of_figures(
            as_of,
            is_closed=self.objective_state == State.CLOSED,
            scored_on=self.scored_on,
            cycle_ends_on=self.cycle_ends_on,
        )


def day_of_figures(
    as_of: date, *, is_closed: bool, scored_on: date | None, cycle_ends_on: date
) -> date:
    """The day looked at, but of what is closed none after it was graded (``Closure.scored_on``)."""
    return min(as_of, scored_on or cycle_ends_on) if is_closed else as_of


_COLUMNS = (
    "id", "objective_id", "title", "kind", "owner_id", "owner__name", "updater_id",
    "start", "target", "low", "high", "fail", "scale", "anchors", "measure", "aggregation",
    "weight", "cadence", "n_min", "profile", "added_on", "cancelled_on", "cancel_reason",
    "value", "raw", "score", "confidence", "previous_confidence", "read_on", "checked_in_at",
    "version", "raw_original", "weight_original", "raw_of_record", "weight_of_record", "is_health",
    "paired_with_id", "probability", "override", "override_until",
    "objective__ambition", "objective__cycle__starts_on", "objective__cycle__ends_on",
    "objective__state", "objective__closure__scored_on",
)  # fmt: skip


def rows(
    key_results: QuerySet[KeyResult],
    *,
    as_of: date,
    today: date,
    with_readings: bool = False,
) -> list[KeyResultRow]:
    """The key results of a scoped query set as judged rows, in their objective's order.

    One query; four more when readings are asked for, when ``as_of`` lies before ``today``, or when
    a kind is measured per period (such a figure moves with the calendar, not only with entries).
    """
    found = _in_order(key_results)
    return _judged(found, as_of=as_of, today=today, with_readings=with_readings)


def rows_by_id(
    ids: Collection[int], *, as_of: date, today: date, with_readings: bool = False
) -> list[KeyResultRow]:
    """The same for key results that are known by their ids, which somebody was let in to."""
    return _judged(_by_id(ids), as_of=as_of, today=today, with_readings=with_readings)


def rows_of_objectives(
    objective_ids: Collection[int], *, as_of: date, today: date, with_readings: bool = False
) -> list[KeyResultRow]:
    """The same for all key results of objectives that somebody was let in to."""
    found = _of_objectives(objective_ids)
    return _judged(found, as_of=as_of, today=today, with_readings=with_readings)


def _in_order(key_results: QuerySet[KeyResult]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return key_results.order_by("objective_id", "position", "id").values_list(*_COLUMNS)


@prepared
def _by_id(ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return _in_order(KeyResult.objects.filter(pk__in=ids))


@prepared
def _of_objectives(objective_ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return _in_order(KeyResult.objects.filter(objective_id__in=objective_ids))


def _judged(
    values: Iterable[tuple[Any, ...]], *, as_of: date, today: date, with_readings: bool
) -> list[KeyResultRow]:
    found = [KeyResultRow(*row) for row in values]
    past = as_of < today
    if past:
        found = _as_on(found, as_of)
    moving = [row for row in found if with_readings or past or row.kind in PERIOD_KINDS]
    if moving:
        _measure_again(moving, as_of=as_of, today=today)
    _take_overrides([row for row in found if past or row.override], as_of)
    for row in found:
        _judge(row, row.seen_on(as_of))
    return found


def _as_on(found: list[KeyResultRow], as_of: date) -> list[KeyResultRow]:
    """What was there on an earlier day: without what was added since, and before anything was
    cancelled since."""
    there = [row for row in found if row.added_on is None or row.added_on <= as_of]
    for row in there:
        if row.cancelled_on is not None and row.cancelled_on > as_of:
            row.cancelled_on, row.cancel_reason = None, ""
    return there


def _measure_again(found: Iterable[KeyResultRow], *, as_of: date, today: date) -> None:
    found = list(found)
    ids = [row.id for row in found]
    readings, steps = readings_of(ids, as_of=as_of), milestones_of(ids)
    moved = changes_of(ids)
    added = _contributions(ids, as_of=as_of, today=today)
    for row in found:
        row.contributions = added.get(row.id, ())
        row.readings = readings.get(row.id, ())
        row.steps = steps.get(row.id, ())
        row.changes = moved.get(row.id, ())
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
        _take(row, measured)


def _contributions(
    ids: Collection[int], *, as_of: date, today: date
) -> dict[int, list[Contribution]]:
    """What others add to these values: as stored, or as they stood on an earlier day."""
    if as_of >= today:
        return contributions_to(ids)
    children = contributors_of(ids)
    if not children:
        return {}
    then = {row.id: row.value for row in rows_by_id(children, as_of=as_of, today=today)}
    return contributions_to(ids, values=then)


def _take(row: KeyResultRow, measured: Measured) -> None:
    row.value = measured.value
    row.raw = measured.progress.raw
    row.score = measured.progress.score
    row.confidence = measured.confidence
    row.previous_confidence = measured.previous_confidence
    row.read_on = measured.read_on
    row.checked_in_at = measured.checked_in_at
    row.outlook = measured.outlook
    row.probability = measured.probability
    for name, standing in (("original", measured.original), ("of_record", measured.of_record)):
        setattr(row, f"raw_{name}", standing.raw if standing else None)
        setattr(row, f"weight_{name}", standing.weight if standing else None)


def _take_overrides(rows: Sequence[KeyResultRow], as_of: date) -> None:
    """One query, none where nobody set a status."""
    if rows:
        in_force = overrides_on([row.id for row in rows], as_of)
        for row in rows:
            row.overridden = in_force.get(row.id)


def _judge(row: KeyResultRow, as_of: date) -> None:
    tau = elapsed_share(row.starts_on, row.cycle_ends_on, as_of)
    is_period = row.kind in PERIOD_KINDS
    row.expected = None if is_period else expected_progress(tau, row.profile)
    row.due_on = next_due(
        cadence_of(row.cadence),
        start=row.starts_on,
        end=row.cycle_ends_on,
        last_read_on=row.read_on,
        as_of=as_of,
    )
    row.status = verdict(
        row,
        as_of,
        raw=row.raw,
        value=row.value,
        read_on=row.read_on,
        probability=row.probability,
    )


def verdict(
    row: KeyResultRow,
    as_of: date,
    *,
    raw: float | None,
    value: float | None,
    read_on: date | None,
    probability: float | None,
) -> Status:
    """The status of a key result or health metric with these figures, on a day: of the row as it
    was read, or as it would be after a check-in."""
    window = {"start": row.starts_on, "end": row.cycle_ends_on, "as_of": as_of}
    if row.is_health:
        limits = {"target": row.target, "low": row.low, "high": row.high, "fail": row.fail}
        return health_status(
            health(row.kind, value, **limits),
            cadence=cadence_of(row.cadence),
            last_read_on=read_on,
            cancelled_on=row.cancelled_on,
            **window,
        )
    return status(
        kind=KeyResultKind(row.kind),
        raw=raw,
        profile=row.profile,
        cadence=cadence_of(row.cadence),
        last_read_on=read_on,
        cancelled_on=row.cancelled_on,
        probability=probability,
        override=StatusCode(row.overridden.status) if row.overridden else None,
        **window,
    )
