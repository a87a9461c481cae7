"""Model and owner side by side: their mean, and when they disagree (docs/methods 4.4)."""

from __future__ import annotations

import math

from headway.core.bands import TOLERANCE

FAR_APART = 0.4
STEP_SHOWN = 0.05


def blend(probability: float, confidence: int) -> float:
    """Model and owner together: the mean of the probability and of confidence / 10.

    >>> blend(0.3, 7)
    0.5
    """
    return (probability + confidence / 10) / 2


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
