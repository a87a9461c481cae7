"""Colour bands of scores (docs/methods 1.1)."""

from __future__ import annotations

from enum import StrEnum

TOLERANCE = 1e-9
"""Figures that differ by less are the same: what rounding leaves, not what was reported."""


def held(raw: float) -> float:
    """Held between 0 and 1.

    >>> held(-0.25), held(0.6), held(1.5)
    (0.0, 0.6, 1.0)

    Source: docs/methods 1.2.
    """
    return raw if 0.0 < raw < 1.0 else 1.0 if raw >= 1.0 else 0.0


class Band(StrEnum):
    """The colour of a score; ``none`` where there is no score."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NONE = "none"


_THRESHOLDS = {"aspirational": (0.4, 0.7), "committed": (0.7, 1.0)}


def band(score: float | None, ambition: str) -> Band:
    """The band of a score between 0 and 1, for an ``aspirational`` or ``committed`` objective.

    >>> str(band(0.7, "aspirational")), str(band(0.7, "committed"))
    ('green', 'amber')

    Thresholds are compared with a tolerance of 1e-9 and without rounding. Raises KeyError for
    another ambition. Source: docs/methods 1.1 (published bands, gaps closed upwards).
    """
    amber, green = _THRESHOLDS[ambition]
    if score is None:
        return Band.NONE
    if score >= green - TOLERANCE:
        return Band.GREEN
    return Band.AMBER if score >= amber - TOLERANCE else Band.RED


def needs_explanation(score: float | None, ambition: str) -> bool:
    """A committed objective below 1 needs an explanation.

    >>> needs_explanation(0.95, "committed")
    True
    """
    return ambition == "committed" and score is not None and score < 1 - TOLERANCE


def proposed_outcome(score: float | None, ambition: str) -> str:
    """How an objective of that score ended, as its band says: achieved, partly or missed. A
    proposal; people decide.

    >>> proposed_outcome(0.7, "aspirational"), proposed_outcome(0.7, "committed")
    ('achieved', 'partly')
    >>> proposed_outcome(None, "committed")
    'missed'
    """
    return {Band.GREEN: "achieved", Band.AMBER: "partly"}.get(band(score, ambition), "missed")
