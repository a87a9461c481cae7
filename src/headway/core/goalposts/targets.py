"""The goal posts of a KPI: targets and thresholds that moved, with or without the value in sight
(docs/methods 1.9 and 3.12)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from headway.core.cadence import local_date
from headway.core.goalposts.index import (
    Direction,
    GoalPostIndex,
    Move,
    Posts,
    Step,
    goal_post_index,
    severity_of,
)
from headway.core.kinds import KeyResultKind

WINDOW = 365
"""Days that the index of a KPI looks back: it has no cycle."""


def is_later_day(at: datetime, defined_at: datetime, time_zone: str) -> bool:
    """Whether a moment lies on a later day, where the organisation lives, than the one on which a
    KPI was defined: what is set on that day moves nothing.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 11, 23, 15, tzinfo=UTC)
    >>> is_later_day(datetime(2026, 11, 24, 9, tzinfo=UTC), monday, "UTC")
    True
    """
    return local_date(at, time_zone) > local_date(defined_at, time_zone)


_KINDS = {
    "at_least": KeyResultKind.STAY_ABOVE,
    "at_most": KeyResultKind.STAY_BELOW,
    "within": KeyResultKind.WITHIN,
}
_COLOURS = {"red": 0, "amber": 1, "green": 2}


@dataclass(frozen=True, slots=True)
class KpiTarget:
    """What is wanted of a KPI: at least ``low``, at most ``high``, or within both; without either
    nothing is. ``red`` is where it is red (within: how far outside), ``worst`` and ``best`` end its
    scale, ``by`` is the day it is to be met, as a number of days from any fixed one; ``curve`` are
    the points that it is scored by, where it says its own."""

    kind: str
    low: float | None = None
    high: float | None = None
    red: float | None = None
    worst: float | None = None
    best: float | None = None
    by: int | None = None
    curve: tuple[tuple[float, float], ...] | None = None

    @property
    def is_none(self) -> bool:
        """Whether nothing is wanted."""
        return self.low is None and self.high is None


@dataclass(frozen=True, slots=True)
class TargetChange:
    """One target that took the place of another. ``is_known``: a value of the periods it holds for
    was known when it was set."""

    before: KpiTarget
    after: KpiTarget
    is_known: bool


def target_index(changes: Sequence[TargetChange], *, rebases: int = 0) -> GoalPostIndex:
    """The goal-post index of a KPI from what changed within :data:`WINDOW`, the oldest first.

    Parameters
    ----------
    changes
        Targets that took the place of others.
    rebases
        How often its limits began anew: changes whose size cannot be told.

    Returns
    -------
    GoalPostIndex
        With one step for each change of a target.

    Examples
    --------
    At least 95, red from 90, is eased to 94 before the value is known and to 93 after:

    >>> start, then, now = (KpiTarget("at_least", low=low, red=90) for low in (95, 94, 93))
    >>> index = target_index([TargetChange(start, then, False), TargetChange(then, now, True)])
    >>> round(index.movement, 3), round(index.easing, 3), str(index.severity)
    (0.6, 0.6, 'error')

    Notes
    -----
    The unit is that of a key result measured by period: the distance from the limit to red, the
    width of a range, else the limit itself, as it was before the first change of that kind. A KPI
    has no cycle of which a share has passed: a change made before any value it judges was known
    weighs 1, one made after weighs 2, as the last day of a cycle does. To take a target away, to
    set one again and to judge otherwise (at most instead of at least) are changes without a size,
    and so is a curve that bends otherwise between the same ends.

    References
    ----------
    docs/methods 3.12.
    """
    steps: list[Step] = []
    posts: Posts | None = None
    for change in changes:
        if posts is None or posts.kind != _KINDS[change.before.kind] or change.before.is_none:
            posts = _posts(change.before)
        steps.append(_step(posts, change))
        if change.after.kind != change.before.kind:
            posts = None
    movement = math.fsum(step.movement for step in steps)
    return GoalPostIndex(
        movement=movement,
        easing=math.fsum(step.easing for step in steps),
        steps=tuple(steps),
        severity=severity_of(movement, len(steps) + rebases),
    )


def is_rescued(*, easing: float, original: str, current: str) -> bool:
    """Whether a KPI looks better only since its target was eased: its colour under the target as it
    was would be worse. Grey is no colour to compare with.

    >>> is_rescued(easing=0.2, original="amber", current="green")
    True
    >>> is_rescued(easing=-0.2, original="amber", current="green")
    False

    Source: docs/methods 3.12.
    """
    if easing <= 0 or original not in _COLOURS or current not in _COLOURS:
        return False
    return _COLOURS[current] > _COLOURS[original]


def _posts(target: KpiTarget) -> Posts:
    limit = target.low if target.kind == "at_least" else target.high
    kind = _KINDS[target.kind]
    if kind is KeyResultKind.WITHIN:
        return Posts(kind, low=target.low, high=target.high, fail=target.red, duration=WINDOW)
    return Posts(kind, target=limit, fail=target.red, duration=WINDOW)


def _step(posts: Posts, change: TargetChange) -> Step:
    """What one change adds: the sum of what its numbers moved."""
    before, after = change.before, change.after
    if before.kind != after.kind or before.is_none or after.is_none:
        return Step(0.0, 0.0, Direction.CHANGED)
    moves = [Move(name, was, now, float(change.is_known)) for name, was, now in _moved(change)]
    moved = goal_post_index(posts, moves)
    if moved.easing == 0:
        return Step(moved.movement, 0.0, Direction.CHANGED)
    direction = Direction.EASED if moved.easing > 0 else Direction.TIGHTENED
    return Step(moved.movement, moved.easing, direction)


def _moved(change: TargetChange) -> list[tuple[str, float | None, float | None]]:
    before, after = change.before, change.after
    names = {
        "at_least": {"target": "low", "fail": "red"},
        "at_most": {"target": "high", "fail": "red"},
        "within": {"low": "low", "high": "high", "fail": "red"},
    }[before.kind]
    found = [(post, getattr(before, name), getattr(after, name)) for post, name in names.items()]
    found += [(name, getattr(before, name), getattr(after, name)) for name in ("worst", "best")]
    found.append(("deadline", before.by, after.by))
    return [(post, was, now) for post, was, now in found if was != now]
