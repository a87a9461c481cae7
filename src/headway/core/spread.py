"""How scores lie: read this before any mean (docs/methods 1.1)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headway.core.bands import TOLERANCE
from headway.core.errors import DefinitionError
from headway.core.texts import gettext_noop as _

BINS = 10
"""Bins of equal width between 0 and 1; both ends have a bin of their own."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores from ``low`` up to ``high``. Where both are the same, exactly that score."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How many of ``total`` have a score, the bins they lie in, and what they come to on average.

    ``bins`` are those at exactly 0, ten of a tenth each between, and at exactly 1; their counts add
    up to ``scored``. ``mean`` and ``median`` are None without a score.
    """

    total: int
    scored: int
    bins: tuple[Bin, ...]
    mean: float | None
    median: float | None

    @property
    def at_zero(self) -> int:
        return self.bins[0].count

    @property
    def at_one(self) -> int:
        return self.bins[-1].count

    @property
    def share_at_zero(self) -> float | None:
        return self.at_zero / self.scored if self.scored else None

    @property
    def share_at_one(self) -> float | None:
        return self.at_one / self.scored if self.scored else None

    @property
    def coverage(self) -> float:
        """The share that has a score, 0 to 1."""
        return self.scored / self.total if self.total else 0.0


def spread(scores: Iterable[float | None]) -> Spread:
    """How scores spread over fixed bins.

    Parameters
    ----------
    scores
        Scores from 0 to 1; None where there is none.

    Returns
    -------
    Spread

    Raises
    ------
    DefinitionError
        A score is no number, or outside 0 to 1.

    Examples
    --------
    >>> found = spread([0, 0, 0.05, 0.7, 1, 1, 1, None])
    >>> [one.count for one in found.bins]
    [2, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 3]
    >>> found.scored, found.total, round(found.mean, 3), found.median
    (7, 8, 0.536, 0.7)

    Notes
    -----
    Scores of real organisations are bimodal: many stand at exactly 0 or exactly 1, and a mean tells
    of neither. So the two ends have bins of their own, and edges fall on those of the bands (0.4,
    0.7). Ends and edges are compared with a tolerance of 1e-9; a score on an edge lies above it.

    References
    ----------
    docs/methods 1.1 (two published sets: 52 and 42 per cent exactly 1).
    """
    given = list(scores)
    known = [score for score in given if score is not None]
    counts = [0] * (BINS + 2)
    for score in known:
        counts[_bin_of(score)] += 1
    return Spread(
        total=len(given),
        scored=len(known),
        bins=tuple(Bin(*_edges(place), count) for place, count in enumerate(counts)),
        mean=math.fsum(known) / len(known) if known else None,
        median=_median(known),
    )


def _bin_of(score: float) -> int:
    if not -TOLERANCE <= score <= 1 + TOLERANCE:
        raise DefinitionError(_("A score goes from 0 to 1."), code="DOMAIN", field="score")
    if score <= TOLERANCE:
        return 0
    if score >= 1 - TOLERANCE:
        return BINS + 1
    return 1 + min(int((score + TOLERANCE) * BINS), BINS - 1)


def _edges(place: int) -> tuple[float, float]:
    if place == 0:
        return 0.0, 0.0
    if place == BINS + 1:
        return 1.0, 1.0
    return (place - 1) / BINS, place / BINS


def _median(known: Sequence[float]) -> float | None:
    if not known:
        return None
    ordered, half = sorted(known), len(known) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
