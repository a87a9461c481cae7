"""A key result as a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from headway.core.forecast import NoOutlook, Outlook
from headway.core.goalposts import Change, Plan
from headway.core.pace import Status
from headway.okrs.models import State
from headway.okrs.queries.arithmetic import Contribution
from headway.okrs.queries.measures import is_yes_no
from headway.okrs.queries.overrides import OverrideRow
from headway.okrs.queries.readings import Reading, Step, done_by
from headway.okrs.queries.scores import counted_by, has_moved


@dataclass(slots=True, eq=False)  # each is itself: what follows from rows is kept by them
class KeyResultRow:
    """A key result as a table row needs it. ``expected``, ``due_on`` and ``status`` are of the day
    the row was read for; so are the figures when that day lies in the past. ``outlook`` and the
    ``changes`` of goal posts are there where readings are, ``overridden`` where a person had set
    the status of that day. What is closed is read for the day it was graded on, or an earlier one.

    Whoever looks at the same gets the same row. It is not changed once it was read; who wants
    another takes a copy (``replace``).
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
    valued_on: date | None
    checked_in_at: datetime | None
    version: int
    raw_original: float | None
    weight_original: float | None
    raw_of_record: float | None
    weight_of_record: float | None
    is_health: bool
    paired_with_id: int | None
    kpi_id: int | None
    kpi_name: str | None
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
    def stated(self) -> float | None:
        """The progress that was stated outright last, as imported files do; None where a value or
        steps were read since. Of a row that was read with its readings."""
        said = (
            one
            for one in reversed(self.readings)
            if one.stated_progress is not None
            or one.value is not None
            or one.milestones_done is not None
        )
        latest = next(said, None)
        return latest.stated_progress if latest else None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_on is not None

    @property
    def is_yes_no(self) -> bool:
        """Whether it is read as done or not."""
        return is_yes_no(self)

    @property
    def steps_done(self) -> list[int]:
        """The ids of its milestones that are done."""
        done = done_by(self.readings) or ()
        return [step.id for step in self.steps if step.id in done]

    @property
    def values_read(self) -> int:
        """How many readings gave a value."""
        return sum(reading.value is not None for reading in self.readings)

    @property
    def best_anchor(self) -> tuple[float, float]:
        """Of agreed scores the highest: value and score."""
        value, worth = sorted(self.anchors, key=lambda anchor: anchor[1])[-1]
        return value, worth

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


COLUMNS = (
    "id", "objective_id", "title", "kind", "owner_id", "owner__name", "updater_id",
    "start", "target", "low", "high", "fail", "scale", "anchors", "measure", "aggregation",
    "weight", "cadence", "n_min", "profile", "added_on", "cancelled_on", "cancel_reason",
    "value", "raw", "score", "confidence", "previous_confidence", "read_on", "valued_on",
    "checked_in_at", "version", "raw_original", "weight_original", "raw_of_record",
    "weight_of_record", "is_health", "paired_with_id", "kpi_id", "kpi__name", "probability",
    "override", "override_until", "objective__ambition", "objective__cycle__starts_on",
    "objective__cycle__ends_on", "objective__state", "objective__closure__scored_on",
)  # fmt: skip
