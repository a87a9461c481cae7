"""Was the confidence worth what it said, and the own grade? (docs/methods 1.4 and 1.5)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from headway.core.bands import TOLERANCE
from headway.core.errors import DefinitionError
from headway.core.scoring import GRADES_FOR_A_PATTERN, grade_pattern
from headway.core.texts import gettext_noop as _

ENOUGH_KEY_RESULTS = 20
"""Of fewer key results nothing is said: chance would speak."""

REFERENCE = 0.25
"""The Brier score of somebody who always says 5 of 10."""

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said of a key result in one week (a confidence of 0 to 10), and whether it
    reached its target in the end."""

    key_result_id: int
    week: int
    confidence: int
    reached: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """How good the words of some key results were.

    ``key_results`` and ``words`` are counts. ``brier`` is the mean squared distance of what was
    said from what happened: 0 is perfect, 0.25 what always saying 5 of 10 gets. ``bias`` is what
    was said on average less what happened: above 0 is too optimistic. All figures are None where
    there are fewer than 20 key results.
    """

    key_results: int
    words: int
    brier: float | None = None
    bias: float | None = None
    said: float | None = None
    reached: float | None = None

    @property
    def is_enough(self) -> bool:
        return self.brier is not None

    @property
    def missing(self) -> int:
        """How many key results more it takes before something can be said."""
        return max(0, ENOUGH_KEY_RESULTS - self.key_results)


def calibration(words: Iterable[Word]) -> Calibration:
    """Brier score and bias of weekly confidence against what happened.

    Parameters
    ----------
    words
        One per key result and week, of key results whose cycle is over.

    Returns
    -------
    Calibration

    Raises
    ------
    DefinitionError
        A confidence is outside 0 to 10.

    Examples
    --------
    >>> said = [Word(number, 1, 8, reached=number < 10) for number in range(20)]
    >>> found = calibration(said)
    >>> round(found.brier, 3), round(found.bias, 3), found.key_results
    (0.34, 0.3, 20)
    >>> calibration(said[:19]).brier is None
    True

    Notes
    -----
    A confidence of c means a probability of c/10 to reach the target in full. Each weekly word
    counts once, so a key result that was spoken of more often weighs more.

    References
    ----------
    docs/methods 1.5; Brier (1950).
    """
    given = list(words)
    key_results = len({word.key_result_id for word in given})
    for word in given:
        if not 0 <= word.confidence <= 10:
            raise DefinitionError(
                _("A confidence goes from 0 to 10."), code="DOMAIN", field="confidence"
            )
    if key_results < ENOUGH_KEY_RESULTS:
        return Calibration(key_results, len(given))
    pairs = [(word.confidence / 10, float(word.reached)) for word in given]
    said = math.fsum(f for f, _ in pairs) / len(pairs)
    reached = math.fsum(o for _, o in pairs) / len(pairs)
    return Calibration(
        key_results=key_results,
        words=len(pairs),
        brier=math.fsum((f - o) ** 2 for f, o in pairs) / len(pairs),
        bias=said - reached,
        said=said,
        reached=reached,
    )


def calibration_by_week(words: Iterable[Word]) -> dict[int, Calibration]:
    """The calibration of each week of the cycle that somebody spoke in, in order.

    >>> calibration_by_week([Word(1, 2, 5, True), Word(1, 1, 4, True)])[2].key_results
    1
    """
    return dict(sorted(calibration_by((word.week, word) for word in words).items()))


def calibration_by(words: Iterable[tuple[Group, Word]]) -> dict[Group, Calibration]:
    """The calibration of each group, such as a unit, in the order in which they come.

    >>> found = calibration_by([("Blue", Word(1, 1, 5, True)), ("Green", Word(2, 1, 5, False))])
    >>> [(name, one.key_results) for name, one in found.items()]
    [('Blue', 1), ('Green', 1)]
    """
    groups: dict[Group, list[Word]] = defaultdict(list)
    for group, word in words:
        groups[group].append(word)
    return {group: calibration(said) for group, said in groups.items()}


def weekly(readings: Iterable[tuple[date, int]], *, start: date, end: date) -> dict[int, int]:
    """The last confidence of each week of a cycle, by the number of the week.

    >>> weekly([(date(2026, 10, 5), 6), (date(2026, 10, 8), 4), (date(2026, 10, 20), 7)],
    ...     start=date(2026, 10, 5), end=date(2027, 1, 3))
    {1: 4, 3: 7}

    Weeks are of seven days from the first day of the cycle. A week without a word has none: nothing
    is carried over from the week before. Words after the last day told of something already over.
    """
    found: dict[int, int] = {}
    for day, confidence in sorted(readings, key=lambda reading: reading[0]):
        if start <= day <= end:
            found[(day - start).days // 7 + 1] = confidence
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an owner said half-way (0 to 10), and the score in the end."""

    confidence: int
    score: float


@dataclass(frozen=True, slots=True)
class SaidBand:
    """Everything that was said within ``low`` to ``high`` of 10, and what became of it: how many,
    what was said and scored on average, and how many were reached in full."""

    low: int
    high: int
    count: int
    said: float | None
    score: float | None
    reached: int


SAID = ((0, 3), (4, 7), (8, 10))
"""At risk, has issues, on track: the bands in which confidence is spoken of."""


def said_and_happened(outcomes: Iterable[Outcome]) -> tuple[SaidBand, ...]:
    """What owners said half-way against what happened, by how sure they were.

    >>> found = said_and_happened([Outcome(9, 1.0), Outcome(8, 0.5), Outcome(2, 0.0)])
    >>> [(band.count, band.score, band.reached) for band in found]
    [(1, 0.0, 0), (0, None, 0), (2, 0.75, 1)]

    Counts, means and nothing more: it needs no least number. Source: docs/methods 1.5.
    """
    given = list(outcomes)
    return tuple(
        _said_band(low, high, [o for o in given if low <= o.confidence <= high])
        for low, high in SAID
    )


def _said_band(low: int, high: int, inside: Sequence[Outcome]) -> SaidBand:
    count = len(inside)
    return SaidBand(
        low=low,
        high=high,
        count=count,
        said=math.fsum(o.confidence for o in inside) / count / 10 if count else None,
        score=math.fsum(o.score for o in inside) / count if count else None,
        reached=sum(o.score >= 1 - TOLERANCE for o in inside),
    )


def spoken_halfway(readings: Mapping[int, int], *, weeks: int) -> int | None:
    """Of the words by week, the one that stood in the middle of a cycle of ``weeks`` weeks: the
    last one up to then. None where nobody had spoken.

    >>> spoken_halfway({1: 5, 6: 7, 9: 8}, weeks=13)
    7
    """
    said = [week for week in readings if week <= (weeks + 1) // 2]
    return readings[max(said)] if said else None


class Told(StrEnum):
    """Whether somebody who said how likely it is was right in the end."""

    RIGHT = "right"
    UNSURE = "unsure"
    TOO_SURE = "too_sure"
    TOO_DOUBTFUL = "too_doubtful"


def told(probability: float, *, reached: bool) -> Told:
    """One word against what happened.

    >>> str(told(0.8, reached=True)), str(told(0.8, reached=False)), str(told(0.5, reached=True))
    ('right', 'too_sure', 'unsure')

    From 0.7 on it was meant to be reached, up to 0.3 not to be; between is no claim. Of a single
    word nothing more can be said than this. Source: docs/methods 1.5.
    """
    if 0.3 + TOLERANCE < probability < 0.7 - TOLERANCE:
        return Told.UNSURE
    if (probability > 0.5) == reached:
        return Told.RIGHT
    return Told.TOO_SURE if probability > 0.5 else Told.TOO_DOUBTFUL


@dataclass(frozen=True, slots=True)
class Grading:
    """How the own grades of a unit stand to the computed scores: of how many, by how much on
    average, and the name of the pattern, if there is one. The mean is None for fewer than 8."""

    count: int
    mean: float | None
    pattern: str | None


def grading(pairs: Iterable[tuple[float, float]]) -> Grading:
    """Own grades less computed scores, on average.

    >>> grading([(0.5, 0.7)] * 8)
    Grading(count=8, mean=0.2, pattern='GRADE_INFLATION')
    >>> grading([(0.5, 0.7)] * 7)
    Grading(count=7, mean=None, pattern=None)

    ``pairs`` are (computed, own) of at least 8 key results. Beyond 0.10 it is inflation, beyond
    −0.10 harshness. Source: docs/methods 1.4.
    """
    given = list(pairs)
    if len(given) < GRADES_FOR_A_PATTERN:
        return Grading(len(given), None, None)
    mean = math.fsum(own - computed for computed, own in given) / len(given)
    return Grading(len(given), round(mean, 12), grade_pattern(given))
