"""How far the goal posts of one key result moved, and which way (docs/methods 1.9)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from headway.core.bands import TOLERANCE, Band, band
from headway.core.errors import DefinitionError
from headway.core.kinds import CHANGE_KINDS, KeyResultKind
from headway.core.texts import gettext_noop as _

INFO, WARN, ERROR = 0.10, 0.25, 0.50
MANY_CHANGES = 3
LATE = 0.75


class Severity(StrEnum):
    """How much a moved goal post says about the result."""

    NONE = "none"
    INFO = "info"
    WARN = "warn"
    ERROR = "error"


class Direction(StrEnum):
    """Which way a goal post moved; ``changed`` where that cannot be told in numbers."""

    EASED = "eased"
    TIGHTENED = "tightened"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Posts:
    """The goal posts of a key result as the plan was locked. ``duration`` is the length of its
    window in days, the measure of a moved deadline."""

    kind: str
    start: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    fail: float | None = None
    scale: str = "linear"
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One goal post that moved when the share ``tau`` of the cycle had passed.

    ``field`` is start, target, low, high, fail or deadline (in days from any fixed day); any other
    (milestones, anchors, kind) counts as a change whose size cannot be told. The same holds for a
    value that was or became none.
    """

    field: str
    before: float | None
    after: float | None
    tau: float


@dataclass(frozen=True, slots=True)
class Step:
    """What one move adds to the index, and which way it went."""

    movement: float
    easing: float
    direction: Direction


@dataclass(frozen=True, slots=True)
class GoalPostIndex:
    """``movement`` (M) never shrinks when more is moved; ``easing`` (E) is above 0 when the key
    result was made easier on balance. ``steps`` are in the order of the moves."""

    movement: float
    easing: float
    steps: tuple[Step, ...]
    severity: Severity

    @property
    def changes(self) -> int:
        return len(self.steps)


def goal_post_index(posts: Posts, moves: Sequence[Move]) -> GoalPostIndex:
    """The goal-post index of one key result.

    Parameters
    ----------
    posts
        Its definition as the plan was locked: the unit in which every move is measured.
    moves
        What moved since, the oldest first.

    Returns
    -------
    GoalPostIndex

    Raises
    ------
    DefinitionError
        A deadline moved and the posts have no duration, or tau lies outside 0 to 1.

    Examples
    --------
    A target of 40 to 60 is eased to 55 half-way and to 50 at four fifths of the time:

    >>> posts = Posts("increase", start=40, target=60)
    >>> index = goal_post_index(posts, [Move("target", 60, 55, 0.5), Move("target", 55, 50, 0.8)])
    >>> round(index.movement, 3), round(index.easing, 3), str(index.severity)
    (0.825, 0.825, 'error')

    Back again by the end, the movement has grown and the easing is gone:

    >>> moves = [Move("target", 60, 55, 0.5), Move("target", 55, 60, 0.5)]
    >>> index = goal_post_index(posts, moves)
    >>> index.movement, index.easing
    (0.75, 0.0)

    Notes
    -----
    The unit is the way from start to target, on a log scale that of their logarithms; for kinds
    measured per period it is the distance from the limit to where a period earns nothing, the
    width of a range, or the limit itself. A move at the share tau of the time weighs 1 + tau; a
    deadline moved by x days adds x / duration, whenever that happens.

    References
    ----------
    docs/methods 1.9.
    """
    steps = tuple(_step(posts, move) for move in moves)
    movement = math.fsum(step.movement for step in steps)
    return GoalPostIndex(
        movement=movement,
        easing=math.fsum(step.easing for step in steps),
        steps=steps,
        severity=severity_of(movement, len(steps)),
    )


def severity_of(movement: float, changes: int) -> Severity:
    """How grave a movement is; three changes are grave however small.

    >>> [str(severity_of(m, 1)) for m in (0.05, 0.1, 0.25, 0.5)], str(severity_of(0.01, 3))
    (['none', 'info', 'warn', 'error'], 'error')

    Source: docs/methods 1.9.
    """
    if movement >= ERROR - TOLERANCE or changes >= MANY_CHANGES:
        return Severity.ERROR
    if movement >= WARN - TOLERANCE:
        return Severity.WARN
    return Severity.INFO if movement >= INFO - TOLERANCE else Severity.NONE


_RANK = {Band.NONE: 0, Band.RED: 0, Band.AMBER: 1, Band.GREEN: 2}


def is_late_rescue(
    eased_at: Sequence[float],
    *,
    original: float | None,
    current: float | None,
    ambition: str,
) -> bool:
    """Whether an easing late in the cycle lifts the score into a better band than the plan as it
    was locked would give. ``eased_at`` are the shares of the time at which posts were eased.

    >>> is_late_rescue([0.8], original=0.6, current=0.72, ambition="aspirational")
    True
    >>> is_late_rescue([0.5], original=0.6, current=0.72, ambition="aspirational")
    False

    Source: docs/methods 1.9.
    """
    if not any(tau >= LATE - TOLERANCE for tau in eased_at):
        return False
    return _RANK[band(current, ambition)] > _RANK[band(original, ambition)]


def _step(posts: Posts, move: Move) -> Step:
    if not 0 <= move.tau <= 1:
        raise DefinitionError(_("The elapsed share lies between 0 and 1."), code="TAU", field="tau")
    signed = _signed(posts, move)
    if signed is None or signed == 0:
        return Step(0.0, 0.0, Direction.CHANGED)
    weighted = signed if move.field == "deadline" else signed * (1 + move.tau)
    return Step(abs(weighted), weighted, Direction.EASED if signed > 0 else Direction.TIGHTENED)


def _signed(posts: Posts, move: Move) -> float | None:
    """The size of a move in units of the posts, above 0 when it makes things easier."""
    if move.before is None or move.after is None:
        return None
    if move.field == "deadline":
        if not posts.duration:
            raise DefinitionError(_("A duration is needed."), code="DURATION", field="duration")
        return (move.after - move.before) / posts.duration
    easier = _easier(posts, move.field)
    if easier is None:
        return None
    if posts.kind in CHANGE_KINDS and posts.scale == "log":
        if min(move.before, move.after) <= 0:
            return None
        return easier * math.log(move.after / move.before) / _unit(posts)
    return easier * (move.after - move.before) / _unit(posts)


def _easier(posts: Posts, field: str) -> int | None:
    """1 when a rise of this post makes the key result easier, -1 when a fall does."""
    kind = KeyResultKind(posts.kind)
    if kind in CHANGE_KINDS:
        rising = _is_rising(posts)
        return {"target": -1 if rising else 1, "start": 1 if rising else -1}.get(field)
    return {
        KeyResultKind.STAY_ABOVE: {"target": -1, "fail": -1},
        KeyResultKind.STAY_BELOW: {"target": 1, "fail": 1},
        KeyResultKind.WITHIN: {"low": -1, "high": 1, "fail": 1},
    }.get(kind, {}).get(field)


def _is_rising(posts: Posts) -> bool:
    if posts.start is None or posts.target is None or posts.start == posts.target:
        return posts.kind == KeyResultKind.INCREASE
    return posts.target > posts.start


def _unit(posts: Posts) -> float:
    """What a move is measured in; never 0, so that imported oddities still have an index."""
    if posts.kind in CHANGE_KINDS and posts.scale == "log":
        start, target = posts.start or 1.0, posts.target or 1.0
        return abs(math.log(target / start)) if min(start, target) > 0 and start != target else 1.0
    for one, other in (
        (posts.target, posts.start),
        (posts.target, posts.fail),
        (posts.high, posts.low),
    ):
        if one is not None and other is not None and one != other:
            return abs(one - other)
    return abs(posts.target or 0.0) or 1.0
