"""Leading and lagging KPIs scored apart (docs/methods 5.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headway.core.scorecard.means import Mean, Part, Score, put_together
from headway.core.thresholds import FULL

BAND = FULL / 3
"""Points of a colour's band: sides that lie so far apart do not tell the same story."""
BOTH = "both"


@dataclass(frozen=True, slots=True)
class Sides:
    """What the leading KPIs of something come to, and what the lagging ones do; None where it has
    none of that side."""

    leading: Score | None
    lagging: Score | None

    @property
    def gap(self) -> float | None:
        """By how many points the leading ones score higher; None without both scores."""
        if self.leading is None or self.lagging is None:
            return None
        ahead, behind = self.leading.score, self.lagging.score
        return None if ahead is None or behind is None else ahead - behind


def sides_of(parts: Sequence[tuple[str, Part]], *, mean: str = Mean.ARITHMETIC) -> Sides:
    """KPIs put together by side, each with the weight it has anyway; one that is both counts on
    both sides.

    Parameters
    ----------
    parts
        Of each KPI, whether it is leading, lagging or both, and its part.

    Raises
    ------
    DefinitionError, ReadingError
        As ``put_together`` does.

    Examples
    --------
    >>> found = sides_of([("leading", Part(80, 3)), ("leading", Part(40)), ("lagging", Part(30))])
    >>> found.leading.score, found.lagging.score, found.gap
    (70.0, 30.0, 40.0)
    >>> sides_of([("both", Part(50))]).gap, sides_of([("lagging", Part(50))]).leading
    (0.0, None)

    Source: docs/methods 5.3.
    """
    return Sides(
        *(
            _together((part for nature, part in parts if nature in (side, BOTH)), mean)
            for side in ("leading", "lagging")
        )
    )


def sides_together(parts: Sequence[tuple[Sides, float]], *, mean: str = Mean.ARITHMETIC) -> Sides:
    """Sides of goals, or of perspectives, put together by the weights of these. What has no KPI of
    a side is no part of it, and leaves no hole in its coverage.

    >>> one = sides_of([("leading", Part(90)), ("lagging", Part(30))])
    >>> other = sides_of([("lagging", Part(60))])
    >>> found = sides_together([(one, 1.0), (other, 2.0)])
    >>> found.leading.score, found.lagging.score, found.leading.coverage
    (90.0, 50.0, 1.0)

    Raises as ``put_together`` does. Source: docs/methods 5.3.
    """
    leading = [(one.leading, weight) for one, weight in parts]
    lagging = [(one.lagging, weight) for one, weight in parts]
    return Sides(
        *(
            _together((score.part(weight) for score, weight in side if score is not None), mean)
            for side in (leading, lagging)
        )
    )


def _together(parts: Iterable[Part], mean: str) -> Score | None:
    """None where there is no part, or none that counts."""
    found = list(parts)
    return put_together(found, mean=mean) if any(one.weight for one in found) else None
