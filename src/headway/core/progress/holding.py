"""Stay above, stay below, within: the share of the due periods that were held."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

from headway.core.bands import held
from headway.core.definitions import number_problems, period_problems
from headway.core.kinds import KeyResultKind
from headway.core.progress.results import Part, Progress, finite, nothing, refuse, result


def holding(
    kind: KeyResultKind,
    target: float | None,
    low: float | None,
    high: float | None,
    fail: float | None,
    values: Sequence[float | None] | None,
) -> Progress:
    """The mean grade of the due periods; one that has no reading earns 0. Raises DefinitionError,
    ReadingError. Source: docs/methods 1.2.

    >>> holding(KeyResultKind.STAY_BELOW, 5, None, None, None, [4, None, 5, 6]).raw
    0.5
    """
    rule = "periods"
    if not values:
        return nothing(rule)
    grades = [
        0.0 if value is None else period_grade(
            kind, value, target=target, low=low, high=high, fail=fail
        )
        for value in values
    ]  # fmt: skip
    share = 1 / len(grades)
    parts = tuple(
        Part(value, grade, grade * share) for value, grade in zip(values, grades, strict=True)
    )
    return result(math.fsum(grades) / len(grades), rule, parts)


def period_grade(
    kind: str,
    value: float,
    *,
    target: float | None = None,
    low: float | None = None,
    high: float | None = None,
    fail: float | None = None,
) -> float:
    """The grade of one due period, 0 to 1: 1 when met, sliding down to 0 at ``fail``.

    >>> period_grade("within", 55, low=30, high=50, fail=10)
    0.5

    Raises DefinitionError, ReadingError. Source: docs/methods 1.2.
    """
    kind, value = KeyResultKind(kind), finite(value, "value")
    refuse(
        number_problems(target=target, low=low, high=high, fail=fail)
        or period_problems(kind, target, low, high, fail)
    )
    miss, width = _miss(kind, value, target, low, high, fail)
    if miss <= 0:
        return 1.0
    return held(1 - miss / width) if width else 0.0


def _miss(
    kind: KeyResultKind,
    value: float,
    target: float | None,
    low: float | None,
    high: float | None,
    fail: float | None,
) -> tuple[float, float | None]:
    """By how much the period was missed (0 or less: met), and the miss that earns nothing."""
    if kind is KeyResultKind.WITHIN:
        return max(cast(float, low) - value, value - cast(float, high)), fail
    limit = cast(float, target)
    miss = limit - value if kind is KeyResultKind.STAY_ABOVE else value - limit
    return miss, None if fail is None else abs(limit - fail)
