"""Scores put together: KPIs to goals, goals to perspectives, perspectives to the whole
(docs/methods 5.3)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from headway.core.bands import TOLERANCE
from headway.core.definitions import is_ordinary
from headway.core.errors import DefinitionError, ReadingError
from headway.core.scorecard.scores import colour_of
from headway.core.spc.states import Colour
from headway.core.texts import gettext_noop as _
from headway.core.thresholds import FULL

LEAST_COVERAGE = 0.6
"""Of the weights; with less there is no score."""
FLOOR = 1.0
"""What a score of 0 counts as in a geometric mean, which it would else make 0."""


class Mean(StrEnum):
    """How scores are put together. ``geometric``: a low one is not made up for by a high one."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"


@dataclass(frozen=True, slots=True)
class Part:
    """What goes in: a score of 0 to 100, None where it is missing, and its weight.

    ``coverage`` is the share of what it is made of itself that is there, 1 of a KPI with a value;
    ``least`` the lowest score of a KPI below it, and ``reds`` how many of these are red. A KPI
    leaves all three out.
    """

    score: float | None
    weight: float = 1.0
    coverage: float | None = None
    least: float | None = None
    reds: int | None = None

    @property
    def covered(self) -> float:
        """Its share that is there: nothing of a part without a score, which is left out."""
        if self.score is None:
            return 0.0
        return 1.0 if self.coverage is None else self.coverage

    @property
    def lowest(self) -> float | None:
        """The lowest score below it, or its own."""
        return self.score if self.least is None else self.least

    @property
    def red(self) -> int:
        """How many red ones it has."""
        if self.reds is not None:
            return self.reds
        return int(colour_of(self.score) is Colour.RED)


@dataclass(frozen=True, slots=True)
class Score:
    """What several come to, 0 to 100; None where too little is there.

    ``shares`` are the weights of those that are there, normalised: they add up to 1, and are 0 of a
    part that is missing. ``coverage`` is the share of the weights whose parts are there, all the
    way down; a part that has too little for a score lends none of it. ``least`` and ``reds`` say
    what the mean makes up for or leaves out: the lowest score of a KPI below, and how many are
    red.
    """

    score: float | None
    coverage: float
    shares: tuple[float, ...]
    least: float | None
    reds: int

    def part(self, weight: float = 1.0) -> Part:
        """As it goes into what lies above."""
        return Part(self.score, weight, self.coverage, self.least, self.reds)


def put_together(parts: Sequence[Part], *, mean: str = Mean.ARITHMETIC) -> Score:
    """The weighted mean of what is there.

    Missing parts are left out and their weights shared among the others; with a coverage below 60 %
    there is no score. By the geometric mean exp(Σ w ln max(s, 1)).

    Parameters
    ----------
    parts
        Weights are 0 or more, relative to each other.

    Returns
    -------
    Score

    Raises
    ------
    DefinitionError
        A weight below 0, all of them 0, or an unknown mean.
    ReadingError
        A score outside 0 to 100.

    Examples
    --------
    >>> found = put_together([Part(90, 2), Part(30, 1), Part(None, 1)])
    >>> found.score, found.coverage, found.least, found.reds
    (70.0, 0.75, 30, 1)
    >>> put_together([Part(90), Part(None)]).score is None
    True
    >>> round(put_together([Part(100), Part(0)], mean="geometric").score, 1)
    10.0

    Source: docs/methods 5.3.
    """
    kind = _mean_of(mean)
    _check(parts)
    if not parts:
        return Score(None, 0.0, (), None, 0)
    total = math.fsum(part.weight for part in parts)
    there = math.fsum(part.weight for part in parts if part.score is not None)
    coverage = math.fsum(part.weight * part.covered for part in parts) / total
    shares = tuple(
        part.weight / there if part.score is not None and there > 0 else 0.0 for part in parts
    )
    known = [
        (share, part.score)
        for share, part in zip(shares, parts, strict=True)
        if part.score is not None
    ]
    lowest = [part.lowest for part in parts]
    least = min((one for one in lowest if one is not None), default=None)
    is_enough = there > 0 and coverage >= LEAST_COVERAGE - TOLERANCE
    return Score(
        _mean(known, kind) if is_enough else None,
        coverage,
        shares,
        least,
        sum(part.red for part in parts),
    )


def _mean_of(mean: str) -> Mean:
    try:
        return Mean(mean)
    except ValueError:
        raise DefinitionError(
            _("Choose arithmetic or geometric."), code="UNKNOWN", field="mean"
        ) from None


def _check(parts: Sequence[Part]) -> None:
    for part in parts:
        if not is_ordinary(part.weight) or part.weight < 0:
            raise DefinitionError(_("A weight is 0 or more."), code="WEIGHT", field="weight")
        if part.score is not None and not 0 <= part.score <= FULL:
            raise ReadingError(_("A score lies between 0 and 100."), code="SCORE", field="score")
    if parts and not any(part.weight > 0 for part in parts):
        raise DefinitionError(
            _("Give one of them a weight above 0."), code="WEIGHTS", field="weight"
        )


def _mean(known: Sequence[tuple[float, float]], kind: Mean) -> float:
    if kind is Mean.GEOMETRIC:
        logs = math.fsum(share * math.log(max(score, FLOOR)) for share, score in known)
        return min(math.exp(logs), FULL)
    return min(math.fsum(share * score for share, score in known), FULL)
