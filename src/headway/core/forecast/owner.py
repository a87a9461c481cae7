"""Model and owner side by side: their mean, whom to trust more, and when they disagree
(docs/methods 4.4)."""

from __future__ import annotations

import math
from collections.abc import Iterable

from headway.core.bands import TOLERANCE

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
EVEN = 0.5
RESOLVED_FOR_WEIGHT = 20
FAR_APART = 0.4
STEP_SHOWN = 0.05


def blend(probability: float, confidence: int, *, weight: float = EVEN) -> float:
    """Model and owner together: ``weight`` on the model, the rest on confidence / 10.

    >>> blend(0.3, 7)
    0.5
    """
    return weight * probability + (1.0 - weight) * confidence / 10


def best_weight(resolved: Iterable[tuple[float, int, bool]]) -> float:
    """The weight on the model that would have erred least (Brier), of 0, ¼, ½, ¾ and 1.

    ``resolved`` holds (probability, confidence, reached) of past key results; with fewer than 20 it
    is ½. Ties go to the weight nearest ½, then to the owner.

    >>> best_weight([(0.9, 2, True)] * 20), best_weight([(0.9, 2, True)] * 19)
    (1.0, 0.5)
    """
    past = list(resolved)
    if len(past) < RESOLVED_FOR_WEIGHT:
        return EVEN

    def error(weight: float) -> float:
        misses = (blend(p, c, weight=weight) - reached for p, c, reached in past)
        return math.fsum(miss * miss for miss in misses)

    return min(WEIGHTS, key=lambda weight: (round(error(weight), 12), abs(weight - EVEN), weight))


def disagrees(probability: float, confidence: int) -> bool:
    """Model and owner are 0.4 or more apart: worth a word in the weekly.

    >>> disagrees(0.3, 7), disagrees(0.35, 7)
    (True, False)
    """
    return abs(probability - confidence / 10) >= FAR_APART - TOLERANCE


def shown(probability: float) -> float:
    """A probability as people read it: to the nearest 0.05, halves up.

    >>> shown(0.97), shown(0.52), shown(0.525), shown(0.03)
    (0.95, 0.5, 0.55, 0.05)

    What is certain (0 or 1) stays so, and nothing else becomes so.
    """
    if probability in (0.0, 1.0):
        return probability
    nearest = math.floor(probability / STEP_SHOWN + 0.5 + TOLERANCE) * STEP_SHOWN
    return round(min(1.0 - STEP_SHOWN, max(STEP_SHOWN, nearest)), 2)
