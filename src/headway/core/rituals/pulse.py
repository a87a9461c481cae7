"""The pulse question of a weekly: when an answer is nobody's, and what may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ANONYMOUS_ABOVE = 4
"""People of a unit above which answers are not told apart."""
FEWEST = 5
"""Answers of an anonymous pulse below which nothing is shown."""
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class PulseShown:
    """What everybody sees: ``mean`` and ``counts`` (from 1 to 5) are None while ``missing`` more
    answers are needed, and while an anonymous one can still be answered."""

    answered: int
    missing: int
    mean: float | None
    counts: tuple[int, ...] | None


def is_anonymous(people: int) -> bool:
    """Whether the answers of so many people are not told apart.

    >>> is_anonymous(4), is_anonymous(5)
    (False, True)
    """
    return people > ANONYMOUS_ABOVE


def pulse_shown(counts: Sequence[int], *, anonymous: bool, over: bool = True) -> PulseShown:
    """What is shown of how many gave each answer from 1 to 5. Of an anonymous one nothing before it
    is over: whoever sees the result before and after an answer knows that answer.

    >>> pulse_shown([0, 1, 2, 1, 0], anonymous=True)
    PulseShown(answered=4, missing=1, mean=None, counts=None)
    >>> pulse_shown([0, 1, 2, 1, 1], anonymous=True).mean
    3.4
    >>> pulse_shown([0, 1, 2, 1, 1], anonymous=True, over=False)
    PulseShown(answered=5, missing=0, mean=None, counts=None)

    Source: docs/methods 10.1.
    """
    answered = sum(counts)
    needed = FEWEST if anonymous else 1
    if answered < needed or (anonymous and not over):
        return PulseShown(answered, max(needed - answered, 0), None, None)
    points = sum(answer * count for answer, count in enumerate(counts, LOWEST))
    return PulseShown(answered, 0, points / answered, tuple(counts))
