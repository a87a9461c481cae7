"""What makes a key result measurable, checked before anything is stored (docs/methods 1.2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeGuard

from headway.core.errors import DefinitionError, MethodError
from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS, KeyResultKind
from headway.core.texts import gettext_noop as _

Anchors = Sequence[Sequence[float]]

LARGEST = 1e15
"""Beyond it, doubles cannot tell neighbouring whole numbers apart, and sums of squares overflow."""
LARGEST_WEIGHT = 1e6
CLOSEST = 1e-15
"""A start and a target nearer than this make progress a ratio of rounding errors."""
SMALLEST = 1 / LARGEST
"""What a log scale starts from and leads to at least: factors are as bounded as numbers are."""


def definition_problems(
    kind: str,
    *,
    start: float | None = None,
    target: float | None = None,
    low: float | None = None,
    high: float | None = None,
    fail: float | None = None,
    scale: str = "linear",
    anchors: Anchors | None = None,
    weights: Sequence[float] = (),
    profile: Sequence[Sequence[float]] | None = None,
    n_min: int | None = None,
) -> list[MethodError]:
    """Everything that is wrong with a definition, all at once; an empty list when it can be used.

    >>> [p.code for p in definition_problems("increase", start=5, target=3)]
    ['KR_DIRECTION_MISMATCH']
    """
    kind = KeyResultKind(kind)
    problems = number_problems(start=start, target=target, low=low, high=high, fail=fail)
    if problems:
        return problems
    problems = scale_problems(scale)
    if kind in CHANGE_KINDS:
        problems += _change_problems(kind, start, target, scale)
    elif kind in PERIOD_KINDS:
        problems += period_problems(kind, target, low, high, fail)
    elif kind is KeyResultKind.MILESTONE:
        problems += _weight_problems(weights)
    elif kind is KeyResultKind.ANCHORED:
        problems += anchor_problems(anchors)
    elif kind is KeyResultKind.BASELINE and n_min is not None and n_min < 1:
        problems.append(
            DefinitionError(
                _("Say how many readings it takes, 1 or more."), code="N_MIN", field="n_min"
            )
        )
    if profile is not None:
        problems += profile_problems(profile)
    return problems


def number_problems(**numbers: float | None) -> list[MethodError]:
    """The numbers of a definition, by field, that are none.

    >>> [p.field for p in number_problems(start=0.0, target=math.inf, low=None)]
    ['target']
    """
    return [
        DefinitionError(_("Enter an ordinary number."), code="NOT_FINITE", field=name)
        for name, number in numbers.items()
        if number is not None and not is_number(number)
    ]


def is_ordinary(number: float) -> bool:
    """Whether it is finite and of a size that sums and ratios can be made of.

    >>> is_ordinary(-2.5), is_ordinary(1e16), is_ordinary(math.nan), is_ordinary(10**400)
    (True, False, False, False)
    """
    return abs(number) <= LARGEST


def is_number(value: object) -> TypeGuard[float]:
    """Whether something that was sent is an ordinary number, and no text, truth or nothing.

    >>> is_number(2), is_number(True), is_number("2"), is_number(10**400)
    (True, False, False, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= LARGEST


def scale_problems(scale: str, *posts: float) -> list[MethodError]:
    """What is wrong with a scale, and with a start and a target on it.

    >>> [p.code for p in scale_problems("log", 0, 10)]
    ['NOT_POSITIVE']
    """
    if scale not in ("linear", "log"):
        return [
            DefinitionError(_("Choose a linear or a log scale."), code="UNKNOWN", field="scale")
        ]
    if scale == "log" and any(post <= 0 for post in posts):
        return [
            DefinitionError(
                _("On a log scale start and target must be above 0."),
                code="NOT_POSITIVE",
                field="start",
            )
        ]
    return []


def health_problems(kind: str) -> list[MethodError]:
    """What is wrong with the kind of a health metric: it must be judged by limits.

    >>> [p.field for p in health_problems("increase")]
    ['kind']
    """
    if kind in PERIOD_KINDS:
        return []
    message = _("A health metric stays above, below or within limits. Choose one of these.")
    return [DefinitionError(message, code="HEALTH_KIND", field="kind")]


def _change_problems(
    kind: KeyResultKind, start: float | None, target: float | None, scale: str
) -> list[MethodError]:
    problems: list[MethodError] = []
    if start is None:
        problems.append(
            DefinitionError(_("Say where it starts."), code="KR_NO_BASELINE", field="start")
        )
    if target is None:
        problems.append(
            DefinitionError(_("Say where it should end."), code="KR_NO_NUMBER", field="target")
        )
    if start is None or target is None:
        return problems
    if abs(target - start) < CLOSEST:
        return [
            DefinitionError(
                _(
                    "Start and target are the same. Choose “stay above” or “stay below” to hold a "
                    "level."
                ),
                code="KR_START_EQ_TARGET",
                field="target",
            )
        ]
    if (target > start) != (kind is KeyResultKind.INCREASE):
        return [
            DefinitionError(
                _(
                    "The target lies on the other side of the start. Turn the direction or swap "
                    "the numbers."
                ),
                code="KR_DIRECTION_MISMATCH",
                field="target",
            )
        ]
    return _log_problems(start, target) if scale == "log" else []


def _log_problems(start: float, target: float) -> list[MethodError]:
    problems = scale_problems("log", start, target)
    if problems:
        return problems
    if min(start, target) < SMALLEST:
        message = (
            "On a log scale start and target must be 0.000000000000001 or more. Choose a larger "
            "unit of measure."
        )
        return [DefinitionError(message, code="TOO_SMALL", field="start")]
    if abs(target - start) < CLOSEST * start:
        message = (
            "Start and target differ by too small a factor for a log scale. Choose a linear one."
        )
        return [DefinitionError(message, code="KR_START_EQ_TARGET", field="target")]
    return []


def period_problems(
    kind: KeyResultKind,
    target: float | None,
    low: float | None,
    high: float | None,
    fail: float | None,
) -> list[MethodError]:
    """What is wrong with a limit or a range, and with where a miss of it earns nothing.

    >>> [p.code for p in period_problems(KeyResultKind.STAY_ABOVE, 98, None, None, 99)]
    ['FAIL_SIDE']
    """
    if kind is KeyResultKind.WITHIN:
        if low is None or high is None:
            return [
                DefinitionError(
                    _("A range needs both ends."),
                    code="KR_NO_NUMBER",
                    field="low" if low is None else "high",
                )
            ]
        if low > high:
            return [
                DefinitionError(
                    _("The lower end must not be above the upper end."), code="RANGE", field="high"
                )
            ]
        if fail is not None and fail <= 0:
            return [
                DefinitionError(_("The tolerance must be above 0."), code="FAIL_SIDE", field="fail")
            ]
        return []
    if target is None:
        return [DefinitionError(_("Say which limit holds."), code="KR_NO_NUMBER", field="target")]
    if fail is None:
        return []
    wrong = fail >= target if kind is KeyResultKind.STAY_ABOVE else fail <= target
    if wrong:
        message = (
            _("The value that earns nothing must lie below the floor.")
            if kind is KeyResultKind.STAY_ABOVE
            else _("The value that earns nothing must lie above the cap.")
        )
        return [DefinitionError(message, code="FAIL_SIDE", field="fail")]
    return []


def _weight_problems(weights: Sequence[float]) -> list[MethodError]:
    if not weights:
        return [
            DefinitionError(
                _("Add at least one milestone."), code="NO_MILESTONE", field="milestones"
            )
        ]
    if any(not 0 <= w <= LARGEST_WEIGHT for w in weights) or math.fsum(weights) <= 0:
        return [
            DefinitionError(
                _("Milestone weights go from 0 to 1,000,000, and not all are 0."),
                code="WEIGHTS",
                field="milestones",
            )
        ]
    return []


def anchor_problems(anchors: Anchors | None) -> list[MethodError]:
    """What is wrong with pre-agreed (value, score) pairs.

    >>> anchor_problems([(0, 0), (15, 0.7), (20, 1)]), len(anchor_problems([(0, 0), (0, 1)]))
    ([], 1)
    """
    message = _(
        "Give at least two pairs of value and score, with values and scores rising or falling."
    )
    problem: list[MethodError] = [DefinitionError(message, code="ANCHORS", field="anchors")]
    if anchors is None or len(anchors) < 2 or any(len(pair) != 2 for pair in anchors):
        return problem
    pairs = sorted((float(value), float(score)) for value, score in anchors)
    if any(not (is_ordinary(v) and 0 <= s <= 1) for v, s in pairs):
        return problem
    steps = list(pairwise(pairs))
    if any(b[0] - a[0] < CLOSEST for a, b in steps):
        return problem
    rises = all(a[1] <= b[1] for a, b in steps)
    falls = all(a[1] >= b[1] for a, b in steps)
    return [] if (rises or falls) and pairs[0][1] != pairs[-1][1] else problem


def profile_problems(profile: Sequence[Sequence[float]]) -> list[MethodError]:
    """What is wrong with an expected profile: (time share, progress share) pairs, both rising from
    (0, 0) to (1, 1).

    >>> profile_problems([(0, 0), (0.5, 0.2), (1, 1)]), len(profile_problems([(0, 0), (1, 0.9)]))
    ([], 1)
    """
    message = _("An expected profile rises from (0, 0) to (1, 1).")
    problem: list[MethodError] = [DefinitionError(message, code="PROFILE", field="profile")]
    if len(profile) < 2 or any(len(pair) != 2 for pair in profile):
        return problem
    pairs = [(float(tau), float(share)) for tau, share in profile]
    if pairs[0] != (0.0, 0.0) or pairs[-1] != (1.0, 1.0):
        return problem
    for (t0, e0), (t1, e1) in pairwise(pairs):
        if not (t0 < t1 and e0 <= e1):  # also refuses NaN
            return problem
    return []
