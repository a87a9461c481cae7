"""From readings to figures: the one place that hands a key result's readings to the core.

Pages, API, exports and the actions that store scores all come through :func:`measure`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol

from headway.core.cadence import cadence_of
from headway.core.errors import MethodError
from headway.core.forecast import NoOutlook, Outlook, Reason, outlook
from headway.core.goalposts import Change, Plan, fields_under
from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS, KeyResultKind
from headway.core.progress import (
    Progress,
    aggregate,
    due_period_values,
    key_result_progress,
    stated_progress,
)
from headway.okrs.queries.goalposts import milestones_then
from headway.okrs.queries.readings import Reading, Step


class Definition(Protocol):
    """What the arithmetic needs of a key result: a model instance or a row."""

    id: int
    kind: str
    start: float | None
    target: float | None
    low: float | None
    high: float | None
    fail: float | None
    scale: str
    anchors: Any
    aggregation: str
    measure: str
    cadence: str
    n_min: int | None
    weight: float
    added_on: date | None
    cancelled_on: date | None


_kept_outlook = lru_cache(maxsize=2048)(outlook)
"""A forecast costs a millisecond and follows from the readings and the definition alone, so it is
computed when one of them is new, not each time somebody looks."""

_kept_progress = lru_cache(maxsize=8192)(key_result_progress)


def hashable(pairs: Sequence[Any] | None) -> tuple[Any, ...] | None:
    """Anchors or a profile as they were stored or typed, to be part of a key."""
    if pairs is None:
        return None
    return tuple(tuple(pair) if isinstance(pair, list) else pair for pair in pairs)


@dataclass(frozen=True, slots=True)
class Standing:
    """Progress and weight of a key result by another plan than the one that stands."""

    raw: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What a key result's readings amount to on a day, and what they lead to. ``outlook`` is None
    where that was not asked for, ``original`` and ``of_record`` where no goal post has moved."""

    progress: Progress
    value: float | None
    confidence: int | None
    previous_confidence: int | None
    read_on: date | None
    valued_on: date | None
    checked_in_at: datetime | None
    outlook: Outlook | NoOutlook | None = None
    original: Standing | None = None
    of_record: Standing | None = None

    @property
    def probability(self) -> float | None:
        """Of reaching what the key result aims for, where there is a forecast."""
        return self.outlook.probability if isinstance(self.outlook, Outlook) else None


def put_figures(key_result: Any, measured: Measured) -> None:
    """Put measured figures on a key result, be it stored or a row; saving is the caller's."""
    key_result.value = measured.value
    key_result.raw = measured.progress.raw
    key_result.score = measured.progress.score
    key_result.confidence = measured.confidence
    key_result.previous_confidence = measured.previous_confidence
    key_result.read_on = measured.read_on
    key_result.valued_on = measured.valued_on
    key_result.checked_in_at = measured.checked_in_at
    key_result.probability = measured.probability
    original, of_record = measured.original, measured.of_record
    key_result.raw_original = original.raw if original else None
    key_result.weight_original = original.weight if original else None
    key_result.raw_of_record = of_record.raw if of_record else None
    key_result.weight_of_record = of_record.weight if of_record else None


def is_yes_no(definition: Any) -> bool:
    """Whether it is read as done or not: a baseline that counts its readings is not."""
    if definition.kind == KeyResultKind.BASELINE:
        return definition.n_min is None
    return bool(definition.kind == KeyResultKind.BINARY)


def measure(
    definition: Definition,
    readings: Sequence[Reading],
    steps: Sequence[Step],
    *,
    starts_on: date,
    ends_on: date,
    as_of: date,
    contributed: float | None = None,
    ambition: str | None = None,
    changes: Sequence[Change] = (),
) -> Measured:
    """The progress of a key result from its readings up to ``as_of``.

    ``starts_on`` and ``ends_on`` bound the cycle; a key result added later starts on that day. One
    that was cancelled keeps the progress of its last day. ``contributed`` is what other key results
    add to its value (see ``arithmetic``); it counts for kinds that go from a start to a target.
    With an ``ambition`` there is an outlook too. ``changes`` are the goal posts that moved, by
    which the plan as it was locked and the plan of record are told from the one that stands.
    """
    until = min(as_of, definition.cancelled_on or as_of)
    counted = [reading for reading in readings if reading.effective_on <= until]
    window = (max(definition.added_on or starts_on, starts_on), ends_on)
    confidences = [r.confidence for r in counted if r.confidence is not None]
    value, progress = _progress(definition, counted, steps, window, until, contributed)

    def standing(plan: Plan) -> Standing | None:
        fields = fields_under(changes, plan)
        if not fields:
            return None
        then: Any = _AsPlanned(definition, fields)
        planned = _steps_then(steps, fields.get("milestones"))
        try:
            raw = _progress(then, counted, planned, window, until, contributed)[1].raw
        except MethodError:
            raw = None
        return Standing(0.0 if raw is None and progress.raw is not None else raw, then.weight)

    return Measured(
        progress=progress,
        value=value,
        confidence=confidences[-1] if confidences else None,
        previous_confidence=confidences[-2] if len(confidences) > 1 else None,
        read_on=counted[-1].effective_on if counted else None,
        valued_on=_valued_on(counted, is_fed=contributed is not None),
        checked_in_at=max((r.entered_at for r in counted), default=None),
        outlook=None
        if ambition is None
        else _outlook(definition, counted, window, ambition, is_own=contributed is None),
        original=standing(Plan.ORIGINAL),
        of_record=standing(Plan.OF_RECORD),
    )


def _valued_on(counted: Sequence[Reading], *, is_fed: bool) -> date | None:
    """The day of the latest check-in that tells where it stands. Where others add to the value it
    moves without anybody entering it: any check-in is then a look at it (docs/adr/0043)."""
    return next((one.effective_on for one in reversed(counted) if is_fed or one.has_value), None)


def planned_at(
    definition: Definition, steps: Sequence[Step], changes: Sequence[Change], tau: float
) -> tuple[Definition, Sequence[Step]]:
    """The definition and the milestones as they were at a share of the cycle: what changed of them
    later, of all that changed after plan lock (the oldest first), is put back."""
    fields = {one.field: one.before for one in reversed(changes) if one.tau > tau}
    if not fields:
        return definition, steps
    then: Any = _AsPlanned(definition, fields)
    return then, _steps_then(steps, fields.get("milestones"))


class _AsPlanned:
    """A definition with some fields as they were in another plan."""

    def __init__(self, definition: Definition, fields: Mapping[str, Any]) -> None:
        self._definition, self._fields = definition, fields

    def __getattr__(self, name: str) -> Any:
        return self._fields[name] if name in self._fields else getattr(self._definition, name)


def _steps_then(steps: Sequence[Step], planned: Sequence[Any] | None) -> Sequence[Step]:
    if planned is None:
        return steps
    now = [(step.id, step.title) for step in steps]
    return [Step(*step) for step in milestones_then(now, planned)]


def _outlook(
    definition: Definition,
    counted: Sequence[Reading],
    window: tuple[date, date],
    ambition: str,
    *,
    is_own: bool,
) -> Outlook | NoOutlook:
    """What the readings lead to. Stated progress is no reading, and a value to which others
    contribute is not told by one's own readings: there is no model for either."""
    if not is_own or any(reading.stated_progress is not None for reading in counted):
        return NoOutlook(Reason.NO_MODEL)
    return _kept_outlook(
        definition.kind,
        readings=tuple((r.effective_on, r.value) for r in counted if r.value is not None),
        cadence=cadence_of(definition.cadence),
        starts_on=window[0],
        ends_on=window[1],
        ambition=ambition,
        start=definition.start,
        target=definition.target,
        scale=definition.scale,
        aggregation=definition.aggregation,
        low=definition.low,
        high=definition.high,
        fail=definition.fail,
        anchors=hashable(definition.anchors) or None,
        bounds=(0.0, 100.0)
        if definition.measure == "%" and _is_share(definition)
        else (None, None),
    )


def _is_share(definition: Definition) -> bool:
    """Whether a percentage stays within 0 and 100, as its own goal posts do."""
    posts = [post for post in (definition.start, definition.target) if post is not None]
    return all(0 <= post <= 100 for post in posts)


def _progress(
    definition: Definition,
    readings: Sequence[Reading],
    steps: Sequence[Step],
    window: tuple[date, date],
    as_of: date,
    contributed: float | None,
) -> tuple[float | None, Progress]:
    said = [r for r in readings if r.stated_progress is not None or _has_value(r)]
    if said and said[-1].stated_progress is not None:
        return None, stated_progress(said[-1].stated_progress)
    kind = KeyResultKind(definition.kind)
    if kind is KeyResultKind.MILESTONE:
        return None, _milestone_progress(said, steps)
    values = [r.value for r in said if r.value is not None]
    if kind in PERIOD_KINDS:
        latest = values[-1] if values else None
        due = due_period_values(
            [(r.effective_on, r.value) for r in said if r.value is not None],
            cadence=cadence_of(definition.cadence),
            start=window[0],
            end=window[1],
            as_of=as_of,
        )
        return latest, _defined_progress(definition, values=tuple(due))
    if kind is KeyResultKind.BASELINE and definition.n_min is not None:
        so_far = aggregate(values, "mean") if values else None
        return so_far, key_result_progress(kind, values=values or None, n_min=definition.n_min)
    if kind in (KeyResultKind.BINARY, KeyResultKind.BASELINE):
        done = bool(values[-1]) if values else None
        return (values[-1] if values else None), key_result_progress(kind, done=done)
    value = aggregate(values, definition.aggregation) if values else None
    if contributed is not None and kind in CHANGE_KINDS:
        value = (value or 0.0) + contributed
    return value, _defined_progress(definition, value=value)


def _has_value(reading: Reading) -> bool:
    return reading.value is not None or reading.milestones_done is not None


def _milestone_progress(said: Sequence[Reading], steps: Sequence[Step]) -> Progress:
    if not said or not steps:
        return key_result_progress(KeyResultKind.MILESTONE, weights=[], done=None)
    done = set(said[-1].milestones_done or ())
    return key_result_progress(
        KeyResultKind.MILESTONE,
        weights=[step.weight for step in steps],
        done=[step.id in done for step in steps],
    )


def _defined_progress(definition: Definition, **readings: Any) -> Progress:
    return _kept_progress(
        definition.kind,
        start=definition.start,
        target=definition.target,
        low=definition.low,
        high=definition.high,
        fail=definition.fail,
        scale=definition.scale,
        anchors=hashable(definition.anchors),
        **readings,
    )
